using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Learning.Text;
using Marketing.Sentiment.Aspects;

namespace Marketing.Sentiment.Tests.Aspects;

public sealed class The_shelf_of_aspect_lists
{
    private static readonly WordClassifier Model = new();

    [Fact]
    public void tells_the_feeling_about_each_aspect_apart()
    {
        var shelf = new AspectShelf(0, [.. AspectList.Shipped]);
        const string Text = "The screen is gorgeous. Battery life, sadly, is weak, and shipping was not bad!";
        Find(shelf, Text, category: null)
            .Select(a => (a.Aspect, a.Label, Text.Substring(a.Start, a.Length)))
            .Should()
            .Equal(
                ("screen", SentimentLabel.Positive, "The screen is gorgeous"),
                ("battery", SentimentLabel.Negative, "Battery life, sadly, is weak"),
                ("logistics", SentimentLabel.Positive, "and shipping was not bad")
            );
        Find(shelf, "nothing of the kind", category: null).Should().BeEmpty();
    }

    [Fact]
    public void finds_the_aspects_of_the_category_and_those_above_it()
    {
        var shelf = new AspectShelf(
            1,
            [List("*", "price", "price"), List("Home", "look", "handle"), List("Home > Kitchen", "grip", "handle")]
        );
        const string Text = "good handle, bad price";
        Find(shelf, Text, "Home > Kitchen > Pans").Select(a => a.Aspect).Should().Equal("grip", "price");
        Find(shelf, Text, "Home > Garden").Select(a => a.Aspect).Should().Equal("look", "price");
        Find(shelf, Text, "Homeware").Select(a => a.Aspect).Should().Equal("price");
        Find(shelf, Text, category: null).Select(a => a.Aspect).Should().Equal("price");
    }

    [Theory]
    [InlineData("Shop > 手机", "signal")]
    [InlineData("Toys & Electronics", "signal")]
    [InlineData("Toys", "")]
    [InlineData("*", "")]
    public void knows_what_shops_call_the_categories_that_ship(string category, string aspects)
    {
        var shelf = new AspectShelf(0, [.. AspectList.Shipped]);
        string.Join(' ', Find(shelf, "信号不好", category).Select(a => a.Aspect)).Should().Be(aspects);
    }

    [Fact]
    public void lets_an_edited_list_take_the_place_of_the_one_that_ships()
    {
        var shelf = new AspectShelf(1, [.. AspectList.Shipped.Where(list => list.Category != "Hotel"), List("Hotel", "pets", "dog")]);
        Find(shelf, "no pool for my dog", "Reisen > Hotels").Select(a => a.Aspect).Should().Equal("pets");
    }

    private static IReadOnlyList<FoundAspect> Find(AspectShelf shelf, string text, string? category)
    {
        var tokens = new TokenBuffer();
        TextTokenizer.Read(text, tokens);
        return shelf.Find(text, tokens, category, Model);
    }

    private static AspectList List(string category, string aspect, string term) =>
        new(category, Edited: true, new Dictionary<string, IReadOnlyList<string>> { [aspect] = [term] });
}
