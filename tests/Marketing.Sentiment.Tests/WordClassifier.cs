using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Tests;

/// <summary>A base that anybody can compute by hand: log-odds of 2 for each good word, −2 for each bad one.</summary>
internal sealed class WordClassifier : ITextClassifier
{
    private static readonly string[] Good = ["good", "great", "love", "好", "喜欢", "棒"];
    private static readonly string[] Bad = ["bad", "awful", "broken", "差", "坏", "糟"];

    public string Algorithm => "words";

    public int Classes => 2;

    public bool EvidenceIsExact => true;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        var logOdds = Evidence(text, int.MaxValue).Sum(e => e.Weight);
        probabilities[(int)SentimentLabel.Positive] = 1 / (1 + Math.Exp(-logOdds));
        probabilities[(int)SentimentLabel.Negative] = 1 - probabilities[(int)SentimentLabel.Positive];
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit)
    {
        var found = new List<TextEvidence>();
        foreach (var (words, weight) in new[] { (Good, 2.0), (Bad, -2.0) })
        {
            foreach (var word in words)
            {
                for (var at = 0; at < text.Length; at++)
                {
                    if (text[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    {
                        found.Add(new TextEvidence(at, word.Length, weight));
                    }
                }
            }
        }

        return [.. found.OrderBy(e => e.Start).Take(limit)];
    }

    public void Write(BinaryWriter writer) => throw new NotSupportedException();
}
