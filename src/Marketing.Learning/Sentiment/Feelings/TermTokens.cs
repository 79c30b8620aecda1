using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Feelings;

/// <summary>The tokens of a text as terms are made of them: English words by their stem, and which part of a sentence each stands in. Memory is used again. Not for two threads at once.</summary>
internal sealed class TermTokens
{
    private readonly TokenBuffer _own = new();
    private TokenBuffer? _read;
    private readonly char[] _stem = new char[Porter2.LongestWord];
    private ulong[] _words = new ulong[256];
    private int[] _clauses = new int[256];

    private TokenBuffer Buffer => _read ?? _own;

    /// <summary>Number of tokens.</summary>
    public int Count => Buffer.Count;

    /// <summary>The tokens with their places.</summary>
    public ReadOnlySpan<TextToken> Tokens => Buffer.Tokens;

    /// <summary>What terms are compared by. Shape [Count].</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, Count);

    /// <summary>Number of the part of a sentence, between marks, that each token stands in, ascending. Shape [Count].</summary>
    public ReadOnlySpan<int> Clauses => _clauses.AsSpan(0, Count);

    /// <summary>Replaces the tokens by those of a text.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        TextTokenizer.Read(text, _own);
        Read(_own);
    }

    /// <summary>Replaces the tokens by those that somebody has read; they are kept until the next call.</summary>
    public void Read(TokenBuffer read)
    {
        _read = read;
        if (_words.Length < Count)
        {
            (_words, _clauses) = (new ulong[2 * Count], new int[2 * Count]);
        }

        var tokens = Buffer.Tokens;
        var clause = 0;
        for (var at = 0; at < tokens.Length; at++)
        {
            ref readonly var token = ref tokens[at];
            _words[at] = Word(token);
            _clauses[at] = clause;
            clause += token.Kind == TokenKind.Mark && Divides(Buffer.Folded(token)[0]) ? 1 : 0;
        }
    }

    /// <summary>The folded form of a token.</summary>
    public ReadOnlySpan<char> Folded(int at) => Buffer.Folded(Buffer.Tokens[at]);

    /// <summary>True for a Chinese character.</summary>
    public bool IsCharacter(int at) => Buffer.Tokens[at].Kind == TokenKind.Character;

    /// <summary>True for a mark after which another sentence begins.</summary>
    public bool EndsSentence(int at) =>
        Buffer.Tokens[at].Kind == TokenKind.Mark && Folded(at)[0] is '.' or '!' or '?' or ';' or '。' or '…' or '~';

    private static bool Divides(char mark) => mark is '.' or ',' or '!' or '?' or ';' or ':' or '。' or '、' or '…' or '~' or '(' or ')';

    private ulong Word(in TextToken token)
    {
        if (token.Kind != TokenKind.Word || token.FoldedLength > _stem.Length)
        {
            return token.Hash;
        }

        Buffer.Folded(token).CopyTo(_stem);
        return TextTokenizer.HashOf(_stem.AsSpan(0, Porter2.Stem(_stem.AsSpan(0, token.FoldedLength))));
    }
}
