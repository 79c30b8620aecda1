using Marketing.Learning.Sentiment;

namespace Marketing.Learning.Tests.Sentiment;

/// <summary>Little sets of reviews put together from words.</summary>
internal static class SmallReviews
{
    private static readonly string[][] Words =
    [
        ["terrible", "broken", "awful", "太差了", "退货", "很失望", "waste of money"],
        ["great", "excellent", "love it", "很好", "喜欢", "非常满意", "works well"],
        ["average", "so so", "ordinary", "一般", "还行", "凑合", "nothing special"],
    ];

    private static readonly string[] Things = ["the box", "quality", "质量", "快递", "this phone", "颜色", "service", "it"];

    public static LabelledTexts Two { get; } = Make(2);

    public static LabelledTexts Three { get; } = Make(3);

    private static LabelledTexts Make(int classes)
    {
        var (texts, labels) = (new List<string>(), new List<SentimentLabel>());
        for (var number = 0; number < 240; number++)
        {
            var label = number % classes;
            string Any(string[] words, ulong salt) => words[SplitMix64.At(salt, (ulong)number) % (ulong)words.Length];
            texts.Add($"{Any(Things, 1)} {Any(Words[label], 2)}, {Any(Things, 3)} {Any(Words[label], 4)}");
            labels.Add((SentimentLabel)label);
        }

        return new LabelledTexts(texts, labels);
    }
}
