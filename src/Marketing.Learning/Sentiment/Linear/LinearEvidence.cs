using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Shares the score of a linear model out among the places of the text.</summary>
internal static class LinearEvidence
{
    private const int LongestPassage = 8;

    /// <summary>
    /// Each n-gram's part of the log-odds goes to its tokens in equal shares; neighbouring Chinese characters that pull the same way are one passage.
    /// All passages together add up to the log-odds without the intercept.
    /// </summary>
    public static IReadOnlyList<TextEvidence> Find(
        TextVector vector,
        ReadOnlySpan<TextFeature> features,
        Func<int, double> weight,
        FeatureSpace space,
        int limit
    )
    {
        var tokens = vector.Reader.Tokens.Tokens;
        var shares = new double[tokens.Length];
        var used = new bool[tokens.Length];
        Share(vector, features, weight, space, shares, used);
        var passages = new List<TextEvidence>();
        for (var at = 0; at < tokens.Length; at++)
        {
            if (!used[at] || shares[at] == 0)
            {
                continue;
            }

            var (first, sum) = (at, shares[at]);
            while (at + 1 < tokens.Length && Joins(tokens, first, at + 1) && used[at + 1] && Math.Sign(shares[at + 1]) == Math.Sign(sum))
            {
                sum += shares[++at];
            }

            passages.Add(new TextEvidence(tokens[first].Start, tokens[at].End - tokens[first].Start, sum));
        }

        return [.. passages.OrderByDescending(passage => Math.Abs(passage.Weight)).ThenBy(passage => passage.Start).Take(limit)];
    }

    private static bool Joins(ReadOnlySpan<TextToken> tokens, int first, int next) =>
        tokens[next].Kind == TokenKind.Character
        && tokens[next - 1].Kind == TokenKind.Character
        && tokens[next].Start == tokens[next - 1].End
        && next - first < LongestPassage;

    private static void Share(
        TextVector vector,
        ReadOnlySpan<TextFeature> features,
        Func<int, double> weight,
        FeatureSpace space,
        double[] shares,
        bool[] used
    )
    {
        var occurrences = new Dictionary<int, int>();
        foreach (ref readonly var feature in features)
        {
            var index = space.IndexOf(feature.Hash);
            occurrences[index] = occurrences.GetValueOrDefault(index) + 1;
            used[feature.Last] |= feature.Order == 1;
        }

        var parts = new Dictionary<int, double>();
        for (var at = 0; at < vector.Indices.Length; at++)
        {
            var index = vector.Indices[at];
            parts[index] = weight(index) * vector.Values[at] / occurrences[index];
        }

        foreach (ref readonly var feature in features)
        {
            var share = parts[space.IndexOf(feature.Hash)] / feature.Order;
            for (var (at, left) = (feature.Last, feature.Order); left > 0 && at >= feature.First; at--)
            {
                if (used[at])
                {
                    shares[at] += share;
                    left--;
                }
            }
        }
    }
}
