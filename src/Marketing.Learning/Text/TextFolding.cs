using System.Globalization;
using System.Text;

namespace Marketing.Learning.Text;

/// <summary>
/// One table from a UTF-16 unit to its folded form (compatibility decomposition without combining marks, invariant lower case: <c>Ａ</c>, <c>Á</c>
/// and <c>a</c> are one letter) and one to its class. Characters whose decomposition is longer than one unit (ligatures, Hangul) stay as they are.
/// </summary>
internal static class TextFolding
{
    private const int Units = 65536;

    /// <summary>Shape [65536].</summary>
    public static readonly char[] Fold = MakeFold();

    /// <summary>Class of the unit as it stands in the text. Shape [65536].</summary>
    public static readonly CharacterClass[] Class = MakeClass();

    private static char[] MakeFold()
    {
        var fold = new char[Units];
        for (var unit = 0; unit < Units; unit++)
        {
            var character = (char)unit;
            fold[unit] = char.IsSurrogate(character) ? character : FoldOne(character);
        }

        return fold;
    }

    private static char FoldOne(char character)
    {
        if (character < 0x80)
        {
            return char.ToLowerInvariant(character);
        }

        switch (character)
        {
            case '\u2018' or '\u2019' or '\u02BC' or '\u0060' or '\u00B4':
                return '\'';
            case '\u201C' or '\u201D':
                return '"';
            case '\u3002':
                return '.';
            case '\u3001':
                return ',';
            case '\u2026':
                return '.';
            default:
                break;
        }

        if (CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
        {
            return character;
        }

        var kept = '\0';
        foreach (var part in character.ToString().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(part) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (kept != '\0')
            {
                return char.ToLowerInvariant(character);
            }

            kept = part;
        }

        return char.ToLowerInvariant(kept == '\0' ? character : kept);
    }

    private static CharacterClass[] MakeClass()
    {
        var classes = new CharacterClass[Units];
        for (var unit = 0; unit < Units; unit++)
        {
            classes[unit] = ClassOf((char)unit);
        }

        return classes;
    }

    private static CharacterClass ClassOf(char character)
    {
        if (Fold[character] == '\'')
        {
            return CharacterClass.Apostrophe;
        }

        // Half-width kana fold to the ordinary ones; circled digits and letters count as what they fold to.
        var folded = Fold[character];
        if (IsIdeograph(folded))
        {
            return CharacterClass.Ideograph;
        }

        // What a lone surrogate is read as.
        if (character == '\uFFFD')
        {
            return CharacterClass.Space;
        }

        return CharUnicodeInfo.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.LetterNumber => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber => CharacterClass.Digit,
            UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format => CharacterClass.Ignored,
            UnicodeCategory.OtherSymbol => CharacterClass.Emoji,
            UnicodeCategory.Surrogate => CharacterClass.Surrogate,
            UnicodeCategory.Control
            or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse => CharacterClass.Space,
            _ => CharacterClass.Mark,
        };
    }

    private static bool IsIdeograph(char character) =>
        character
            is (>= '\u3400' and <= '\u4DBF')
                or (>= '\u4E00' and <= '\u9FFF')
                or (>= '\uF900' and <= '\uFAFF')
                or (>= '\u3041' and <= '\u3096')
                or (>= '\u30A1' and <= '\u30FC')
                or '\u3005'
                or '\u3007';
}
