using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;

namespace Marketing.Learning.Tests.Sentiment;

public sealed class The_aspects_of_a_text
{
    private const SentimentLabel Good = SentimentLabel.Positive;
    private const SentimentLabel Bad = SentimentLabel.Negative;

    private static readonly Lazy<ITextClassifier> Base = new(() => BaseSentiment.Create(2, default));
    private static readonly AspectFinder Finder = new(AspectSeeds.All[0].Aspects);

    [Theory]
    [InlineData("The battery is not bad", "battery", Good)]
    [InlineData("屏幕不是很好", "screen", Bad)]
    [InlineData("质量不错", "quality", Good)]
    [InlineData("质量没有想象的好", "quality", Bad)]
    [InlineData("快递真的太慢了", "logistics", Bad)]
    [InlineData("The screens were never bright", "screen", Bad)]
    [InlineData("I love the fabric", "material", Good)]
    [InlineData("great price", "price", Good)]
    [InlineData("音质没有问题", "sound", Good)]
    [InlineData("delivery wasn't slow", "logistics", Good)]
    [InlineData("包装的箱子好像换过", "packaging", SentimentLabel.Neutral)]
    [InlineData("客服呵呵", "service", Bad)]
    public void Have_the_feeling_that_is_meant(string text, string aspect, SentimentLabel label)
    {
        var found = Finder.Find(text, new Undecided());
        found.Should().Equal(new FoundAspect(aspect, label, 0, text.Length));
    }

    [Theory]
    [InlineData("great screen but poor battery", "screen:Positive battery:Negative")]
    [InlineData("great screen and poor battery", "screen:Positive battery:Negative")]
    [InlineData("价格便宜质量差", "price:Positive quality:Negative")]
    [InlineData("物流很快，包装破了，客服态度很好", "logistics:Positive packaging:Negative service:Positive")]
    [InlineData("屏幕很清晰，but the battery is terrible", "screen:Positive battery:Negative")]
    [InlineData("虽然价格贵，但是质量好", "price:Negative quality:Positive")]
    [InlineData("Not bad, but the battery is weak.", "battery:Negative")]
    [InlineData("Price and quality are great", "price:Positive quality:Positive")]
    [InlineData("The battery, sadly, is weak, and the screen was not bad!", "battery:Negative screen:Positive")]
    [InlineData("Battery and screen, alas, are awful", "battery:Negative screen:Negative")]
    [InlineData("物流很快，电池不是很好，屏幕收到了", "logistics:Positive battery:Negative screen:Neutral")]
    public void Are_told_apart(string text, string expected) =>
        string.Join(' ', Finder.Find(text, new Undecided()).Select(found => $"{found.Aspect}:{found.Label}")).Should().Be(expected);

    [Fact]
    public void Say_where_they_stand()
    {
        const string Text = "<b>ok</b>. The battery is terrible! Fine.";
        var found = Finder.Find(Text, new Undecided()).Single();
        Text.Substring(found.Start, found.Length).Should().Be("The battery is terrible");
    }

    [Fact]
    public void Come_from_the_classifier_where_no_word_tells() =>
        Finder.Find("the battery lasted eleven minutes", new Undecided(.1)).Single().Label.Should().Be(Bad);

    [Theory]
    [InlineData("")]
    [InlineData("好")]
    [InlineData("😀😀")]
    [InlineData("\uD800\0")]
    [InlineData("asdf qwer")]
    public void Are_none_where_nothing_is_named(string text) => Finder.Find(text, Base.Value).Should().BeEmpty();

    [Fact]
    public void Are_found_in_very_long_texts() =>
        Finder.Find(string.Concat(Enumerable.Repeat("屏幕很好。", 13_000)), Base.Value).Should().HaveCount(100);

    [Fact]
    public void Can_be_edited()
    {
        var finder = new AspectFinder([new("zip", ["zipper", "拉链", "  "]), new("empty", [])]);
        finder.Find("拉链坏了", new Undecided()).Single().Should().Be(new FoundAspect("zip", Bad, 0, 4));
    }

    [Fact]
    public void Grow_by_terms_that_one_category_uses_with_feeling()
    {
        // The number makes each text another one; "zwei" is as frequent as the bathtub, but nobody says how it feels.
        var hotels = Enumerable.Range(0, 50).Select(n => n % 2 == 0 ? $"房间有窗帘盒很好 {n}" : $"nice bathtub {n}, zwei").ToArray();
        var books = Enumerable.Range(0, 50).Select(n => n % 2 == 0 ? $"内容很有意思 {n}" : $"nice plot {n}").ToArray();
        var grown = AspectGrowth.Propose(hotels, books, ["房间"], limit: 10);
        grown.Select(term => term.Term).Should().BeEquivalentTo("窗帘盒", "bathtub");
        grown.Should().AllSatisfy(term => (term.Texts, term.Share, term.ShareElsewhere).Should().Be((25, .5, .5 / 51)));
        AspectGrowth.Propose(hotels, books, [], limit: 1).Should().HaveCount(1);
        AspectGrowth.Propose([], books, [], limit: 5).Should().BeEmpty();
    }

    /// <summary>Gives every text the same probability of positive.</summary>
    private sealed class Undecided(double positive = .5) : ITextClassifier
    {
        public string Algorithm => "undecided";

        public int Classes => 2;

        public bool EvidenceIsExact => true;

        public void Score(ReadOnlySpan<char> text, Span<double> probabilities) =>
            (probabilities[0], probabilities[1]) = (1 - positive, positive);

        public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit) => [];

        public void Write(BinaryWriter writer) => throw new NotSupportedException();
    }
}
