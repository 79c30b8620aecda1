using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>
/// What a text says of what. A clause (up to a mark or a <c>but</c>) that names an aspect speaks of it; the nearest word of feeling decides, negations
/// before it taken into account; where the clause has none, the classifier is asked about the clause.
/// </summary>
public static class AspectFinder
{
    private const double Sure = .65;

    // In Chinese the word of feeling follows what it is said of: 价格便宜质量差.
    private const int BeforeInChinese = 3;

    private static readonly TermMatcher Turns = new([
        .. "but however although though yet except whereas while 但 但是 可是 不过 然而 只是 而 虽然 尽管"
            .Split(' ')
            .Select(word => (word, 0)),
    ]);

    /// <summary>Finds the aspects in the order of the text; one entry for an aspect and clause.</summary>
    /// <param name="text">Any Unicode.</param>
    /// <param name="lexicon">The aspects.</param>
    /// <param name="classifier">Asked where a clause has no word of feeling.</param>
    public static IReadOnlyList<FoundAspect> Find(ReadOnlySpan<char> text, AspectLexicon lexicon, ITextClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        ArgumentNullException.ThrowIfNull(classifier);
        var buffer = new TokenBuffer();
        TextTokenizer.Read(text, buffer);
        var keys = TermMatcher.Keys(buffer);
        var (found, feelings) = (new List<FoundAspect>(), new List<Feeling>());
        for (var first = 0; first < keys.Length; )
        {
            var end = ClauseEnd(buffer, keys, first);
            feelings.Clear();
            FeelingWords.Find(buffer, keys, first, end, feelings);
            Read(text, buffer, keys, first, end, lexicon, classifier, feelings, found);
            first = end;
        }

        return found;
    }

    private static void Read(
        ReadOnlySpan<char> text,
        TokenBuffer buffer,
        ulong[] keys,
        int first,
        int end,
        AspectLexicon lexicon,
        ITextClassifier classifier,
        List<Feeling> feelings,
        List<FoundAspect> found
    )
    {
        var (start, before) = (buffer.Tokens[first].Start, found.Count);
        var length = buffer.Tokens[end - 1].End - start;
        var chinese = LanguageGuess.Of(buffer.Tokens[first..end]) == LanguageGuess.Chinese;
        for (var at = first; at < end; at++)
        {
            var match = lexicon.Terms.At(keys.AsSpan(0, end), at);
            if (match.Count == 0)
            {
                continue;
            }

            var aspect = lexicon.NameOf(match.Value);
            if (!found.Skip(before).Any(known => known.Aspect == aspect))
            {
                var label = Nearest(feelings, match, chinese) ?? Ask(classifier, text.Slice(start, length));
                found.Add(new FoundAspect(aspect, label, start, length));
            }

            at += match.Count - 1;
        }
    }

    private static SentimentLabel? Nearest(List<Feeling> feelings, TermMatch aspect, bool chinese)
    {
        var (sign, least) = (0, int.MaxValue);
        foreach (var feeling in feelings)
        {
            var after = feeling.First - (aspect.First + aspect.Count - 1);
            var before = aspect.First - feeling.Last + (chinese ? BeforeInChinese : 0);
            var distance = after >= 0 ? after : before;
            (sign, least) = distance < least ? (feeling.Sign, distance) : (sign, least);
        }

        return sign == 0 ? null
            : sign > 0 ? SentimentLabel.Positive
            : SentimentLabel.Negative;
    }

    private static SentimentLabel Ask(ITextClassifier classifier, ReadOnlySpan<char> clause)
    {
        Span<double> probabilities = stackalloc double[3];
        probabilities = probabilities[..classifier.Classes];
        classifier.Score(clause, probabilities);
        return probabilities[(int)SentimentLabel.Positive] >= Sure ? SentimentLabel.Positive
            : probabilities[(int)SentimentLabel.Negative] >= Sure ? SentimentLabel.Negative
            : SentimentLabel.Neutral;
    }

    /// <summary>Index after the last token of the clause: a closing mark belongs to it, a <c>but</c> to the next.</summary>
    private static int ClauseEnd(TokenBuffer buffer, ulong[] keys, int first)
    {
        for (var at = first; at < keys.Length; at++)
        {
            ref readonly var token = ref buffer.Tokens[at];
            if (token.Kind == TokenKind.Mark && EnglishWords.EndsClause(buffer.Folded(token)))
            {
                return at + 1;
            }

            if (at > first && Turns.At(keys, at).Count > 0)
            {
                return at;
            }
        }

        return keys.Length;
    }
}
