using System.Buffers;
using System.Globalization;
using System.Text;

namespace Marketing.Store;

/// <summary>What text may be stored. PostgreSQL refuses U+0000, and half a surrogate pair has no UTF-8: both would fail a whole batch.</summary>
public static class TextRules
{
    /// <summary>Longest id, in Unicode characters.</summary>
    public const int MaxIdLength = 128;

    // What almost every id is made of: one vectorized look, and the slow look is for the rest.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/+=@#$%&*()[]{}!?,;'~^|<>\\\" "
    );

    /// <summary>Is this an id: 1 to 128 printable characters, not only spaces?</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= MaxIdLength && !text.AsSpan().ContainsAnyExcept(Plain)
            ? !string.IsNullOrWhiteSpace(text)
            : !string.IsNullOrWhiteSpace(text) && IsPrintable(text) && Length(text) <= MaxIdLength;

    /// <summary>Is this a user's id: an id that cannot be mistaken for a session's subject?</summary>
    public static bool IsUserId(string text) => IsId(text) && !text.StartsWith(NewEvent.SessionPrefix, StringComparison.Ordinal);

    /// <summary>No U+0000 and no lone surrogate.</summary>
    public static bool IsStorable(string text)
    {
        if (Ascii.IsValid(text))
        {
            return !text.Contains('\0');
        }

        return !text.Contains('\0') && IsWellFormed(text);
    }

    /// <summary>Storable, and without control characters and line breaks.</summary>
    public static bool IsPrintable(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                return false;
            }
        }

        return IsWellFormed(text);
    }

    /// <summary>Length in Unicode characters: an emoji counts once.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        foreach (var character in text)
        {
            pairs += char.IsLowSurrogate(character) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>Is this an ISO 4217 code by its shape: three upper-case letters?</summary>
    public static bool IsCurrency(string text) =>
        text.Length == 3 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && char.IsAsciiLetterUpper(text[2]);

    /// <summary>Is this a BCP 47 tag by its shape: parts of 1 to 8 letters or digits, the first of 2 to 8 letters, 35 characters at most?</summary>
    public static bool IsLanguage(string text)
    {
        if (text.Length is < 2 or > 35)
        {
            return false;
        }

        var first = true;
        foreach (var range in text.AsSpan().Split('-'))
        {
            var part = text.AsSpan(range);
            if (part.Length is < 1 or > 8 || (first && part.Length < 2))
            {
                return false;
            }

            foreach (var character in part)
            {
                if (first ? !char.IsAsciiLetter(character) : !char.IsAsciiLetterOrDigit(character))
                {
                    return false;
                }
            }

            first = false;
        }

        return true;
    }

    /// <summary>The first 40 characters of what a sender wrote, printable, for an error's sentence.</summary>
    public static string Excerpt(string text)
    {
        var excerpt = new StringBuilder(44);
        foreach (var rune in text.EnumerateRunes())
        {
            if (excerpt.Length >= 40)
            {
                return excerpt.Append('…').ToString();
            }

            var printable =
                Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            excerpt.Append(printable ? rune.ToString() : "\uFFFD");
        }

        return excerpt.ToString();
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
