using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>A word of feeling in a clause.</summary>
/// <param name="First">Index of its first token.</param>
/// <param name="Last">Index of its last token.</param>
/// <param name="Sign">+1 or −1, negations before it taken into account.</param>
internal readonly record struct Feeling(int First, int Last, int Sign);

/// <summary>Finds words of feeling and turns round those that are negated: <c>not bad</c>, <c>不是很好</c>.</summary>
internal static class FeelingWords
{
    private const int Negation = 0;
    private const int Nothing = 2;

    // 不是很好: three tokens between would already be another word's negation.
    private const int Reach = 3;

    // Hold a character of feeling and no feeling.
    private const string Empty = """
        好像 好多 好几 只好 好久 最好是 大小 小时 小孩 小姐 小区 小朋友 差不多 出差 硬盘 硬件 重量 重庆 重要 淡季 香港 香蕉 香格里拉 快递 快餐 不但 不仅 不过 不管 不论 不同 要不
        太阳 破费 旧金山 坏处 苦瓜 薄荷 赞助 不得不 不可思议 不一会 不久 差别 差异 差点 好不好 是不是 有没有 能不能 值不值
        """;

    private static readonly TermMatcher Matcher = new([
        .. Terms(Empty, ' ', Nothing),
        .. Terms(ChineseWords.GoodPhrases, ' ', 1),
        .. Terms(ChineseWords.BadPhrases, ' ', -1),
        .. Terms(ChineseWords.Good, ' ', 1),
        .. Terms(ChineseWords.Bad, ' ', -1),
        .. Terms(EnglishFeelings.GoodPhrases, '|', 1),
        .. Terms(EnglishFeelings.BadPhrases, '|', -1),
        .. Terms(EnglishFeelings.Good, ' ', 1),
        .. Terms(EnglishFeelings.Bad, ' ', -1),
        .. Terms("不 没 没有 无 别 未 并非 毫不 毫无", ' ', Negation),
    ]);

    /// <summary>Appends the feelings between two tokens.</summary>
    public static void Find(TokenBuffer buffer, ReadOnlySpan<ulong> keys, int first, int end, List<Feeling> feelings)
    {
        var negatedAt = int.MinValue;
        for (var at = first; at < end; at++)
        {
            var match = Matcher.At(keys[..end], at);
            if (match.Count == 0)
            {
                negatedAt = EnglishWords.IsNegation(buffer.Folded(buffer.Tokens[at])) ? at : negatedAt;
                continue;
            }

            var last = at + match.Count - 1;
            if (match.Value == Negation)
            {
                // 不 … 不: two negations take each other back.
                negatedAt = last;
            }
            else if (match.Value is 1 or -1)
            {
                var negated = negatedAt >= 0 && at - negatedAt <= Reach;
                feelings.Add(new Feeling(at, last, negated ? -match.Value : match.Value));
                negatedAt = int.MinValue;
            }

            at = last;
        }
    }

    private static IEnumerable<(string Term, int Value)> Terms(string list, char separator, int value) =>
        list.Replace('\n', separator == ' ' ? ' ' : '\n')
            .Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(term => (term, value));
}
