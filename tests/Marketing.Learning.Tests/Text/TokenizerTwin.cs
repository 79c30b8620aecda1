using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Marketing.Learning.Text;

namespace Marketing.Learning.Tests.Text;

/// <summary>What the tokenizer does, said by regular expressions and strings: slow, and easy to read.</summary>
internal static partial class TokenizerTwin
{
    private const string Ideographs = @"\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u3041-\u3096\u30A1-\u30FC\u3005\u3007\uFF66-\uFF9D\uFF70";
    private const string Word = @"\p{L}\p{Nl}\p{Nd}\p{No}-[" + Ideographs + "]";
    private const string Letter = @"[\p{L}\p{Nl}-[" + Ideographs + "]]";
    private const string Quote = @"(?:['`´‘’ʼ＇]|&\#39;|&apos;|&[rl]squo;)";
    private const string Tone = @"\uD83C[\uDFFB-\uDFFF]";

    public static List<(string Folded, int Start, int Length, TokenKind Kind)> Read(string text)
    {
        var tokens = new List<(string, int, int, TokenKind)>();
        var runStart = -1;
        for (var at = 0; at < text.Length; )
        {
            var match = Token().Match(text, at);
            at = match.Index + match.Length;
            if (!match.Success)
            {
                break;
            }

            if (match.Groups["word"] is { Success: true } word)
            {
                var folded = Regex.Replace(Fold(Regex.Replace(word.Value, Quote, "'")), @"(\p{L})\1{2,}", "$1$1");
                tokens.Add((folded, match.Index, match.Length, folded.All(char.IsDigit) ? TokenKind.Number : TokenKind.Word));
            }
            else if (
                match.Groups["ideograph"].Success
                && !(match.Index >= 2 && text[match.Index - 1] == text[match.Index] && text[match.Index - 2] == text[match.Index])
            )
            {
                tokens.Add((Fold(match.Value), match.Index, 1, TokenKind.Character));
            }
            else if (match.Groups["emoji"] is { Success: true } emoji)
            {
                tokens.Add((Fold(emoji.Value), match.Index, match.Length, TokenKind.Emoji));
            }
            else if (match.Groups["reference"] is { Success: true } reference && reference.Value is "amp" or "lt" or "gt" or "quot")
            {
                var mark = reference.Value switch
                {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    _ => "\"",
                };
                tokens.Add((mark, match.Index, match.Length, TokenKind.Mark));
            }
            else if (match.Groups["mark"].Success)
            {
                var (start, folded) = (match.Index, Fold(match.Value));
                if (
                    tokens.Count > 0
                    && tokens[^1] is var (before, from, length, _)
                    && from + length == start
                    && from == runStart
                    && before[0] == folded[0]
                )
                {
                    (start, folded) = (from, before + folded);
                    tokens.RemoveAt(tokens.Count - 1);
                }

                runStart = start;
                tokens.Add((folded[..Math.Min(3, folded.Length)], start, match.Index + match.Length - start, TokenKind.Mark));
            }
        }

        return tokens;
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder();
        foreach (var unit in text)
        {
            folded.Append(
                char.IsSurrogate(unit) ? unit.ToString()
                : unit is '‘' or '’' or 'ʼ' or '`' or '´' ? "'"
                : unit is '“' or '”' ? "\""
                : unit is '。' or '…' ? "."
                : unit is '、' ? ","
                : IsHangul(unit) ? unit.ToString()
                : unit.ToString().Normalize(NormalizationForm.FormKD)
            );
        }

        return string.Concat(
                folded
                    .ToString()
                    .Where(unit =>
                        CharUnicodeInfo.GetUnicodeCategory(unit) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
                    )
            )
            .ToLowerInvariant();
    }

    private static bool IsHangul(char unit) => unit is >= '\uAC00' and <= '\uD7A3';

    [GeneratedRegex(
        "\\G(?:"
            + @"<[A-Za-z/!][^<>]*>"
            + @"|(?i:https?://|www\.)[!-~-[""<>]]*"
            + $"|(?<word>[{Word}](?:[{Word}]|[\\p{{Mn}}\\p{{Cf}}]|{Quote}(?={Letter}))*)"
            + $"|(?<ideograph>[{Ideographs}])"
            + @"|&(?:\#\d+|(?<reference>amp|lt|gt|quot|nbsp));"
            + $"|(?<emoji>[:;=：；＝][-'^’]?[()\\[\\]（）]|[:;=：；][-'^’]?[dDpP](?![\\p{{L}}\\p{{N}}])|\\^\\^|\\^[_o-]\\^)[\\p{{Mn}}\\p{{Cf}}]*"
            + $"|(?!{Tone})(?<emoji>\\p{{So}}|[\\uD83C-\\uD83E][\\uDC00-\\uDFFF])(?:[\\p{{Mn}}\\p{{Cf}}]|{Tone})*"
            + $"|(?<={Letter})-(?={Letter})"
            + @"|(?<mark>([\p{P}\p{S}-[\p{So}]])(?:\1)*)"
            + @"|[\s\S])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Token();
}
