using Marketing.Learning.Sentiment;
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
        shelf
            .Find(Text, category: null, Model)
            .Select(a => (a.Aspect, a.Label, Text.Substring(a.Start, a.Length)))
            .Should()
            .Equal(
                ("screen", SentimentLabel.Positive, "The screen is gorgeous"),
                ("battery", SentimentLabel.Negative, "Battery life, sadly, is weak"),
                ("logistics", SentimentLabel.Positive, "and shipping was not bad")
            );
        shelf.Find("nothing of the kind", category: null, Model).Should().BeEmpty();
    }

    [Fact]
    public void finds_the_aspects_of_the_category_and_those_above_it()
    {
        var shelf = new AspectShelf(
            1,
            [List("*", "price", "price"), List("Home", "look", "handle"), List("Home > Kitchen", "grip", "handle")]
        );
        const string Text = "good handle, bad price";
        shelf.Find(Text, "Home > Kitchen > Pans", Model).Select(a => a.Aspect).Should().Equal("grip", "price");
        shelf.Find(Text, "Home > Garden", Model).Select(a => a.Aspect).Should().Equal("look", "price");
        shelf.Find(Text, "Homeware", Model).Select(a => a.Aspect).Should().Equal("price");
        shelf.Find(Text, category: null, Model).Select(a => a.Aspect).Should().Equal("price");
    }

    [Theory]
    [InlineData("Shop > 手机", "signal")]
    [InlineData("Toys & Electronics", "signal")]
    [InlineData("Toys", "")]
    [InlineData("*", "")]
    public void knows_what_shops_call_the_categories_that_ship(string category, string aspects)
    {
        var shelf = new AspectShelf(0, [.. AspectList.Shipped]);
        string.Join(' ', shelf.Find("信号不好", category, Model).Select(a => a.Aspect)).Should().Be(aspects);
    }

    [Fact]
    public void lets_an_edited_list_take_the_place_of_the_one_that_ships()
    {
        var shelf = new AspectShelf(1, [.. AspectList.Shipped.Where(list => list.Category != "Hotel"), List("Hotel", "pets", "dog")]);
        shelf.Find("no pool for my dog", "Reisen > Hotels", Model).Select(a => a.Aspect).Should().Equal("pets");
    }

    private static AspectList List(string category, string aspect, string term) =>
        new(category, Edited: true, new Dictionary<string, IReadOnlyList<string>> { [aspect] = [term] });
}
