using Marketing.Learning;
using Marketing.Learning.Clicks.Factorization;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Marketing.MLNet.Engine.Clicks;

/// <summary>
/// <c>mlnet-ffm</c>: ML.NET's field-aware factorization machine. Its weights serve through the code of <c>ffm</c>, which is safe from any number of
/// threads and goes on learning on line; ML.NET's prediction engine is neither.
/// </summary>
internal static class FieldAwareMachine
{
    // Where the machine has AVX, ML.NET 5.0 takes factors eight at a time and forgets the rest: of its default 20 it uses 16, of 4 none.
    private const int Lane = 8;

    public static FactorizationEngine Engine { get; } =
        new()
        {
            Algorithm = "mlnet-ffm",
            Engine = MlNetEngine.Name,
            Settings =
            [
                new("Factors", 8, 8, 64, IsWhole: true, "Length of a latent vector, rounded up to a multiple of 8."),
                new("LearningRate", .1, 1e-5, 10, IsWhole: false, "Of AdaGrad."),
                new("LinearRegularization", 1e-4, 0, 1, IsWhole: false, "Shrinks the weights of single values."),
                new("Regularization", 1e-4, 0, 1, IsWhole: false, "Shrinks the latent vectors."),
                new("Radius", .5, 1e-3, 10, IsWhole: false, "How large the vectors begin."),
                new(FactorizationEngine.Epochs, 16, 1, 200, IsWhole: true, "Passes over the rows at most; held-out rows say how many."),
            ],
            Fit = Fit,
            Verify = Verify,
        };

    private static FactorizationMachine Fit(
        FactorizationProblem problem,
        IReadOnlyDictionary<string, double> settings,
        TrainingControl control
    )
    {
        var context = new MLContext((int)(control.Seed & int.MaxValue));
        var view = new ClickView(problem, control.Seed);
        var trainer = context.BinaryClassification.Trainers.FieldAwareFactorizationMachine(
            new FieldAwareFactorizationMachineTrainer.Options
            {
                LabelColumnName = ClickView.Label,
                FeatureColumnName = ClickView.Column(0),
                ExtraFeatureColumns = [.. Enumerable.Range(1, problem.Fields - 1).Select(ClickView.Column)],
                LatentDimension = ((int)settings["Factors"] + Lane - 1) / Lane * Lane,
                LearningRate = (float)settings["LearningRate"],
                LambdaLinear = (float)settings["LinearRegularization"],
                LambdaLatent = (float)settings["Regularization"],
                Radius = (float)settings["Radius"],
                NumberOfIterations = (int)settings[FactorizationEngine.Epochs],
                Verbose = false,
            }
        );
        var fitted = Fitting.Run(() => trainer.Fit(view), control.Cancel);
        var model = fitted.Model;

        // A row has a 1 for each field and is scaled to length 1: a value adds weight / √fields, a pair of them its product / fields.
        var scale = 1 / MathF.Sqrt(problem.Fields);
        return new FactorizationMachine(
            model.LatentDimension,
            [.. model.GetLinearWeights().Select(weight => weight * scale)],
            [.. model.GetLatentWeights()],
            MlNetZip.Save(context, fitted, view.Schema)
        );
    }

    /// <exception cref="InvalidDataException">The file holds no such model, or one of another shape.</exception>
    private static void Verify(FactorizationFile expected)
    {
        if (
            MlNetZip.Load(new MLContext(), expected.File) is not FieldAwareFactorizationMachinePredictionTransformer { Model: var model }
            || model.FieldCount != expected.Fields
            || model.FeatureCount != expected.Values
            || (model.LatentDimension + 3) / 4 * 4 != expected.Factors
        )
        {
            throw new InvalidDataException("The file of ML.NET is not that of the factorization machine.");
        }
    }
}
