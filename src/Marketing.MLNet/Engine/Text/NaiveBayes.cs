using Marketing.Learning;
using Marketing.Learning.Sentiment.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Marketing.MLNet.Engine.Text;

/// <summary>
/// <c>mlnet-naive-bayes</c>: ML.NET's naive Bayes (Bernoulli: whether a feature occurs). Its smoothing adds the number of classes to the texts of each
/// class, with which the largest class swallows the others where they are many; so it tells two classes apart at a time, where it is the textbook's add-one.
/// </summary>
internal static class NaiveBayes
{
    public static LinearTextEngine Engine { get; } =
        new()
        {
            Algorithm = "mlnet-naive-bayes",
            Engine = MlNetEngine.Name,
            Settings = [],
            Grid = [new Dictionary<string, double>(), new Dictionary<string, double> { ["WordOrder"] = 1, ["CharacterOrder"] = 2 }],
            TfIdf = false,
            Fit = Fit,
            Verify = Verify,
        };

    /// <summary>
    /// The difference of the two classes' scores as one hyperplane. A feature f speaks when it occurs, ln (h + 1)/(n − h + 1) a class (h of its n texts
    /// have it), and also when it does not: that is in the intercept. Features that no text has are left out of it: they speak in no text, and ML.NET's
    /// sum over two million empty buckets would be all rounding.
    /// </summary>
    internal static (float[] Weights, double Intercept) Plane(NaiveBayesMulticlassModelParameters model)
    {
        var (texts, occurrences) = (model.GetLabelHistogramLong(), model.GetFeatureHistogramLong());
        double against = texts[0];
        double yes = texts[1];
        var (weights, intercept) = (new float[occurrences[0].Count], Math.Log(yes / against));
        for (var feature = 0; feature < weights.Length; feature++)
        {
            double inAgainst = occurrences[0][feature];
            double inYes = occurrences[1][feature];
            if (inAgainst + inYes > 0)
            {
                var absent = Math.Log((yes - inYes + 1) / (yes + 2)) - Math.Log((against - inAgainst + 1) / (against + 2));
                weights[feature] = (float)(Math.Log((inYes + 1) / (yes + 2)) - Math.Log((inAgainst + 1) / (against + 2)) - absent);
                intercept += absent;
            }
        }

        return (weights, intercept);
    }

    private static LinearTextPlane Fit(LinearTextProblem problem, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        var context = LinearFits.Context(control);
        var view = TextView.Of(context, problem, [.. Enumerable.Range(0, problem.Count)]);
        var trainer = context.MulticlassClassification.Trainers.NaiveBayes(nameof(TextRow.Class), nameof(TextRow.Features));
        var fitted = Fitting.Run(() => trainer.Fit(view), control.Cancel);
        var (weights, intercept) = Plane(fitted.Model);
        return new LinearTextPlane(weights, intercept, MlNetZip.Save(context, fitted, view.Schema));
    }

    /// <exception cref="InvalidDataException">The file holds no such model, or another one.</exception>
    private static void Verify(LinearTextPlane plane)
    {
        if (
            MlNetZip.Load(new MLContext(), plane.File) is ISingleFeaturePredictionTransformer<object>
            {
                Model: NaiveBayesMulticlassModelParameters model
            }
        )
        {
            var (weights, intercept) = Plane(model);
            if (intercept.Equals(plane.Intercept) && weights.AsSpan().SequenceEqual(plane.Weights))
            {
                return;
            }
        }

        throw new InvalidDataException("The file of ML.NET is not that of the hyperplane.");
    }
}
