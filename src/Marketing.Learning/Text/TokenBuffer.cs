using System.Runtime.CompilerServices;

namespace Marketing.Learning.Text;

/// <summary>
/// The tokens of one text, in memory that is used again for the next: no allocation once it has seen a text as long. Not for two threads at once.
/// </summary>
public sealed class TokenBuffer
{
    private TextToken[] _tokens = new TextToken[256];
    private char[] _folded = new char[1024];

    /// <summary>Number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens, in the order of the text.</summary>
    public ReadOnlySpan<TextToken> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The folded form of a token of this buffer: lower case, half width, without accents, no letter more than twice in a row.</summary>
    public ReadOnlySpan<char> Folded(in TextToken token) => _folded.AsSpan(token.FoldedStart, token.FoldedLength);

    /// <summary>Forgets the tokens and makes room for the folded form of a text.</summary>
    internal char[] Begin(int textLength)
    {
        Count = 0;
        if (_folded.Length < textLength + AsciiWord.Block)
        {
            _folded = new char[Math.Max(textLength + AsciiWord.Block, 2 * _folded.Length)];
        }

        return _folded;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in TextToken token)
    {
        var (tokens, at) = (_tokens, Count);
        if ((uint)at >= (uint)tokens.Length)
        {
            Array.Resize(ref _tokens, 2 * at);
            tokens = _tokens;
        }

        tokens[at] = token;
        Count = at + 1;
    }
}
