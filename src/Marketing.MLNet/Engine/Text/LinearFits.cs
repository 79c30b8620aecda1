using Marketing.Learning;
using Marketing.Learning.Sentiment.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Marketing.MLNet.Engine.Text;

/// <summary>What the trainers of linear models share. Each fit has a context of its own: several run side by side.</summary>
internal static class LinearFits
{
    public static readonly Setting Epochs = new("Epochs", 10, 1, 1000, IsWhole: true, "Passes over the texts.");

    /// <summary>ML.NET's penalty λ for a cost of the losses as <c>svm</c> has it: λ = 1 / (cost · texts).</summary>
    public static float Penalty(IReadOnlyDictionary<string, double> settings, LinearTextProblem problem) =>
        (float)(1 / (settings["Cost"] * problem.Count));

    public static MLContext Context(TrainingControl control) => new((int)(control.Seed & int.MaxValue));

    /// <summary>Fits, and takes weights and file out of the model.</summary>
    public static LinearTextPlane Run(
        MLContext context,
        LinearTextProblem problem,
        IEstimator<ISingleFeaturePredictionTransformer<LinearModelParameters>> trainer,
        TrainingControl control
    )
    {
        var view = TextView.Of(context, problem, Order.Shuffled(problem.Count, control.Seed));
        var fitted = Fitting.Run(() => trainer.Fit(view), control.Cancel);
        return new LinearTextPlane([.. fitted.Model.Weights], fitted.Model.Bias, MlNetZip.Save(context, fitted, view.Schema));
    }

    /// <exception cref="InvalidDataException">The file holds no linear model, or another one.</exception>
    public static void Verify(LinearTextPlane plane)
    {
        if (
            MlNetZip.Load(new MLContext(), plane.File)
                is not ISingleFeaturePredictionTransformer<object> { Model: LinearModelParameters model }
            || !plane.Intercept.Equals(model.Bias)
            || !model.Weights.SequenceEqual(plane.Weights)
        )
        {
            throw new InvalidDataException("The file of ML.NET is not that of the hyperplane.");
        }
    }
}
