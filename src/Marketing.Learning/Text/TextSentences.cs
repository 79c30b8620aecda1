namespace Marketing.Learning.Text;

/// <summary>A run of tokens between marks that end a sentence.</summary>
/// <param name="First">Index of its first token.</param>
/// <param name="Count">Number of tokens, at least 1, its closing mark included.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
public readonly record struct TextSentence(int First, int Count, string Language);

/// <summary>Cuts a text into sentences, each with its language: mixed texts are common.</summary>
public static class TextSentences
{
    /// <summary>Appends the sentences of the buffer's tokens.</summary>
    /// <param name="text">The text that the buffer holds: a line break ends a sentence too.</param>
    /// <param name="buffer">Its tokens.</param>
    /// <param name="sentences">Appended to.</param>
    public static void Read(ReadOnlySpan<char> text, TokenBuffer buffer, List<TextSentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(sentences);
        var tokens = buffer.Tokens;
        var first = 0;
        for (var at = 0; at < tokens.Length; at++)
        {
            var end = at + 1 == tokens.Length || Ends(text, tokens[at], tokens[at + 1], buffer);
            if (end)
            {
                sentences.Add(new TextSentence(first, at + 1 - first, LanguageGuess.Of(tokens[first..(at + 1)])));
                first = at + 1;
            }
        }
    }

    private static bool Ends(ReadOnlySpan<char> text, in TextToken token, in TextToken next, TokenBuffer buffer)
    {
        var mark = token.Kind == TokenKind.Mark ? buffer.Folded(token)[0] : ' ';
        var between = text[token.End..next.Start];
        var nextIsMark = next.Kind is TokenKind.Mark or TokenKind.Emoji;
        return mark switch
        {
            '!' or '?' or ';' => !nextIsMark,
            // 3.5 and U.S.A are no ends; 。 needs no space after it.
            '.' => !nextIsMark && (between.Length > 0 || text[token.Start] >= 0x80 || token.Length > 1),
            _ => between.ContainsAny('\n', '\r') || between.Contains("<br", StringComparison.OrdinalIgnoreCase),
        };
    }
}
