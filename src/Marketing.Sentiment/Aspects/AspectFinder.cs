using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Scoring;
using Marketing.Sentiment.Terms;
using Marketing.Sentiment.Words;

namespace Marketing.Sentiment.Aspects;

/// <summary>
/// Finds the aspects that a text speaks of. A passage is the part of a sentence, between marks, that an aspect's term stands in, with the parts after it up to the next
/// aspect or the end of the sentence ("the battery, sadly, is weak"). Its feeling is that of its words, negation and all; where no list has any of them, what the classifier says
/// of the passage alone. Immutable.
/// </summary>
internal sealed class AspectFinder
{
    // Of a very long text the rest is not searched: an item's aspects come from many reviews.
    private const int MostPassages = 100;

    private static readonly WordListClassifier Feelings = new();

    [ThreadStatic]
    private static List<TermPlace>? _places;

    private readonly string[] _aspects;
    private readonly TermIndex _index;

    /// <param name="lists">The first list that has a term says which aspect it speaks of.</param>
    public AspectFinder(IReadOnlyList<AspectList> lists)
    {
        _aspects = [.. lists.SelectMany(list => list.Aspects.Keys).Distinct(StringComparer.Ordinal)];
        _index = new TermIndex(
            lists.SelectMany(list =>
                list.Aspects.SelectMany(aspect => aspect.Value.Select(term => (term, Array.IndexOf(_aspects, aspect.Key))))
            )
        );
    }

    /// <summary>In the order of the text; an aspect once a passage.</summary>
    public IReadOnlyList<StoredAspect> Find(string text, ITextClassifier classifier)
    {
        var tokens = TermTokens.OfThread;
        tokens.Read(text);
        var places = _places ??= [];
        places.Clear();
        _index.Find(tokens, places);
        if (places.Count == 0)
        {
            return [];
        }

        // The classifier uses the same tokens' memory: all places first.
        var passages = new List<(int Aspect, int Start, int End)>();
        for (var at = 0; at < places.Count && passages.Count < MostPassages; at++)
        {
            var (first, last) = Passage(tokens, places, at);
            var passage = (places[at].Value, tokens.Tokens[first].Start, tokens.Tokens[last].End);
            if (!passages.Contains(passage))
            {
                passages.Add(passage);
            }
        }

        var found = new StoredAspect[passages.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var (aspect, start, end) = passages[i];
            found[i] = new StoredAspect(_aspects[aspect], FeelingOf(text.AsSpan(start, end - start), classifier), start, end - start);
        }

        return found;
    }

    private static SentimentLabel FeelingOf(ReadOnlySpan<char> passage, ITextClassifier classifier)
    {
        var reads = Feelings.Evidence(passage, 1).Count > 0 ? Feelings : classifier;
        Span<double> probabilities = stackalloc double[3];
        probabilities = probabilities[..reads.Classes];
        reads.Score(passage, probabilities);
        return Verdict.Of(probabilities).Label;
    }

    /// <summary>First and last token of the passage around a term.</summary>
    private static (int First, int Last) Passage(TermTokens tokens, List<TermPlace> places, int at)
    {
        var (first, last) = (places[at].First, places[at].First + places[at].Count - 1);
        var clauses = tokens.Clauses;
        while (first > 0 && clauses[first - 1] == clauses[first])
        {
            first--;
        }

        var next = at + 1 < places.Count ? places[at + 1].First : tokens.Count;
        var nextClause = next < tokens.Count ? clauses[next] : int.MaxValue;
        while (last + 1 < tokens.Count)
        {
            var leaves = clauses[last + 1] != clauses[last];
            if (leaves && (EndsSentence(tokens.Folded(last)) || clauses[last + 1] == nextClause))
            {
                break;
            }

            last++;
        }

        // The mark that ends it is no part of it.
        while (last > places[at].First && tokens.Tokens[last].Kind == Learning.Text.TokenKind.Mark)
        {
            last--;
        }

        return (first, last);
    }

    private static bool EndsSentence(ReadOnlySpan<char> mark) => mark[0] is '.' or '!' or '?' or ';' or '。' or '…' or '~';
}
