using Marketing.Learning;
using Marketing.Learning.Sentiment.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Marketing.MLNet.Engine.Text;

/// <summary>
/// <c>mlnet-sdca</c>: ML.NET's stochastic dual coordinate ascent on the logistic loss. Its own calibration is left out: it would be learnt on the texts that
/// the weights were fitted on.
/// </summary>
internal static class DualAscent
{
    public static LinearTextEngine Engine { get; } =
        new()
        {
            Algorithm = "mlnet-sdca",
            Engine = MlNetEngine.Name,
            Settings = [new("Cost", 10, 1e-5, 1e4, IsWhole: false, "Weight of the losses against the penalty."), LinearFits.Epochs],
            Grid =
            [
                new Dictionary<string, double>(),
                new Dictionary<string, double> { ["Cost"] = 3 },
                new Dictionary<string, double> { ["Cost"] = 30 },
            ],
            TfIdf = true,
            Fit = Fit,
            Verify = LinearFits.Verify,
        };

    // One thread: with more the result differs from run to run.
    private static LinearTextPlane Fit(LinearTextProblem problem, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        var context = LinearFits.Context(control);
        var trainer = context.BinaryClassification.Trainers.SdcaNonCalibrated(
            new SdcaNonCalibratedBinaryTrainer.Options
            {
                LabelColumnName = nameof(TextRow.Label),
                FeatureColumnName = nameof(TextRow.Features),
                LossFunction = new LogLoss(),
                L2Regularization = LinearFits.Penalty(settings, problem),
                L1Regularization = 0,
                MaximumNumberOfIterations = (int)settings[LinearFits.Epochs.Name],
                NumberOfThreads = 1,
            }
        );
        return LinearFits.Run(context, problem, trainer, control);
    }
}
