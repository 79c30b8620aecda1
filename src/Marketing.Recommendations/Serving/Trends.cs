using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Serving;

/// <summary>What is wanted more of late than the longer window before led to expect.</summary>
internal static class Trends
{
    /// <summary>Windows in days that a trend can be asked for: those that have a longer one to compare with.</summary>
    public static readonly int[] Windows = [.. Popularity.Windows.Where(days => days > 0).Order().SkipLast(1)];

    /// <summary>How surprising the popularity of every item is.</summary>
    /// <param name="model">Popularity by window.</param>
    /// <param name="days">One of <see cref="Windows"/>; the next longer window of <see cref="Popularity.Windows"/> gives what was expected.</param>
    /// <returns>Shape [model items]: (observed − expected) ÷ √(expected + 1), so that one order more of a rare item does not beat a hundred more of a common one; at most 0 without a rise.</returns>
    public static float[] Of(ServedRecommendations model, int days)
    {
        var longer = Popularity.Windows.Where(window => window > days).Min();
        var (recent, before) = (model.PopularityIn(days), model.PopularityIn(longer));
        var share = (float)days / longer;
        var trend = new float[recent.Length];
        for (var item = 0; item < trend.Length; item++)
        {
            var expected = before[item] * share;
            trend[item] = (recent[item] - expected) / MathF.Sqrt(expected + 1);
        }

        return trend;
    }
}
