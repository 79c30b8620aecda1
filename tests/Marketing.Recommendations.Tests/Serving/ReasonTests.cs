using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

public sealed class A_reason
{
    private readonly Shelf _shelf = Of(
        [("pan", 1, 0), ("pot", 1, 3), ("cup", 5, 0)],
        [Row("pan", name: "Iron pan"), Row("pot"), Row("cup", "Home > Kitchen"), Row("jar", "Home > Kitchen")]
    );

    [Theory]
    [InlineData(EventType.View, "similar-to-viewed", "Similar to “Iron pan” that you viewed yesterday")]
    [InlineData(EventType.Cart, "goes-with-cart", "Goes with “Iron pan” that you put into your cart yesterday")]
    [InlineData(EventType.Purchase, "also-bought", "Bought by people who also bought “Iron pan”")]
    [InlineData(EventType.Rating, "similar-to-rated", "Similar to “Iron pan” that you rated yesterday")]
    public void names_what_the_visitor_did_and_with_which_item(EventType type, string kind, string text)
    {
        var reason = ReasonOf("pot", Seen(("pan", type)));
        reason.Should().Be(new Reason(kind, text, "pan"));
    }

    [Fact]
    public void is_in_chinese_for_users_who_read_chinese() =>
        ReasonOf("pot", Seen(("pan", EventType.View)) with { Language = "zh-CN" }).Text.Should().Be("与您昨天浏览过的“Iron pan”相似");

    [Fact]
    public void names_the_weightiest_deed_when_there_are_several() =>
        ReasonOf("pot", Seen(("pan", EventType.Purchase), ("pan", EventType.View))).Kind.Should().Be("also-bought");

    [Fact]
    public void says_that_an_item_was_looked_at() =>
        ReasonOf("pan", Seen(("pan", EventType.View))).Should().Be(new Reason("seen-before", "You looked at this yesterday", null));

    [Fact]
    public void speaks_of_the_page_as_of_now()
    {
        var visitor = Visitors.With(Visitor.Anonymous, ["pan"], [], Now - (50 * SmallShop.Day));
        ReasonOf("pot", visitor).Text.Should().Be("Similar to “Iron pan” that you viewed today");
    }

    [Theory]
    [InlineData("cup", "popular-in-category", "popular-in-category", "Popular in Kitchen")]
    [InlineData("cup", "popular", "popular", "Popular in the shop")]
    [InlineData("jar", "new", "new", "New in Kitchen")]
    [InlineData("pot", "catalogue", "in-the-shop", "Also in the shop")]
    public void of_a_filler_says_what_filled(string item, string source, string kind, string text)
    {
        var filler = new RankedItem(_shelf.PlaceOf(item), 1, source, IsFiller: true);
        Writer(Visitor.Anonymous, out var folded).WhyAll([filler]).Should().Equal(new Reason(kind, text, null));
        folded.Dispose();
    }

    [Theory]
    [InlineData(0, "today")]
    [InlineData(1, "yesterday")]
    [InlineData(6, "6 days ago")]
    [InlineData(7, "a week ago")]
    [InlineData(29, "4 weeks ago")]
    [InlineData(30, "a month ago")]
    [InlineData(364, "12 months ago")]
    [InlineData(730, "2 years ago")]
    public void tells_time_as_people_do(int days, string expected) =>
        ReasonTexts.English.Ago(Now - (days * SmallShop.Day), Now).Should().Be(expected);

    private Reason ReasonOf(string item, Visitor visitor)
    {
        var writer = Writer(visitor, out var folded);
        var reason = writer.WhyAll([new RankedItem(_shelf.PlaceOf(item), 1, "test", IsFiller: false)]).Should().ContainSingle().Subject;
        folded.Dispose();
        return reason;
    }

    private ReasonWriter Writer(Visitor visitor, out FoldedHistory folded)
    {
        folded = new FoldedHistory(_shelf.Model, visitor, new HistoryBuilder(new InteractionWeights(new RecommendationsOptions())));
        return new ReasonWriter(_shelf, visitor, folded, Now);
    }
}
