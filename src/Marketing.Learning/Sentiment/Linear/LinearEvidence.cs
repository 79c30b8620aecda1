using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Shares the score of a linear model out among the places of the text.</summary>
internal static class LinearEvidence
{
    private const int LongestPassage = 8;

    [ThreadStatic]
    private static double[]? _shares;

    [ThreadStatic]
    private static bool[]? _used;

    /// <summary>
    /// Each n-gram's part of the log-odds goes to its tokens in equal shares; neighbouring Chinese characters that pull the same way are one passage.
    /// All passages together add up to the log-odds without the intercept.
    /// </summary>
    /// <param name="vector">Holds in its parts what each feature adds to the log-odds.</param>
    /// <param name="features">The occurrences of features.</param>
    /// <param name="space">Where features have their indices.</param>
    /// <param name="limit">At most so many passages, the largest first.</param>
    public static IReadOnlyList<TextEvidence> Find(TextVector vector, ReadOnlySpan<TextFeature> features, FeatureSpace space, int limit)
    {
        var tokens = vector.Reader.Tokens.Tokens;
        var (shares, used) = Room(tokens.Length);
        Share(vector, features, space, shares, used);
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

        passages.Sort(
            static (a, b) => Math.Abs(b.Weight).CompareTo(Math.Abs(a.Weight)) is not 0 and var order ? order : a.Start.CompareTo(b.Start)
        );
        passages.RemoveRange(Math.Min(limit, passages.Count), passages.Count - Math.Min(limit, passages.Count));
        return passages;
    }

    private static (double[] Shares, bool[] Used) Room(int tokens)
    {
        if (_shares is not { } shares || _used is not { } used || shares.Length < tokens)
        {
            _shares = shares = new double[Math.Max(256, 2 * tokens)];
            _used = used = new bool[shares.Length];
        }

        Array.Clear(shares, 0, tokens);
        Array.Clear(used, 0, tokens);
        return (shares, used);
    }

    private static bool Joins(ReadOnlySpan<TextToken> tokens, int first, int next) =>
        tokens[next].Kind == TokenKind.Character
        && tokens[next - 1].Kind == TokenKind.Character
        && tokens[next].Start == tokens[next - 1].End
        && next - first < LongestPassage;

    private static void Share(TextVector vector, ReadOnlySpan<TextFeature> features, FeatureSpace space, double[] shares, bool[] used)
    {
        foreach (ref readonly var feature in features)
        {
            used[feature.Last] |= feature.Order == 1;
        }

        var counter = vector.Counter;
        var parts = vector.Parts;
        foreach (ref readonly var feature in features)
        {
            var number = counter.NumberOf((uint)space.IndexOf(feature.Hash));
            var share = parts[number] / counter.At(number).Count / feature.Order;
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
