using Marketing.Learning;
using Marketing.Learning.Sentiment.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Marketing.MLNet.Engine.Text;

/// <summary>
/// <c>mlnet-svm</c>: ML.NET's linear support vector machine (Pegasos). It gives no probabilities: Platt's scaling on held-out folds does, the same
/// as for <c>svm</c>, which also holds for three classes.
/// </summary>
internal static class SupportVectorMachine
{
    public static LinearTextEngine Engine { get; } =
        new()
        {
            Algorithm = "mlnet-svm",
            Engine = MlNetEngine.Name,
            Settings = [new("Cost", 1, 1e-5, 1e4, IsWhole: false, "Weight of the losses against the penalty."), LinearFits.Epochs],
            Grid =
            [
                new Dictionary<string, double>(),
                new Dictionary<string, double> { ["Cost"] = .3 },
                new Dictionary<string, double> { ["Cost"] = 3 },
            ],
            TfIdf = true,
            Fit = Fit,
            Verify = LinearFits.Verify,
        };

    private static LinearTextPlane Fit(LinearTextProblem problem, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        var context = LinearFits.Context(control);
        var trainer = context.BinaryClassification.Trainers.LinearSvm(
            new LinearSvmTrainer.Options
            {
                LabelColumnName = nameof(TextRow.Label),
                FeatureColumnName = nameof(TextRow.Features),
                Lambda = LinearFits.Penalty(settings, problem),
                NumberOfIterations = (int)settings[LinearFits.Epochs.Name],
            }
        );
        return LinearFits.Run(context, problem, trainer, control);
    }
}
