using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Feelings;

/// <summary>The tokens of a text as terms are made of them: English words by their stem, and which part of a sentence each stands in. Memory is used again. Not for two threads at once.</summary>
internal sealed class TermTokens
{
    [ThreadStatic]
    private static TermTokens? _own;

    private readonly TokenBuffer _tokens = new();
    private readonly char[] _stem = new char[Porter2.LongestWord];
    private ulong[] _words = new ulong[256];
    private int[] _clauses = new int[256];

    /// <summary>This thread's own.</summary>
    public static TermTokens OfThread => _own ??= new TermTokens();

    /// <summary>Number of tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>The tokens with their places.</summary>
    public ReadOnlySpan<TextToken> Tokens => _tokens.Tokens;

    /// <summary>What terms are compared by. Shape [Count].</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, Count);

    /// <summary>Number of the part of a sentence, between marks, that each token stands in, ascending. Shape [Count].</summary>
    public ReadOnlySpan<int> Clauses => _clauses.AsSpan(0, Count);

    /// <summary>Replaces the tokens by those of a text.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        TextTokenizer.Read(text, _tokens);
        if (_words.Length < Count)
        {
            (_words, _clauses) = (new ulong[2 * Count], new int[2 * Count]);
        }

        var tokens = _tokens.Tokens;
        var clause = 0;
        for (var at = 0; at < tokens.Length; at++)
        {
            ref readonly var token = ref tokens[at];
            _words[at] = Word(token);
            _clauses[at] = clause;
            clause += token.Kind == TokenKind.Mark && Divides(_tokens.Folded(token)[0]) ? 1 : 0;
        }
    }

    /// <summary>The folded form of a token.</summary>
    public ReadOnlySpan<char> Folded(int at) => _tokens.Folded(_tokens.Tokens[at]);

    /// <summary>True for a Chinese character.</summary>
    public bool IsCharacter(int at) => _tokens.Tokens[at].Kind == TokenKind.Character;

    /// <summary>True for a mark after which another sentence begins.</summary>
    public bool EndsSentence(int at) =>
        _tokens.Tokens[at].Kind == TokenKind.Mark && Folded(at)[0] is '.' or '!' or '?' or ';' or '。' or '…' or '~';

    private static bool Divides(char mark) => mark is '.' or ',' or '!' or '?' or ';' or ':' or '。' or '、' or '…' or '~' or '(' or ')';

    private ulong Word(in TextToken token)
    {
        if (token.Kind != TokenKind.Word || token.FoldedLength > _stem.Length)
        {
            return token.Hash;
        }

        _tokens.Folded(token).CopyTo(_stem);
        return TextTokenizer.HashOf(_stem.AsSpan(0, Porter2.Stem(_stem.AsSpan(0, token.FoldedLength))));
    }
}
