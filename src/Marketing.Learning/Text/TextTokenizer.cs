using System.Text;

namespace Marketing.Learning.Text;

/// <summary>
/// The one way from a text to tokens for every text model: folds case, width and accents, leaves out tags, addresses and white space, keeps a letter
/// at most twice in a row, and remembers where in the original text each token stands. Chinese is cut into characters: word breaking by the
/// platform's ICU would make a model depend on the machine.
/// </summary>
public static class TextTokenizer
{
    // A mark said three times says as much as one said ten times.
    private const int LongestRun = 3;

    /// <summary>Replaces the buffer's tokens by those of the text.</summary>
    /// <param name="text">Any Unicode, also empty; a lone surrogate separates tokens like a space.</param>
    /// <param name="buffer">Used by this thread only.</param>
    public static void Read(ReadOnlySpan<char> text, TokenBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var (folded, foldedAt) = (buffer.Begin(text.Length), 0);
        var classes = TextFolding.Class;
        for (var at = 0; at < text.Length; )
        {
            var unit = text[at];
            if (unit == ' ')
            {
                at++;
                continue;
            }

            if (
                AsciiWord.IsLetter(unit)
                && at < text.Length - AsciiWord.Block
                && WordReader.ReadShort(text, ref at, folded, ref foldedAt, buffer)
            )
            {
                continue;
            }

            at = AsciiWord.IsLetter(unit)
                ? WordReader.Read(text, at, folded, ref foldedAt, buffer)
                : classes[unit] switch
                {
                    CharacterClass.Letter or CharacterClass.Digit => WordReader.Read(text, at, folded, ref foldedAt, buffer),
                    CharacterClass.Ideograph => ReadIdeograph(text, at, folded, ref foldedAt, buffer),
                    CharacterClass.Mark or CharacterClass.Apostrophe => ReadMark(text, at, folded, ref foldedAt, buffer),
                    CharacterClass.Emoji => ReadSymbol(text, at, 1, TokenKind.Emoji, folded, ref foldedAt, buffer),
                    CharacterClass.Surrogate => ReadPair(text, at, folded, ref foldedAt, buffer),
                    _ => at + 1,
                };
        }
    }

    /// <summary>The hash that a token with this folded form has. Chinese characters by themselves have another.</summary>
    /// <param name="folded">Folded as the tokenizer does it: <c>good</c>, <c>!</c>.</param>
    public static ulong HashOf(ReadOnlySpan<char> folded) => TokenHash.Of(folded);

    private static int ReadIdeograph(ReadOnlySpan<char> text, int at, char[] folded, ref int foldedAt, TokenBuffer buffer)
    {
        var fold = TextFolding.Fold[text[at]];
        if (at >= 2 && TextFolding.Fold[text[at - 1]] == fold && TextFolding.Fold[text[at - 2]] == fold)
        {
            return at + 1;
        }

        folded[foldedAt] = fold;
        buffer.Add(new TextToken(SplitMix64.Mix((TokenHash.Seed ^ fold) * TokenHash.Factor), at, 1, foldedAt++, 1, TokenKind.Character));
        return at + 1;
    }

    private static int ReadMark(ReadOnlySpan<char> text, int at, char[] folded, ref int foldedAt, TokenBuffer buffer)
    {
        if (PlainMarks.Of(text[at]) is var plain and not 0 && at + 1 < text.Length && TextFolding.Fold[text[at + 1]] != text[at])
        {
            folded[foldedAt] = text[at];
            buffer.Add(new TextToken(plain, at, 1, foldedAt++, 1, TokenKind.Mark));
            return at + 1;
        }

        var rest = text[at..];
        if (rest[0] == '<' && TextMarkup.TagLength(rest) is > 0 and var tag)
        {
            return at + tag;
        }

        if (rest[0] == '&' && TextMarkup.ReferenceLength(rest, out var stands) is > 0 and var reference)
        {
            return TextFolding.Class[stands] == CharacterClass.Mark
                ? AddSymbol(at, reference, TextFolding.Fold[stands], 1, TokenKind.Mark, folded, ref foldedAt, buffer)
                : at + reference;
        }

        if (Emoticons.Length(rest) is > 0 and var face)
        {
            return ReadSymbol(text, at, face, TokenKind.Emoji, folded, ref foldedAt, buffer);
        }

        var mark = TextFolding.Fold[rest[0]];
        var run = 1;
        while (run < rest.Length && TextFolding.Fold[rest[run]] == mark)
        {
            run++;
        }

        var hyphenated = mark == '-' && run == 1 && IsLetter(text, at - 1) && IsLetter(text, at + 1);
        return hyphenated ? at + 1 : AddSymbol(at, run, mark, Math.Min(run, LongestRun), TokenKind.Mark, folded, ref foldedAt, buffer);
    }

    private static bool IsLetter(ReadOnlySpan<char> text, int at) =>
        (uint)at < (uint)text.Length && TextFolding.Class[text[at]] == CharacterClass.Letter;

    private static int ReadPair(ReadOnlySpan<char> text, int at, char[] folded, ref int foldedAt, TokenBuffer buffer)
    {
        if (Rune.DecodeFromUtf16(text[at..], out var rune, out _) != System.Buffers.OperationStatus.Done || IsSkinTone(rune))
        {
            return at + 1;
        }

        return Rune.IsLetter(rune) ? ReadSymbol(text, at, 2, TokenKind.Character, folded, ref foldedAt, buffer)
            : Rune.IsSymbol(rune) ? ReadSymbol(text, at, 2, TokenKind.Emoji, folded, ref foldedAt, buffer)
            : at + 2;
    }

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    /// <summary>A token as it stands, with the modifiers that follow an emoji.</summary>
    private static int ReadSymbol(
        ReadOnlySpan<char> text,
        int at,
        int length,
        TokenKind kind,
        char[] folded,
        ref int foldedAt,
        TokenBuffer buffer
    )
    {
        var (foldedStart, end) = (foldedAt, at + length);
        foreach (var unit in text[at..end])
        {
            folded[foldedAt++] = TextFolding.Fold[unit];
        }

        while (end < text.Length)
        {
            if (TextFolding.Class[text[end]] == CharacterClass.Ignored)
            {
                end++;
            }
            else if (text[end] == '\uD83C' && end + 1 < text.Length && text[end + 1] is >= '\uDFFB' and <= '\uDFFF')
            {
                end += 2;
            }
            else
            {
                break;
            }
        }

        var hash = TokenHash.Of(folded.AsSpan(foldedStart, length));
        buffer.Add(new TextToken(hash, at, end - at, foldedStart, length, kind));
        return end;
    }

    private static int AddSymbol(
        int at,
        int length,
        char fold,
        int times,
        TokenKind kind,
        char[] folded,
        ref int foldedAt,
        TokenBuffer buffer
    )
    {
        folded.AsSpan(foldedAt, times).Fill(fold);
        buffer.Add(new TextToken(TokenHash.Of(folded.AsSpan(foldedAt, times)), at, length, foldedAt, times, kind));
        foldedAt += times;
        return at + length;
    }
}
