using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>A term that might belong to the aspects of a category.</summary>
/// <param name="Term">As it stands in a text, folded.</param>
/// <param name="Texts">Texts of the category with it.</param>
/// <param name="Share">Their share of the category's texts.</param>
/// <param name="ShareElsewhere">Share of the other categories' texts with it.</param>
public sealed record GrownTerm(string Term, int Texts, double Share, double ShareElsewhere);

/// <summary>Proposes terms that are frequent in the reviews of a category and not elsewhere: English words, and pairs of Chinese characters that hold together.</summary>
public static class AspectGrowth
{
    private const int FewestTexts = 5;
    private const double LeastShare = .02;
    private const double Lift = 3;

    // How much oftener two characters stand together than they would by chance.
    private const double Cohesion = 4;

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
        var (old, proposals) = (new HashSet<string>(known, StringComparer.Ordinal), new List<(GrownTerm Term, double Weight)>());
        foreach (var (term, texts) in here.Texts)
        {
            var share = (double)texts / category.Count;
            // Half a text: a term that nobody else uses has a finite lift.
            var other = (there.Texts.GetValueOrDefault(term) + .5) / (elsewhere.Count + 1);
            if (
                texts >= FewestTexts
                && share >= LeastShare
                && share >= Lift * other
                && !old.Contains(term)
                && here.HoldsTogether(term, Cohesion)
            )
            {
                proposals.Add((new GrownTerm(term, texts, share, other), share * Math.Log(share / other)));
            }
        }

        return
        [
            .. proposals.OrderByDescending(p => p.Weight).ThenBy(p => p.Term.Term, StringComparer.Ordinal).Take(limit).Select(p => p.Term),
        ];
    }

    private sealed class TermCounts
    {
        private readonly Dictionary<char, int> _characters = [];
        private int _total;

        /// <summary>Texts with a term.</summary>
        public Dictionary<string, int> Texts { get; } = new(StringComparer.Ordinal);

        public static TermCounts Of(IReadOnlyList<string> texts)
        {
            var (counts, buffer, seen) = (new TermCounts(), new TokenBuffer(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var text in texts)
            {
                seen.Clear();
                TextTokenizer.Read(text, buffer);
                for (var at = 0; at < buffer.Count; at++)
                {
                    if (counts.TermAt(buffer, at) is { } term && seen.Add(term))
                    {
                        counts.Texts[term] = counts.Texts.GetValueOrDefault(term) + 1;
                    }
                }
            }

            return counts;
        }

        public bool HoldsTogether(string term, double times)
        {
            if (term.Length != 2 || !_characters.TryGetValue(term[0], out var first) || !_characters.TryGetValue(term[1], out var second))
            {
                return true;
            }

            return (double)Texts[term] * _total >= times * first * second;
        }

        private string? TermAt(TokenBuffer buffer, int at)
        {
            ref readonly var token = ref buffer.Tokens[at];
            var folded = buffer.Folded(token);
            if (token.Kind == TokenKind.Word)
            {
                return folded.Length > 2 && !EnglishWords.IsStopWord(folded) && !EnglishWords.IsNegation(folded) ? folded.ToString() : null;
            }

            if (token.Kind != TokenKind.Character || folded.Length != 1)
            {
                return null;
            }

            _characters[folded[0]] = _characters.GetValueOrDefault(folded[0]) + 1;
            _total++;
            if (at + 1 == buffer.Count || buffer.Tokens[at + 1].Kind != TokenKind.Character || buffer.Tokens[at + 1].Start != token.End)
            {
                return null;
            }

            return string.Concat(folded, buffer.Folded(buffer.Tokens[at + 1]));
        }
    }
}
