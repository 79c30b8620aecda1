using Marketing.Learning.Sentiment.Feelings;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>
/// Finds the aspects that a text speaks of, part by part of its sentences: a part ends at a mark and before a "but". A passage is a part that names an aspect, with the parts
/// after it that name none, up to the end of the sentence ("the battery, sadly, is weak"). Its words of feeling decide, negation and all; of several aspects in one part each has
/// the words nearest to it; where there is no such word, what the classifier says of the passage alone. Immutable.
/// </summary>
public sealed class AspectFinder
{
    // Of a very long text the rest is not searched: an item's aspects come from many reviews.
    private const int MostPassages = 100;

    // As for whole texts: between .4 and .6 nobody can tell.
    private const double Undecided = .1;

    private readonly string[] _aspects;
    private readonly TermIndex _index;

    /// <param name="aspects">Aspect → its terms in either language; an aspect may come more than once. Of a term that stands under two aspects the first counts.</param>
    public AspectFinder(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> aspects)
    {
        ArgumentNullException.ThrowIfNull(aspects);
        var lists = aspects.ToArray();
        _aspects = [.. lists.Select(list => list.Key).Distinct(StringComparer.Ordinal)];
        _index = new TermIndex(lists.SelectMany(list => list.Value.Select(term => (term, Array.IndexOf(_aspects, list.Key)))));
    }

    /// <summary>In the order of the text; an aspect once a passage, 100 in all at most.</summary>
    /// <param name="text">Any Unicode.</param>
    /// <param name="classifier">Asked where a passage has no word of feeling.</param>
    public IReadOnlyList<FoundAspect> Find(ReadOnlySpan<char> text, ITextClassifier classifier)
    {
        var tokens = new TokenBuffer();
        TextTokenizer.Read(text, tokens);
        return Find(text, tokens, classifier);
    }

    /// <summary>In the order of the text; an aspect once a passage, 100 in all at most.</summary>
    /// <param name="text">Any Unicode.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="classifier">Asked where a passage has no word of feeling.</param>
    public IReadOnlyList<FoundAspect> Find(ReadOnlySpan<char> text, TokenBuffer tokens, ITextClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var parts = SentenceParts.OfThread;
        if (!parts.TryRead(tokens, _index))
        {
            return [];
        }

        // The classifier may use this thread's memory: whatever it is asked comes last.
        var (found, toAsk) = (new List<FoundAspect>(), new List<int>());
        for (var part = 0; part < parts.Count && found.Count < MostPassages; part++)
        {
            var (first, end) = parts.AspectsOf(part);
            if (first < end)
            {
                Read(parts, part, first, end, found, toAsk);
            }
        }

        foreach (var at in toAsk)
        {
            found[at] = found[at] with { Label = Ask(classifier, text.Slice(found[at].Start, found[at].Length)) };
        }

        return found;
    }

    private void Read(SentenceParts parts, int part, int first, int end, List<FoundAspect> found, List<int> toAsk)
    {
        var last = parts.LastOfPassage(part);
        var (start, stop) = parts.PlaceOf(part, last, first);
        var before = found.Count;
        for (var at = first; at < end && found.Count < MostPassages; at++)
        {
            var name = _aspects[parts.Aspects[at].Value];
            if (found.Skip(before).Any(known => known.Aspect == name))
            {
                continue;
            }

            var weight = parts.Weight(at, first, end, part, last);
            if (weight is null)
            {
                toAsk.Add(found.Count);
            }

            found.Add(new FoundAspect(name, LabelOf(weight ?? 0), start, stop - start));
        }
    }

    private static SentimentLabel LabelOf(double logOdds)
    {
        var positive = 1 / (1 + Math.Exp(-FeelingWords.Bounded(logOdds)));
        return Math.Abs(positive - .5) < Undecided ? SentimentLabel.Neutral
            : positive > .5 ? SentimentLabel.Positive
            : SentimentLabel.Negative;
    }

    private static SentimentLabel Ask(ITextClassifier classifier, ReadOnlySpan<char> passage)
    {
        Span<double> probabilities = stackalloc double[3];
        probabilities = probabilities[..classifier.Classes];
        classifier.Score(passage, probabilities);
        var (negative, positive) = (probabilities[(int)SentimentLabel.Negative], probabilities[(int)SentimentLabel.Positive]);
        var neutral = classifier.Classes > 2 ? probabilities[(int)SentimentLabel.Neutral] : .5 + Undecided;
        return positive >= neutral && positive > negative ? SentimentLabel.Positive
            : negative >= neutral ? SentimentLabel.Negative
            : SentimentLabel.Neutral;
    }
}
