using System.Runtime.CompilerServices;

namespace Marketing.Learning.Text;

/// <summary>Reads words and numbers: letters and digits of scripts with spaces between words, joined by apostrophes.</summary>
internal static class WordReader
{
    /// <summary>Nearly every English word. False, and nothing read, for one that takes a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadShort(ReadOnlySpan<char> text, ref int at, char[] folded, ref int foldedAt, TokenBuffer buffer)
    {
        var hash = TokenHash.Seed;
        var length = AsciiWord.Read(in text[at], ref folded[foldedAt], ref hash);
        var end = at + length;
        if (length == 0 || (text[end] != ' ' && !EndsWord(text[end])))
        {
            return false;
        }

        buffer.Add(new TextToken(TokenHash.Finish(hash), at, length, foldedAt, length, TokenKind.Word));
        foldedAt += length;
        at = end;
        return true;
    }

    /// <summary>Reads the word or number that begins here, or passes an address over.</summary>
    /// <returns>Where the text goes on.</returns>
    public static int Read(ReadOnlySpan<char> text, int start, char[] folded, ref int foldedAt, TokenBuffer buffer)
    {
        if (text[start] is 'h' or 'H' or 'w' or 'W' && TextMarkup.AddressLength(text[start..]) is > 0 and var address)
        {
            return start + address;
        }

        var (to, at, hash) = (foldedAt, start, TokenHash.Seed);
        var (last, beforeLast) = ('\0', '\0');
        for (; (uint)at < (uint)text.Length && (uint)to < (uint)folded.Length; at++)
        {
            var unit = text[at];
            if (!AsciiWord.IsLetter(unit))
            {
                break;
            }

            var fold = (char)(unit | 0x20);
            if (fold == last && fold == beforeLast)
            {
                continue;
            }

            (beforeLast, last) = (last, fold);
            folded[to++] = fold;
            hash = unchecked((hash ^ fold) * TokenHash.Factor);
        }

        var kind = at == start ? TokenKind.Number : TokenKind.Word;
        if (at < text.Length && text[at] is not (' ' or '.' or ','))
        {
            at = ReadRest(text, at, folded, foldedAt, ref to, ref hash, ref kind);
        }

        buffer.Add(new TextToken(TokenHash.Finish(hash), start, at - start, foldedAt, to - foldedAt, kind));
        foldedAt = to;
        return at;
    }

    /// <summary>Goes on with a word where it leaves the ASCII letters.</summary>
    private static int ReadRest(
        ReadOnlySpan<char> text,
        int at,
        char[] folded,
        int foldedStart,
        ref int to,
        ref ulong hash,
        ref TokenKind kind
    )
    {
        for (; at < text.Length; at++)
        {
            var unit = text[at];
            var fold = TextFolding.Fold[unit];
            var unitClass = TextFolding.Class[unit];
            if (unitClass == CharacterClass.Letter)
            {
                kind = TokenKind.Word;
                if (to - foldedStart >= 2 && folded[to - 1] == fold && folded[to - 2] == fold)
                {
                    continue;
                }
            }
            else if (unitClass != CharacterClass.Digit)
            {
                if (unitClass == CharacterClass.Ignored)
                {
                    continue;
                }

                var joiner = JoinerLength(text, at);
                if (joiner == 0)
                {
                    break;
                }

                fold = '\'';
                at += joiner - 1;
            }

            folded[to++] = fold;
            hash = unchecked((hash ^ fold) * TokenHash.Factor);
        }

        return at;
    }

    /// <summary>Length of an apostrophe, perhaps written as a character reference, with a letter after it; else 0.</summary>
    private static int JoinerLength(ReadOnlySpan<char> text, int at)
    {
        var length = 0;
        if (TextFolding.Class[text[at]] == CharacterClass.Apostrophe)
        {
            length = 1;
        }
        else if (text[at] == '&')
        {
            length = TextMarkup.ReferenceLength(text[at..], out var stands);
            length = TextFolding.Fold[stands] == '\'' ? length : 0;
        }

        return length > 0 && at + length < text.Length && TextFolding.Class[text[at + length]] == CharacterClass.Letter ? length : 0;
    }

    // Of what may stand behind letters only these neither join a word nor show that it is an address.
    private static bool EndsWord(char unit) =>
        TextFolding.Class[unit] is CharacterClass.Space or CharacterClass.Mark or CharacterClass.Ideograph && unit is not ('&' or ':');
}
