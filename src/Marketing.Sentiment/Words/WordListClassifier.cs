using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;
using Marketing.Sentiment.Terms;

namespace Marketing.Sentiment.Words;

/// <summary>
/// Counts words that feel good or bad, in both languages: what reads passages of a few words, for which models trained on whole reviews lean too much towards what most reviews
/// say. Each word has log-odds of ±<see cref="Weight"/>, half as much again after "very", and the other way round, a little weaker, after a negation in the same part of the
/// sentence. What follows a "but" counts more. A text without any such word is even.
/// </summary>
internal sealed class WordListClassifier : ITextClassifier
{
    /// <summary>Log-odds of one word.</summary>
    public const double Weight = 1.2;
    private const double Intensified = 1.5;
    private const double Negated = -0.8;
    private const double AfterBut = 1.5;

    // Certain is no text: a hundred good words are not a hundred times as sure.
    private const double Most = 4.5;
    private const int WordReach = 3;
    private const int CharacterReach = 4;

    private const int Positive = 1;
    private const int Negative = 2;
    private const int Negation = 3;
    private const int Intensifier = 4;
    private const int But = 5;

    private static readonly TermIndex Index = new([
        .. EnglishWordList.Entries(Positive, Negative, Negation, Intensifier, But),
        .. ChineseWordList.Entries(Positive, Negative, Negation, Intensifier, But),
    ]);

    [ThreadStatic]
    private static List<TermPlace>? _places;

    public string Algorithm => "word-lists";

    public int Classes => 2;

    public bool EvidenceIsExact => true;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        var logOdds = 0.0;
        foreach (var (_, weight) in Weigh(TermTokens.OfThread, text))
        {
            logOdds += weight;
        }

        logOdds = Most * Math.Tanh(logOdds / Most);
        var positive = 1 / (1 + Math.Exp(-logOdds));
        probabilities[(int)SentimentLabel.Positive] = positive;
        probabilities[(int)SentimentLabel.Negative] = 1 - positive;
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit)
    {
        var tokens = TermTokens.OfThread;
        var passages = new List<TextEvidence>();
        var sum = 0.0;
        foreach (var (place, weight) in Weigh(tokens, text))
        {
            var (start, end) = (tokens.Tokens[place.First].Start, tokens.Tokens[place.First + place.Count - 1].End);
            passages.Add(new TextEvidence(start, end - start, weight));
            sum += weight;
        }

        // The weights share what the bound leaves of their sum, so that they still add up to the score.
        var scale = sum == 0 ? 1 : Most * Math.Tanh(sum / Most) / sum;
        return
        [
            .. passages
                .OrderByDescending(passage => Math.Abs(passage.Weight))
                .ThenBy(passage => passage.Start)
                .Take(limit)
                .Select(passage => passage with { Weight = passage.Weight * scale }),
        ];
    }

    public void Write(BinaryWriter writer)
    {
        // The product has it; there is nothing to keep.
    }

    private static List<(TermPlace Place, double Weight)> Weigh(TermTokens tokens, ReadOnlySpan<char> text)
    {
        tokens.Read(text);
        var places = _places ??= [];
        places.Clear();
        Index.Find(tokens, places);
        var weighed = new List<(TermPlace, double)>();
        var factor = 1.0;
        for (var at = 0; at < places.Count; at++)
        {
            var place = places[at];
            factor = place.Value == But ? AfterBut : factor;
            if (place.Value is Positive or Negative)
            {
                var weight = (place.Value == Positive ? Weight : -Weight) * factor;
                weighed.Add((place, weight * Context(tokens, places, at)));
            }
        }

        return weighed;
    }

    /// <summary>What the words before a term in the same part of the sentence make of it: two negations are none.</summary>
    private static double Context(TermTokens tokens, List<TermPlace> places, int at)
    {
        var (place, factor, first) = (places[at], 1.0, places[at].First);
        for (var before = at - 1; before >= 0; before--)
        {
            var other = places[before];
            var reach = tokens.Tokens[other.First].Kind == TokenKind.Character ? CharacterReach : WordReach;
            if (
                first - (other.First + other.Count) >= reach
                || tokens.Clauses[other.First] != tokens.Clauses[place.First]
                || other.Value == But
            )
            {
                break;
            }

            factor *= other.Value switch
            {
                Negation => Negated,
                Intensifier => Intensified,
                _ => 1,
            };
            if (other.Value is Positive or Negative)
            {
                break;
            }

            first = other.First;
        }

        return factor;
    }
}
