using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Tests.Model;

public sealed class Items_that_nobody_has_touched
{
    [Fact]
    public void come_behind_the_others_the_newest_last()
    {
        var catalogue = new Dictionary<string, ItemDescription>
        {
            ["late"] = new() { CreatedAt = 30 },
            ["known"] = new() { CreatedAt = 99 },
            ["early"] = new() { CreatedAt = 10 },
            ["unknown since when"] = new(),
        };
        Arrivals.Of(["known"], catalogue).Should().Equal("unknown since when", "early", "late");
    }

    [Fact]
    public void are_the_newest_thousand_of_a_catalogue_that_is_mostly_asleep()
    {
        var catalogue = Enumerable.Range(0, 5000).ToDictionary(item => $"i{item}", item => new ItemDescription { CreatedAt = item });
        Arrivals.Of([], catalogue).Should().Equal(Enumerable.Range(4000, 1000).Select(item => $"i{item}"));
    }

    [Fact]
    public void have_no_neighbours()
    {
        // Items 0 and 1 are neighbours; 2 and 3 came later.
        var lists = new NeighbourLists([0, 1, 2], [1, 0], [.5f, .5f], [3, 3], [4, 4], 9).Widen(4);
        lists.Of(0).ToArray().Should().Equal(1);
        lists.Of(1).ToArray().Should().Equal(0);
        lists.CountOf(2).Should().Be(0);
        lists.CountOf(3).Should().Be(0);
        lists.GroupsOf.Should().Equal(4, 4, 0, 0);
    }

    [Fact]
    public void are_described_by_the_plain_values_of_their_attributes()
    {
        ItemDescriptions
            .Attributes("""{"color":"red","sizes":["S",42,null,["deep"]],"vegan":true,"parts":{"lid":1},"none":null}""")
            .Should()
            .Equal(
                KeyValuePair.Create("color", "red"),
                KeyValuePair.Create("sizes", "S"),
                KeyValuePair.Create("sizes", "42"),
                KeyValuePair.Create("vegan", "True")
            );
        ItemDescriptions.Attributes(null).Should().BeEmpty();
        ItemDescriptions.Attributes("[1]").Should().BeEmpty();
    }
}
