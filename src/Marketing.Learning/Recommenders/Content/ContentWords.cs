using Marketing.Learning.Text;

namespace Marketing.Learning.Recommenders.Content;

/// <summary>
/// The words of a name or a description, by the tokenizer of all text models: an English word as its stem; of Chinese, which has no blanks, every two
/// neighbouring characters (a lone one by itself). Marks and emoji say nothing of what a thing is.
/// </summary>
internal static class ContentWords
{
    [ThreadStatic]
    private static TokenBuffer? _buffer;

    /// <summary>In the order of the text, repeats kept.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Words at most: a page pasted into a description must not swamp the rest.</param>
    public static List<string> Of(string text, int most)
    {
        var buffer = _buffer ??= new TokenBuffer();
        TextTokenizer.Read(text, buffer);
        var words = new List<string>();
        var tokens = buffer.Tokens;
        for (var at = 0; at < tokens.Length && words.Count < most; at++)
        {
            var token = tokens[at];
            if (token.Kind is TokenKind.Word or TokenKind.Number && token.FoldedLength <= Porter2.LongestWord)
            {
                words.Add(Stem(buffer.Folded(token)));
            }
            else if (token.Kind is TokenKind.Character)
            {
                var follows = at > 0 && AreNeighbours(tokens[at - 1], token);
                var isFollowed = at + 1 < tokens.Length && AreNeighbours(token, tokens[at + 1]);
                if (isFollowed)
                {
                    words.Add(string.Concat(buffer.Folded(token), buffer.Folded(tokens[at + 1])));
                }
                else if (!follows)
                {
                    words.Add(buffer.Folded(token).ToString());
                }
            }
        }

        return words;
    }

    private static bool AreNeighbours(TextToken first, TextToken second) =>
        first.Kind is TokenKind.Character && second.Kind is TokenKind.Character && first.End == second.Start;

    private static string Stem(ReadOnlySpan<char> folded)
    {
        Span<char> word = stackalloc char[Porter2.LongestWord];
        folded.CopyTo(word);
        return word[..Porter2.Stem(word[..folded.Length])].ToString();
    }
}
