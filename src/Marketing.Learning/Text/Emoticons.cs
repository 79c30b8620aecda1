namespace Marketing.Learning.Text;

/// <summary>Faces made of punctuation: eyes, perhaps a nose, a mouth (<c>:-)</c>, <c>;D</c>, <c>=(</c>), and <c>^_^</c>, <c>^^</c>, <c>T_T</c>.</summary>
internal static class Emoticons
{
    /// <summary>Length of the face that begins here, 0 when there is none. Full-width marks count as their half-width ones.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var first = At(text, 0);
        if (first == '^')
        {
            return At(text, 1) == '^' ? 2
                : At(text, 1) is '_' or '-' or 'o' && At(text, 2) == '^' ? 3
                : 0;
        }

        if (first is not (':' or ';' or '='))
        {
            return 0;
        }

        var mouth = At(text, 1) is '-' or '\'' or '^' ? 2 : 1;
        return At(text, mouth) switch
        {
            ')' or '(' or ']' or '[' => mouth + 1,
            'd' or 'p' when !char.IsLetterOrDigit(At(text, mouth + 1)) => mouth + 1,
            _ => 0,
        };
    }

    /// <summary>True for a laughing, smiling or winking face, false for a sad one.</summary>
    /// <param name="folded">The folded form of a face.</param>
    public static bool IsHappy(ReadOnlySpan<char> folded) => folded[^1] is ')' or ']' or 'd' or 'p' or '^';

    private static char At(ReadOnlySpan<char> text, int at) => at < text.Length ? TextFolding.Fold[text[at]] : '\0';
}
