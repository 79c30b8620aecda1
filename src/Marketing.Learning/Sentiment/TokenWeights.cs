using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment;

/// <summary>
/// What each token of a text adds to the log-odds of positive against negative; several models may add to it. Memory is used again. Not for two threads at once.
/// </summary>
public sealed class TokenWeights
{
    private const int LongestPassage = 8;

    [ThreadStatic]
    private static TokenWeights? _own;

    private double[] _weights = new double[256];
    private TextEvidence[] _passages = new TextEvidence[64];
    private int _count;

    /// <summary>This thread's own.</summary>
    public static TokenWeights OfThread => _own ??= new TokenWeights();

    /// <summary>One a token; 0 for a token that no model reads.</summary>
    internal Span<double> Weights => _weights.AsSpan(0, _count);

    /// <summary>Sets all to 0.</summary>
    /// <param name="tokens">Tokens of the text.</param>
    public void Clear(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        if (_weights.Length < tokens)
        {
            _weights = new double[Math.Max(tokens, 2 * _weights.Length)];
        }

        _count = tokens;
        Weights.Clear();
    }

    /// <summary>The passages that add most, largest absolute weight first: neighbouring Chinese characters that pull the same way are one. All together add up to the weights.</summary>
    /// <param name="tokens">The tokens that were weighed.</param>
    /// <param name="limit">At most so many, at least 0.</param>
    public IReadOnlyList<TextEvidence> Passages(TokenBuffer tokens, int limit)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var count = Join(tokens.Tokens);
        var passages = _passages.AsSpan(0, count);
        passages.Sort(
            static (a, b) => Math.Abs(b.Weight).CompareTo(Math.Abs(a.Weight)) is not 0 and var order ? order : a.Start.CompareTo(b.Start)
        );
        return limit == 0 || passages.Length == 0 ? [] : passages[..Math.Min(limit, passages.Length)].ToArray();
    }

    private int Join(ReadOnlySpan<TextToken> tokens)
    {
        if (_passages.Length < tokens.Length)
        {
            _passages = new TextEvidence[_weights.Length];
        }

        var (weights, count) = (_weights, 0);
        for (var at = 0; at < tokens.Length; at++)
        {
            if (weights[at] == 0)
            {
                continue;
            }

            var (first, sum) = (at, weights[at]);
            while (at + 1 < tokens.Length && Joins(tokens, first, at + 1) && weights[at + 1] * sum > 0)
            {
                sum += weights[++at];
            }

            _passages[count++] = new TextEvidence(tokens[first].Start, tokens[at].End - tokens[first].Start, sum);
        }

        return count;
    }

    private static bool Joins(ReadOnlySpan<TextToken> tokens, int first, int next) =>
        tokens[next].Kind == TokenKind.Character
        && tokens[next - 1].Kind == TokenKind.Character
        && tokens[next].Start == tokens[next - 1].End
        && next - first < LongestPassage;
}
