namespace Marketing.Learning.Text;

/// <summary>Recognises what is not language: tags, character references, addresses. Each look ahead is bounded.</summary>
internal static class TextMarkup
{
    private const int LongestTag = 256;
    private const int LongestReference = 10;

    private static readonly (string Name, char Character)[] Named =
    [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("hellip", '.'),
        ("rsquo", '\''),
        ("lsquo", '\''),
        ("ldquo", '"'),
        ("rdquo", '"'),
    ];

    /// <summary>Length of the tag or comment that begins here, 0 when there is none: <c>&lt;</c>, then a letter, <c>/</c> or <c>!</c>, then no other <c>&lt;</c> before <c>&gt;</c>.</summary>
    public static int TagLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || !(char.IsAsciiLetter(text[1]) || text[1] is '/' or '!'))
        {
            return 0;
        }

        var end = text[1..Math.Min(text.Length, LongestTag)].IndexOfAny('<', '>');
        return end >= 0 && text[end + 1] == '>' ? end + 2 : 0;
    }

    /// <summary>Length of the character reference that begins here (<c>&amp;#39;</c>, <c>&amp;quot;</c>), 0 when there is none.</summary>
    /// <param name="text">Begins with <c>&amp;</c>.</param>
    /// <param name="character">What it stands for; a space for those that stand for nothing known.</param>
    public static int ReferenceLength(ReadOnlySpan<char> text, out char character)
    {
        character = ' ';
        var end = text[..Math.Min(text.Length, LongestReference)].IndexOf(';');
        if (end < 2)
        {
            return 0;
        }

        var name = text[1..end];
        if (name[0] == '#')
        {
            return TryNumber(name[1..], out character) ? end + 1 : 0;
        }

        foreach (var (known, stands) in Named)
        {
            if (name.SequenceEqual(known))
            {
                character = stands;
                return end + 1;
            }
        }

        return 0;
    }

    /// <summary>Length of the address that begins here, 0 when there is none: <c>http(s)://</c> or <c>www.</c> up to white space, an ideograph or a quotation mark.</summary>
    public static int AddressLength(ReadOnlySpan<char> text)
    {
        // Nearly every word that begins with h or w ends here.
        if (text.Length < 5 || (text[1] | 0x20) is not ('t' or 'w'))
        {
            return 0;
        }

        if (!Begins(text, "http://") && !Begins(text, "https://") && !Begins(text, "www."))
        {
            return 0;
        }

        var end = 4;
        while (end < text.Length && text[end] < 0x80 && text[end] > ' ' && text[end] is not ('"' or '<' or '>'))
        {
            end++;
        }

        return end;
    }

    private static bool Begins(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool TryNumber(ReadOnlySpan<char> digits, out char character)
    {
        character = ' ';
        var hexadecimal = digits.Length > 1 && digits[0] is 'x' or 'X';
        var value = 0;
        foreach (var digit in hexadecimal ? digits[1..] : digits)
        {
            if (!(hexadecimal ? char.IsAsciiHexDigit(digit) : char.IsAsciiDigit(digit)))
            {
                return false;
            }

            var worth = char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
            value = (value * (hexadecimal ? 16 : 10)) + worth;
        }

        if (value is > 0 and <= char.MaxValue && !char.IsSurrogate((char)value))
        {
            character = (char)value;
        }

        return digits.Length > 0;
    }
}
