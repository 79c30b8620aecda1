namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>A term that belongs to the aspects of a category.</summary>
/// <param name="Term">As it stands in a text, folded.</param>
/// <param name="Texts">Texts of the category with it.</param>
/// <param name="Share">Their share of the category's texts.</param>
/// <param name="ShareElsewhere">Share of the other categories' texts with it.</param>
public sealed record GrownTerm(string Term, int Texts, double Share, double ShareElsewhere);

/// <summary>
/// Finds terms that are frequent in the reviews of a category and not elsewhere, and of which people say how they feel: English words, and two or three Chinese characters that
/// hold together. Frequent terms near words of opinion are features of the product: Hu and Liu, "Mining and summarizing customer reviews" (KDD 2004).
/// </summary>
public static class AspectGrowth
{
    private const int FewestTexts = 5;
    private const double LeastShare = .01;
    private const double Lift = 4;

    // How much oftener two characters stand together than they would by chance.
    private const double Cohesion = 5;

    // Share of a term's texts from which a longer term with it stands for it: 卫生间, not 生间.
    private const double Fragment = .7;

    /// <summary>The terms of a category, the most telling first: share · ln(share / share elsewhere).</summary>
    /// <param name="category">Reviews of the category.</param>
    /// <param name="elsewhere">Reviews of all others.</param>
    /// <param name="known">Terms that the lists hold already.</param>
    /// <param name="limit">At most so many.</param>
    public static IReadOnlyList<GrownTerm> Propose(
        IReadOnlyList<string> category,
        IReadOnlyList<string> elsewhere,
        IEnumerable<string> known,
        int limit
    )
    {
        ArgumentNullException.ThrowIfNull(category);
        ArgumentNullException.ThrowIfNull(elsewhere);
        ArgumentNullException.ThrowIfNull(known);
        var (here, there) = (TermCounts.Of(category), TermCounts.Of(elsewhere));
        var old = new HashSet<string>(known, StringComparer.Ordinal);
        var proposals = new List<(GrownTerm Term, double Weight)>();
        foreach (var (term, count) in here.Terms)
        {
            var share = (double)count.Texts / category.Count;
            // Half a text: a term that nobody else uses has a finite lift.
            var other = (there.TextsWith(term) + .5) / (elsewhere.Count + 1);
            if (
                count.Texts >= FewestTexts
                && share >= LeastShare
                && share >= Lift * other
                && count.FeltShare >= here.FeltShare
                && here.HoldsTogether(term, Cohesion)
                && !Overlaps(term, old)
            )
            {
                proposals.Add((new GrownTerm(term, count.Texts, share, other), share * Math.Log(share / other)));
            }
        }

        return
        [
            .. WithoutFragments(proposals)
                .OrderByDescending(p => p.Weight)
                .ThenBy(p => p.Term.Term, StringComparer.Ordinal)
                .Take(limit)
                .Select(p => p.Term),
        ];
    }

    // 卫生 and 生间 are no news where 卫生间 is known.
    private static bool Overlaps(string term, HashSet<string> old) =>
        old.Contains(term)
        || (
            term[0] >= '\u2E80'
            && old.Any(known =>
                known.Contains(term, StringComparison.Ordinal) || (known.Length > 1 && term.Contains(known, StringComparison.Ordinal))
            )
        );

    private static IEnumerable<(GrownTerm Term, double Weight)> WithoutFragments(List<(GrownTerm Term, double Weight)> proposals)
    {
        var byTerm = proposals.ToDictionary(p => p.Term.Term, p => p.Term.Texts, StringComparer.Ordinal);
        var dropped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (longer, _) in proposals.Where(p => p.Term.Term.Length == 3 && p.Term.Term[0] >= '\u2E80'))
        {
            string[] parts = [longer.Term[..2], longer.Term[1..]];
            var fragments = parts.Where(part => longer.Texts >= Fragment * byTerm.GetValueOrDefault(part, longer.Texts)).ToArray();
            // Where both parts are said without the third character as well, the longer one is but a chance neighbour.
            dropped.UnionWith(fragments.Length > 0 ? parts.Where(part => fragments.Contains(part)) : [longer.Term]);
        }

        return proposals.Where(p => !dropped.Contains(p.Term.Term));
    }
}
