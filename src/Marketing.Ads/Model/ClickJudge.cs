using Marketing.Ads.Prediction;
using Marketing.Learning.Clicks;
using Marketing.Training;

namespace Marketing.Ads.Model;

/// <summary>Judges predictors on held-out rows, customer by customer.</summary>
internal sealed class ClickJudge(IReadOnlyList<ClickRow> test, double trainRate)
{
    /// <summary>Mean of ln p of what happened: minus the log loss, higher is better.</summary>
    public const string Primary = "logLikelihood";

    private const int FewestRows = 500;
    private const int FewestClicks = 25;
    private readonly string[] _subjects = [.. test.Select(row => row.Subject).Distinct(StringComparer.Ordinal)];

    public Evaluation Judge(Predictor predictor)
    {
        var clicked = test.Select(row => row.Clicked).ToArray();
        var probabilities = test.Select(row => Probability(predictor, row)).ToArray();
        var metrics = ClickMetrics.Of(probabilities, clicked);
        var constant = clicked.Average(one => Log(Math.Clamp(trainRate, 1e-6, 1 - 1e-6), one));
        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Primary] = -metrics.LogLoss.Mean,
            ["logLoss"] = metrics.LogLoss.Mean,
            ["normalizedEntropy"] = metrics.NormalizedEntropy,
            ["auc"] = metrics.Auc,
            ["expectedOverObserved"] = metrics.ExpectedOverObserved,
            ["gainOverConstant"] = -constant - metrics.LogLoss.Mean,
        };
        foreach (
            var place in test.Select((row, at) => (row, at)).GroupBy(pair => pair.row.Values[ClickFields.Placement], StringComparer.Ordinal)
        )
        {
            var observed = place.Count(pair => pair.row.Clicked);
            if (observed >= FewestClicks)
            {
                figures[$"expectedOverObserved:{place.Key}"] = place.Sum(pair => probabilities[pair.at]) / observed;
            }
        }

        return new Evaluation
        {
            Metrics = figures.Where(pair => double.IsFinite(pair.Value)).ToDictionary(StringComparer.Ordinal),
            PerUnit = PerSubject(probabilities),
            Parameters = new Dictionary<string, double>(),
            Refused = -metrics.LogLoss.Mean < constant ? "it predicts worse than the constant click rate" : null,
        };
    }

    /// <summary>A curve for each placement with enough outcomes, by least squares subject to monotone order, on the newest outcomes; only where it helps on rows it has not seen.</summary>
    public IReadOnlyDictionary<string, IsotonicCalibration> Curves(Predictor predictor)
    {
        Dictionary<string, IsotonicCalibration> curves = new(StringComparer.Ordinal);
        foreach (var place in test.GroupBy(row => row.Values[ClickFields.Placement], StringComparer.Ordinal))
        {
            var rows = place.ToList();
            if (rows.Count < FewestRows || rows.Count(row => row.Clicked) < FewestClicks)
            {
                continue;
            }

            var scores = rows.Select(row => Probability(predictor, row)).ToArray();
            var clicked = rows.Select(row => row.Clicked).ToArray();
            var half = IsotonicCalibration.Fit(Every(scores, 0), Every(clicked, 0), priorRows: 5);
            var (rest, outcomes) = (Every(scores, 1), Every(clicked, 1));
            if (
                rest.Zip(outcomes).Sum(pair => Log(Bounded(half.Apply(pair.First)), pair.Second) - Log(Bounded(pair.First), pair.Second))
                > 0
            )
            {
                curves[place.Key] = IsotonicCalibration.Fit(scores, clicked, priorRows: 5);
            }
        }

        return curves;
    }

    private static double Probability(Predictor predictor, ClickRow row)
    {
        var seen =
            predictor.Content.Model?.Examination is { Count: > 0 } examination && row.Position > 0
                ? examination[Math.Min(row.Position, examination.Count) - 1]
                : 1;
        return predictor.Predict(row.Values).PClick * seen;
    }

    private double[] PerSubject(double[] probabilities)
    {
        Dictionary<string, (double Sum, int Count)> sums = new(StringComparer.Ordinal);
        for (var at = 0; at < test.Count; at++)
        {
            var (sum, count) = sums.GetValueOrDefault(test[at].Subject);
            sums[test[at].Subject] = (sum + Log(Bounded(probabilities[at]), test[at].Clicked), count + 1);
        }

        return [.. _subjects.Select(subject => sums[subject].Sum / sums[subject].Count)];
    }

    private static T[] Every<T>(T[] values, int remainder) => [.. values.Where((_, at) => at % 2 == remainder)];

    private static double Bounded(double p) => Math.Clamp(p, 1e-7, 1 - 1e-7);

    private static double Log(double p, bool happened) => happened ? Math.Log(p) : Math.Log(1 - p);
}
