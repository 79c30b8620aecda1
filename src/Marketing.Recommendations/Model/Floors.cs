using System.Globalization;
using Marketing.Learning.Ranking;

namespace Marketing.Recommendations.Model;

/// <summary>
/// What a model's lists must hold whatever its NDCG, so that a shop does not become ten bestsellers or one shelf: the baseline is exempt, for it
/// is what serves when everything else is refused.
/// </summary>
internal static class Floors
{
    /// <summary>Name in the metrics: share of demand whose category is shown.</summary>
    public const string CategoryReach = "categoryReach";

    /// <summary>Name in the metrics: distinct items that some list shows for a reason.</summary>
    public const string Shown = "shown";

    /// <summary>Distinct items listed with a score above the model's floor: what only fills a list shows nothing.</summary>
    public static HashSet<int> ShownBy(RankingResult result, float floor) =>
        [.. result.Lists.SelectMany(list => list.Items.Where((_, at) => list.Scores[at] > floor))];

    /// <summary>
    /// Share of the held-out pairs whose category any list shows at all; the first part of the path counts. Null when fewer than two
    /// categories are known among them: then nothing can be missing.
    /// </summary>
    /// <param name="shown">Of <see cref="ShownBy"/>.</param>
    /// <param name="users">Whom they were made for.</param>
    /// <param name="categoryOf">First part of the category path by item index; null unknown.</param>
    public static double? ReachOf(IReadOnlySet<int> shown, IReadOnlyList<HeldOutUser> users, IReadOnlyList<string?> categoryOf)
    {
        string? At(int item) => item < categoryOf.Count ? categoryOf[item] : null;
        var wanted = users.SelectMany(user => user.Relevant).Select(At).Where(category => category is not null).ToList();
        if (wanted.Distinct(StringComparer.Ordinal).Count() < 2)
        {
            return null;
        }

        var categories = shown.Select(At).ToHashSet(StringComparer.Ordinal);
        return (double)wanted.Count(categories.Contains) / wanted.Count;
    }

    /// <summary>Null, or which floor the figures are below, as a sentence.</summary>
    /// <param name="metrics">Of <see cref="Judgement"/>.</param>
    /// <param name="items">Items that could be listed.</param>
    /// <param name="options">The floors.</param>
    public static string? WhyRefused(IReadOnlyDictionary<string, double> metrics, int items, RecommendationsOptions options)
    {
        // As many places as the lists have is all that they can show.
        var least = options.MinimumCoverage * Math.Min(items, metrics["users"] * Judgement.K);
        if (metrics[Shown] < least)
        {
            return Text($"Its lists show {metrics[Shown]:N0} of {items:N0} items; Recommendations:MinimumCoverage asks for {least:N0}.");
        }

        if (metrics["novelty"] < options.MinimumNovelty)
        {
            return Text(
                $"Its lists hold what everybody knows: novelty {metrics["novelty"]:0.###} bits, and Recommendations:MinimumNovelty is {options.MinimumNovelty:0.###}."
            );
        }

        return metrics.TryGetValue(CategoryReach, out var reach) && reach < options.MinimumCategoryReach
            ? Text(
                $"{1 - reach:0 %} of what customers went on to is in categories that none of its lists shows; Recommendations:MinimumCategoryReach asks that {options.MinimumCategoryReach:0 %} be in categories shown."
            )
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
