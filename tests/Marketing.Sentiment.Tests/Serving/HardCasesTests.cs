using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Scoring;
using Marketing.Sentiment.Serving;

namespace Marketing.Sentiment.Tests.Serving;

/// <summary>The hand-made list: what the product says of them before it has learned from any review of the shop.</summary>
public sealed class Hard_cases
{
    private const SentimentLabel Good = SentimentLabel.Positive;
    private const SentimentLabel Bad = SentimentLabel.Negative;
    private const SentimentLabel Neither = SentimentLabel.Neutral;

    private static readonly Lazy<CurrentSentiment> Current = new(() =>
        new CurrentSentiment(
            BaseModel.Make(),
            new AspectShelf(0, [.. AspectList.Shipped]),
            new ScoringVersion("base", 0),
            LoadedVersion: null
        )
    );

    [Theory]
    [InlineData("This is not good", Bad)]
    [InlineData("I would not recommend it", Bad)]
    [InlineData("Not bad at all", Good)]
    [InlineData("It never disappoints", Good)]
    [InlineData("不是很好", Bad)]
    [InlineData("不好吃，不推荐", Bad)]
    [InlineData("没有异味，不掉色", Good)]
    [InlineData("不贵，质量还不错", Good)]
    [InlineData("没有想象的好", Bad)]
    [InlineData("质量不差，还不错", Good)]
    [InlineData("房间不脏也不吵", Good)]
    [InlineData("一点也不贵，味道不差", Good)]
    [InlineData("质量差，很不好", Bad)]
    public void Negation_turns_the_feeling_round(string text, SentimentLabel label) => Read(text).Verdict.Label.Should().Be(label);

    [Theory]
    [InlineData("Great, broken after one day. Thanks for nothing.", Neither)] // Praise and complaint by the words: not taken for praise.
    [InlineData("质量真“好”，用了一天就坏了，呵呵", Bad)]
    [InlineData("Oh wow, what a great idea", Good)] // Irony that no word gives away is not heard: a limit, not a wish.
    public void Irony_is_heard_where_a_word_gives_it_away(string text, SentimentLabel label) => Read(text).Verdict.Label.Should().Be(label);

    [Theory]
    [InlineData("质量 very good，物流 super fast，满意", Good)]
    [InlineData("屏幕 terrible，电池 bad，失望", Bad)]
    [InlineData("ＶＥＲＹ ＧＯＯＤ，非常满意", Good)]
    [InlineData("<p>The room was <b>dirty</b> and the staff rude&hellip;</p>", Bad)]
    [InlineData("soooooo goooood, love it!!!!!!", Good)]
    [InlineData("太太太差了！！！！！！退货", Bad)]
    [InlineData("love it 😍😍😍", Good)]
    [InlineData("质量很差 👎👎", Bad)]
    [InlineData("https://example.com/great-offer terrible quality", Bad)]
    public void Mixed_languages_markup_emoji_and_stretched_words_are_read(string text, SentimentLabel label) =>
        Read(text).Verdict.Label.Should().Be(label);

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("a")]
    [InlineData("好")]
    [InlineData("!!!???")]
    [InlineData("😍😍😍")]
    [InlineData("👎")]
    [InlineData("12345")]
    [InlineData("https://example.com/great")]
    [InlineData("<br /><br />")]
    [InlineData("\uD800\uDC00\uD800")]
    [InlineData("\0\u200B\uFEFF")]
    [InlineData("qwrtz xcvbn asdfg")]
    [InlineData("龘靐齉")]
    public void Texts_that_say_nothing_are_neutral_without_confidence(string text) =>
        (Read(text).Verdict.Label, Read(text).Verdict.Confidence).Should().Be((Neither, 0));

    [Theory]
    [InlineData("很好。", 21_845, Good)] // 65,535 bytes
    [InlineData("terrible quality. ", 3_640, Bad)]
    [InlineData("x", 65_536, Neither)]
    [InlineData("<", 65_536, Neither)]
    [InlineData("好", 21_845, Good)]
    public void The_longest_texts_are_read_to_their_end(string part, int times, SentimentLabel label) =>
        Read(string.Concat(Enumerable.Repeat(part, times))).Verdict.Label.Should().Be(label);

    [Theory]
    [InlineData("Not bad, but the battery is weak.", "battery:Negative")]
    [InlineData("The screen isn't bad, however the sound is awful", "screen:Positive sound:Negative")]
    [InlineData("物流很快，但是包装不是很好", "logistics:Positive packaging:Negative")]
    [InlineData("质量 good，物流 too slow", "quality:Positive logistics:Negative")]
    [InlineData("价格不贵，口感没有想象的好", "price:Positive taste:Negative")]
    [InlineData("服务员呵呵", "service:Negative")]
    public void Clauses_are_told_apart_by_aspect(string text, string expected) =>
        string.Join(' ', Read(text).Aspects.Select(aspect => $"{aspect.Aspect}:{aspect.Label}")).Should().Be(expected);

    [Fact]
    public void One_good_and_one_bad_clause_are_not_sure_of_either() =>
        Read("Not bad, but the battery is weak.").Verdict.Confidence.Should().BeLessThan(.8);

    private static Reading Read(string text) => SentimentReader.Read(Current.Value, text, category: null, passages: 3);
}
