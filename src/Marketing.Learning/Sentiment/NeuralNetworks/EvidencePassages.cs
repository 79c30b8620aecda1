using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>From weights of tokens to passages that a reader understands: neighbours that pull the same way are one passage.</summary>
internal static class EvidencePassages
{
    private const int LongestPassage = 4;
    private const double LeastShare = .1;

    /// <param name="weights">One a position of the encoded text.</param>
    /// <param name="tokens">All tokens of the text; of a long one the encoded positions are the first and the last.</param>
    /// <param name="limit">At most so many passages.</param>
    public static IReadOnlyList<TextEvidence> Of(ReadOnlySpan<double> weights, ReadOnlySpan<TextToken> tokens, int limit)
    {
        var strongest = 0.0;
        foreach (var weight in weights)
        {
            strongest = Math.Max(strongest, Math.Abs(weight));
        }

        var passages = new List<TextEvidence>();
        for (var from = 0; from < weights.Length; )
        {
            // A tenth of the strongest says too little to be shown.
            if (weights[from] == 0 || Math.Abs(weights[from]) < LeastShare * strongest)
            {
                from++;
                continue;
            }

            var (sum, to) = (weights[from], from + 1);
            while (to < weights.Length && to < from + LongestPassage && Joins(weights, tokens, to, strongest))
            {
                sum += weights[to++];
            }

            var start = tokens[TokenVocabulary.Place(from, weights.Length, tokens.Length)].Start;
            var end = tokens[TokenVocabulary.Place(to - 1, weights.Length, tokens.Length)].End;
            passages.Add(new TextEvidence(start, end - start, sum));
            from = to;
        }

        return [.. passages.OrderByDescending(passage => Math.Abs(passage.Weight)).ThenBy(passage => passage.Start).Take(limit)];
    }

    private static bool Joins(ReadOnlySpan<double> weights, ReadOnlySpan<TextToken> tokens, int at, double strongest)
    {
        var place = TokenVocabulary.Place(at, weights.Length, tokens.Length);
        var isNeighbour = place == TokenVocabulary.Place(at - 1, weights.Length, tokens.Length) + 1;
        return isNeighbour
            && tokens[place].Kind != TokenKind.Mark
            && Math.Sign(weights[at]) == Math.Sign(weights[at - 1])
            && Math.Abs(weights[at]) >= LeastShare * strongest;
    }
}
