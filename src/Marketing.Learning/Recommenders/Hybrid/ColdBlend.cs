using System.Numerics.Tensors;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Which items to show to somebody of whom nothing is known: a listwise blend of popularity, trend and age.</summary>
internal static class ColdBlend
{
    private const int MostLists = 1000;

    /// <summary>Only a cut in time has users that came first after it; else popularity alone decides.</summary>
    public static float[] Learn(ItemTrends trends, ItemTraits traits, PastAndNext cut, double l2, TrainingControl control)
    {
        var prior = new float[ItemTrends.FeatureCount];
        prior[0] = 1;
        var lists = Enumerable
            .Range(0, cut.Next.Length)
            .Where(user => cut.Past[user].Length == 0 && cut.Next[user].Length > 0)
            .Take(MostLists);
        var fashion = CandidateSet.Fashion(trends, traits);
        var isNext = lists
            .Select(user => Array.ConvertAll(fashion, item => Array.BinarySearch(cut.Next[user], item) >= 0))
            .Where(list => list.Contains(true))
            .ToArray();
        if (!cut.IsByTime || isNext.Length == 0)
        {
            return prior;
        }

        var weights = Lbfgs.Minimize(
            Array.ConvertAll(prior, weight => (double)weight),
            (point, gradient) =>
            {
                control.Cancel.ThrowIfCancellationRequested();
                var current = Array.ConvertAll(point, value => (float)value);
                var plain = Array.ConvertAll(fashion, item => (double)TensorPrimitives.Dot(trends[item], current));
                var slopes = new double[fashion.Length];
                var loss = 0.0;
                foreach (var list in isNext)
                {
                    var scores = (double[])plain.Clone();
                    loss += ListwiseLoss.Of(scores, list);
                    for (var at = 0; at < slopes.Length; at++)
                    {
                        slopes[at] += scores[at];
                    }
                }

                for (var i = 0; i < gradient.Length; i++)
                {
                    var away = point[i] - prior[i];
                    gradient[i] = (l2 * away) + slopes.Select((slope, at) => slope * trends[fashion[at]][i]).Sum();
                    loss += .5 * l2 * away * away;
                }

                return loss;
            },
            iterations: 60
        );
        return Array.ConvertAll(weights, weight => (float)weight);
    }
}
