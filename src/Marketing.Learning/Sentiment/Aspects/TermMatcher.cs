using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>A place where a term stands.</summary>
/// <param name="First">Index of its first token.</param>
/// <param name="Count">Number of tokens.</param>
/// <param name="Value">What the term stands for.</param>
internal readonly record struct TermMatch(int First, int Count, int Value);

/// <summary>Finds terms of a list in tokens, the longest at each place; English words match by their stem.</summary>
internal sealed class TermMatcher
{
    // By the first token; the longest term first.
    private readonly Dictionary<ulong, List<(ulong[] Tokens, int Value)>> _terms = [];

    /// <param name="terms">Terms and what each stands for; of a term given twice the first counts, one without a token is left out.</param>
    public TermMatcher(IEnumerable<(string Term, int Value)> terms)
    {
        var buffer = new TokenBuffer();
        foreach (var (term, value) in terms)
        {
            TextTokenizer.Read(term, buffer);
            var tokens = Keys(buffer);
            if (tokens.Length == 0)
            {
                continue;
            }

            if (!_terms.TryGetValue(tokens[0], out var list))
            {
                _terms[tokens[0]] = list = [];
            }

            if (!list.Exists(known => known.Tokens.AsSpan().SequenceEqual(tokens)))
            {
                list.Add((tokens, value));
            }
        }

        foreach (var list in _terms.Values)
        {
            list.Sort(static (a, b) => b.Tokens.Length.CompareTo(a.Tokens.Length));
        }
    }

    /// <summary>What tokens are compared by. Shape [tokens].</summary>
    public static ulong[] Keys(TokenBuffer buffer)
    {
        var keys = new ulong[buffer.Count];
        Span<char> stem = stackalloc char[Porter2.LongestWord];
        for (var at = 0; at < keys.Length; at++)
        {
            ref readonly var token = ref buffer.Tokens[at];
            keys[at] = token.Hash;
            if (token.Kind == TokenKind.Word && token.FoldedLength <= stem.Length)
            {
                buffer.Folded(token).CopyTo(stem);
                keys[at] = TextTokenizer.HashOf(stem[..Porter2.Stem(stem[..token.FoldedLength])]);
            }
        }

        return keys;
    }

    /// <summary>The longest term that begins at a token; Count 0 when there is none.</summary>
    public TermMatch At(ReadOnlySpan<ulong> keys, int at)
    {
        if (_terms.TryGetValue(keys[at], out var list))
        {
            foreach (var (tokens, value) in list)
            {
                if (keys[at..].StartsWith(tokens))
                {
                    return new TermMatch(at, tokens.Length, value);
                }
            }
        }

        return default;
    }
}
