using Marketing.Recommendations.Model;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

public sealed class An_arranged_list
{
    private static readonly Visitor Viewer = Seen(("seen", EventType.View));

    private static Shelf Kitchen() =>
        Of(
            [("pan", 1, 9), ("pot", 1, 8), ("wok", 1, 7), ("tv", 1, 6), ("seen", 0, 0)],
            [
                Row("pan", "Home > Kitchen", brand: "Norda"),
                Row("pot", "Home > Kitchen", brand: "Norda"),
                Row("wok", "Home > Kitchen", brand: "Ume"),
                Row("tv", "Media", brand: "Sona"),
            ]
        );

    private static IEnumerable<string> Arranged(Shelf shelf, Arrangement how, int n = 4, ulong draw = 1) =>
        Ids(shelf, Rank(shelf, Viewer, new RankRequest { N = n }, policy: new ListPolicy { Arrangement = how }, draw: draw));

    [Fact]
    public void without_diversity_is_in_the_order_of_the_scores() =>
        Arranged(Kitchen(), new Arrangement { MaxPerBrand = 9 }).Should().Equal("pan", "pot", "wok", "tv");

    [Fact]
    public void with_diversity_repeats_itself_later()
    {
        // Worth of rank r: 1 / log2(r + 1) = 1, .631, .5, .431. At .5 after pan: pot .5 × .631 − .5 × 1 = −.185; wok .25 − .5 × .7 = −.1; tv .215 − 0. After tv: wok −.1 before pot −.185.
        Arranged(Kitchen(), new Arrangement { Diversity = .5 }).Should().Equal("pan", "tv", "wok", "pot");
        // At .2: pot .505 − .2 = .305; wok .4 − .14 = .26; tv .345.
        Arranged(Kitchen(), new Arrangement { Diversity = .2 }).Should().Equal("pan", "tv", "pot", "wok");
        // At .1: pot .568 − .1 = .468; wok .45 − .07 = .38; tv .388: then tv .388 before wok.
        Arranged(Kitchen(), new Arrangement { Diversity = .1 }).Should().Equal("pan", "pot", "tv", "wok");
    }

    [Fact]
    public void keeps_to_a_cap_a_brand_while_the_shop_has_others()
    {
        Arranged(Kitchen(), new Arrangement { MaxPerBrand = 1 }, n: 3).Should().Equal("pan", "wok", "tv");
        Arranged(Kitchen(), new Arrangement { MaxPerBrand = 1 }).Should().Equal("pan", "wok", "tv", "seen");
        Arranged(Kitchen(), new Arrangement { MaxPerBrand = 1 }, n: 5)
            .Should()
            .Equal(["pan", "wok", "tv", "seen", "pot"], "a cap gives way before the list gets short");
    }

    [Fact]
    public void counts_a_cap_among_neighbours_only() =>
        Arranged(Kitchen(), new Arrangement { MaxPerCategory = 1, Within = 2 }).Should().Equal("pan", "tv", "pot", "seen");

    [Fact]
    public void looks_beyond_its_candidates_before_a_cap_gives_way()
    {
        // 1,100 personal items of one brand fill all candidates; the only other maker's item is wanted by nobody.
        var many = Enumerable.Range(0, 1100).Select(i => ($"a{i:0000}", 5f, 2000f - i));
        var shelf = Of(
            many.Append(("seen", 0f, 0f)),
            Enumerable.Range(0, 1100).Select(i => Row($"a{i:0000}", brand: "A")).Append(Row("other", brand: "B"))
        );
        Arranged(shelf, new Arrangement { MaxPerBrand = 1, Within = 2 }, n: 3).Should().Equal("a0000", "other", "a0001");
        Arranged(shelf, new Arrangement { MaxPerBrand = 1 }, n: 4).Should().Equal("a0000", "other", "seen", "a0001");
    }

    [Fact]
    public void holds_pins_at_their_positions()
    {
        var how = new Arrangement { Pins = [(2, "tv"), (3, "unknown"), (9, "pot")] };
        var page = Rank(Kitchen(), Viewer, new RankRequest { N = 5 }, policy: new ListPolicy { Arrangement = how });
        Ids(Kitchen(), page).Should().Equal(["pan", "tv", "wok", "seen", "pot"], "a pin behind the end moves up");
        page.Items.Select(item => item.Source).Should().Equal("test", "pinned", "test", "catalogue", "pinned");
        page.Items[1].IsFiller.Should().BeTrue();
    }

    [Fact]
    public void never_pins_what_must_not_be_shown()
    {
        var shelf = Of([("a", 1, 1), ("gone", 1, 1), ("seen", 0, 0)], [Row("gone", stock: 0)]);
        Arranged(shelf, new Arrangement { Pins = [(1, "gone")] }).Should().Equal("a", "seen");
    }

    [Fact]
    public void explores_only_in_its_places_and_says_how_likely_each_was()
    {
        var shelf = Of(
            Enumerable.Range(0, 30).Select(i => ($"a{i:00}", 1f, 100f - i)).Append(("seen", 0f, 0f)),
            [Row("n1", age: 1), Row("n2", age: 2), Row("n3", age: 3), Row("n4", age: 3), Row("old", age: 40)]
        );
        var policy = new ListPolicy { Arrangement = new Arrangement { Exploration = new ExplorationSlots(5, .25, 14) } };
        var shown = new Dictionary<string, int>(StringComparer.Ordinal);
        const int Lists = 4000;
        for (var draw = 1UL; draw <= Lists; draw++)
        {
            var items = Rank(shelf, Viewer, new RankRequest { N = 9 }, policy: policy, draw: draw).Items;
            for (var at = 0; at < items.Count; at++)
            {
                var isSlot = at == 4;
                var isNew = items[at].Source == Sources.Exploration;
                isNew.Should().Be(isNew && isSlot);
                items[at]
                    .Propensity.Should()
                    .Be(
                        !isSlot ? null
                        : isNew ? .25 / 4
                        : .75
                    );
            }

            var id = shelf.IdAt(items[4].Place);
            shown[id] = shown.GetValueOrDefault(id) + 1;
        }

        // Each of four new items with 1/16: 250 of 4,000, standard deviation √(4000 × 1/16 × 15/16) = 15.3.
        shown.Keys.Should().BeEquivalentTo("a04", "n1", "n2", "n3", "n4");
        shown.Where(pair => pair.Key != "a04").Should().OnlyContain(pair => Math.Abs(pair.Value - 250) < 5 * 15.3);
    }

    [Fact]
    public void lifts_and_lowers_by_a_share_of_the_way()
    {
        // tv is 6 of 9 … 0: a boost of .5 makes 7.5 (above wok, below pot); a burial of .8 of pan makes 9 × .2 = 1.8.
        ListPolicy Tilt(float strength, string id) => new() { Tilts = [(new ItemCondition { ItemIds = [id] }, strength)] };
        IEnumerable<string> With(ListPolicy policy) => Ids(Kitchen(), Rank(Kitchen(), Viewer, new RankRequest { N = 4 }, policy: policy));

        With(Tilt(.5f, "tv")).Should().Equal("pan", "pot", "tv", "wok");
        With(Tilt(-.8f, "pan")).Should().Equal("pot", "wok", "tv", "pan");
        With(Tilt(1, "seen")).Should().Equal(["pan", "pot", "wok", "tv"], "what the model has no evidence for is not made relevant");
    }

    [Fact]
    public void lifts_fillers_by_their_position()
    {
        var shelf = Of([("a", 9, 0), ("b", 8, 0), ("c", 7, 0), ("d", 6, 0), ("e", 5, 0)], []);
        var policy = new ListPolicy
        {
            Tilts = [(new ItemCondition { ItemIds = ["e"] }, .5f), (new ItemCondition { ItemIds = ["a"] }, -1f)],
        };
        // e from position 4 to 2, before c that stands there; a to the end.
        Ids(shelf, Rank(shelf, Visitor.Anonymous, new RankRequest(), policy: policy)).Should().Equal("b", "e", "c", "d", "a");
    }

    [Fact]
    public void is_made_of_the_sources_in_their_order()
    {
        var shelf = Of([("pan", 5, 3), ("pot", 4, 2), ("seen", 0, 0)], [Row("fresh", age: 1), Row("pan", age: 3), Row("older", age: 2)]);
        var policy = new ListPolicy { Sources = [ListSources.New, ListSources.Personal], Fallback = [] };
        var page = Rank(shelf, Viewer, new RankRequest { N = 5 }, policy: policy);
        Ids(shelf, page).Should().Equal("fresh", "older", "pan", "pot", "seen");
        page.Items.Select(item => item.Source).Should().Equal("new", "new", "new", "test", "catalogue");
    }
}

public sealed class A_condition
{
    private static readonly CatalogueItem Pan = Row(
        "pan",
        "Home > Kitchen",
        price: 20,
        stock: 3,
        age: 10,
        brand: "Norda",
        attributes: """{"color":["Red","black"],"litres":2,"cost":"15","set":true,"box":{"w":1}}""",
        tags: ["Steel"]
    );

    public static TheoryData<string, bool> Cases =>
        new()
        {
            { """{}""", true },
            { """{"category":"Home"}""", true },
            { """{"category":"Home > Kit"}""", false },
            { """{"brands":["x","norda"]}""", true },
            { """{"brands":["Nord"]}""", false },
            { """{"tags":["steel"]}""", true },
            { """{"tags":["oak"]}""", false },
            { """{"attributes":{"color":["blue","RED"]}}""", true },
            { """{"attributes":{"color":["red"],"litres":["3"]}}""", false },
            { """{"attributes":{"litres":["2"],"set":["true"]}}""", true },
            { """{"attributes":{"box":["1"]}}""", false },
            { """{"minPrice":20,"maxPrice":20}""", true },
            { """{"minPrice":20.01}""", false },
            { """{"minMargin":0.25,"maxMargin":0.25}""", true },
            { """{"minMargin":0.26}""", false },
            { """{"minStock":3}""", true },
            { """{"minStock":4}""", false },
            { """{"maxStock":3}""", true },
            { """{"maxStock":2}""", false },
            { """{"newerThanDays":10}""", true },
            { """{"newerThanDays":9}""", false },
            { """{"olderThanDays":10}""", true },
            { """{"olderThanDays":11}""", false },
            { """{"itemIds":["pan"],"brands":["Norda"]}""", true },
            { """{"itemIds":["pot"]}""", false },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void fits_an_item_by_every_field_that_is_there(string json, bool fits)
    {
        var condition = System.Text.Json.JsonSerializer.Deserialize<ItemCondition>(json, System.Text.Json.JsonSerializerOptions.Web);
        condition!.Fits("pan", Pan, Now).Should().Be(fits);
    }

    [Fact]
    public void of_an_item_without_a_row_knows_its_id_only()
    {
        new ItemCondition { ItemIds = ["pan"] }
            .Fits("pan", null, Now)
            .Should()
            .BeTrue();
        new ItemCondition { ItemIds = ["pan"], MaxPrice = 5 }
            .Fits("pan", null, Now)
            .Should()
            .BeFalse();
        new ItemCondition { OlderThanDays = 5 }
            .Fits("pan", null, Now)
            .Should()
            .BeFalse();
    }

    [Fact]
    public void takes_the_margin_that_the_shop_states_over_the_one_from_the_cost() =>
        ItemCondition.Margin(Row("a", price: 10, attributes: """{"margin":0.4,"cost":9}""")).Should().Be(.4);
}

public sealed class Trends_of_a_shop
{
    [Fact]
    public void compare_a_window_with_what_the_longer_one_led_to_expect()
    {
        var none = new NeighbourLists(new int[4], [], [], [], new int[3], 0);
        float[] month = [30, 60, 0];
        float[] week = [7, 28, 0];
        var content = new ModelContent
        {
            Champion = null,
            Kind = default,
            Reference = Now,
            ItemIds = ["flat", "up", "none"],
            PopularityByWindow = Array.ConvertAll(Popularity.Windows, days => days == 7 ? week : month),
            Similar = none,
            Together = none,
            Users = StoredUsers.None,
        };
        // 30 × 7/30 = 7 were expected and came; 60 × 7/30 = 14 were and 28 came: 14 / √15.
        Trends.Of(new ServedRecommendations(content), 7).Should().Equal([0f, 14 / MathF.Sqrt(15), 0f], (a, b) => Math.Abs(a - b) < 1e-5);
    }
}
