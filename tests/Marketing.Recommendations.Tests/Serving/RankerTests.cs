using Marketing.Learning;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

public sealed class A_personal_list
{
    private static readonly Visitor Viewer = Seen(("seen", EventType.View));

    [Fact]
    public void is_ranked_by_the_model_then_what_was_looked_at_then_filler()
    {
        var shelf = Of([("seen", 9, 5), ("low", 1, 1), ("high", 0, 3), ("none", 4, 0)], [Row("new", age: 1), Row("newest", age: 0)]);
        var page = Rank(shelf, Viewer, new RankRequest { N = 10 });

        Ids(shelf, page).Should().Equal("high", "low", "seen", "none", "newest", "new");
        page.Items.Select(item => item.IsFiller).Should().Equal(false, false, false, true, true, true);
        page.Items.Select(item => item.Source).Should().Equal("test", "test", "test", "popular", "new", "new");
        page.HasMore.Should().BeFalse();
    }

    [Fact]
    public void may_begin_with_what_was_looked_at_when_the_setting_says_so()
    {
        var shelf = Of([("seen", 9, 5), ("high", 0, 3)], []);
        Ids(shelf, Rank(shelf, Viewer, new RankRequest(), new RecommendationsOptions { RepeatViewed = true }))
            .Should()
            .Equal("seen", "high");
    }

    [Fact]
    public void breaks_ties_by_the_items_order()
    {
        var shelf = Of([("a", 1, 2), ("b", 1, 2), ("c", 1, 2), ("seen", 0, 0)], []);
        Ids(shelf, Rank(shelf, Viewer, new RankRequest { N = 2 })).Should().Equal("a", "b");
    }

    [Fact]
    public void of_a_visitor_without_a_history_is_all_filler()
    {
        var shelf = Of([("a", 1, 9), ("b", 2, 1)], []);
        var page = Rank(shelf, Visitor.Anonymous, new RankRequest());
        Ids(shelf, page).Should().Equal("b", "a");
        page.Items.Should().OnlyContain(item => item.IsFiller);
    }

    [Fact]
    public void of_the_popular_model_is_all_filler()
    {
        var shelf = Of([("a", 1, 9), ("seen", 2, 1)], [], algorithm: "popular");
        Rank(shelf, Viewer, new RankRequest()).Items.Should().OnlyContain(item => item.IsFiller);
    }

    [Fact]
    public void is_filled_from_the_visitors_categories_first()
    {
        var shelf = Of([("seen", 1, 0), ("pan", 2, 0), ("tv", 50, 0)], [Row("seen", "Kitchen"), Row("pan", "Kitchen"), Row("tv", "Media")]);
        var page = Rank(shelf, Viewer, new RankRequest { N = 3 });
        Ids(shelf, page).Should().Equal("pan", "seen", "tv");
        page.Items.Select(item => item.Source).Should().Equal(Sources.CategoryPopular, Sources.CategoryPopular, Sources.Popular);
    }

    [Fact]
    public void keeps_to_a_category_and_what_is_below_it()
    {
        var shelf = Of(
            [("seen", 1, 0), ("pan", 1, 1), ("knife", 1, 2), ("tv", 1, 3), ("loose", 1, 4)],
            [
                Row("pan", "Home > Kitchen"),
                Row("knife", "Home > Kitchen > Knives"),
                Row("tv", "Home > Kitchenette"),
                Row("spoon", "Home > Kitchen"),
            ]
        );
        Ids(shelf, Rank(shelf, Viewer, new RankRequest { Category = "Home > Kitchen" })).Should().Equal("knife", "pan", "spoon");
    }

    [Fact]
    public void keeps_to_a_price_range_and_leaves_out_what_has_no_price()
    {
        var shelf = Of(
            [("seen", 1, 0), ("a", 1, 1), ("b", 1, 2), ("c", 1, 3), ("d", 1, 4)],
            [Row("a", price: 5), Row("b", price: 10), Row("c", price: 11)]
        );
        Ids(shelf, Rank(shelf, Viewer, new RankRequest { MinPrice = 5, MaxPrice = 10 })).Should().Equal("b", "a");
    }

    [Fact]
    public void shows_a_bought_item_again_only_after_the_days_of_its_category()
    {
        var shelf = Of([("milk", 1, 1), ("sofa", 1, 2)], [Row("milk", "Food > Dairy"), Row("sofa", "Home")]);
        var visitor = Seen(("milk", EventType.Purchase), ("sofa", EventType.Purchase));
        IEnumerable<string> With(int days) =>
            Ids(shelf, Rank(shelf, visitor, new RankRequest(), new RecommendationsOptions { RepeatAfter = new() { ["Food"] = days } }));

        With(days: 2).Should().BeEmpty();
        With(days: 1).Should().Equal("milk");
    }

    [Fact]
    public void pages_on_without_gap_or_repeat()
    {
        var shelf = Of(
            Enumerable.Range(0, 25).Select(i => ($"i{i:00}", (float)(25 - i), i < 12 ? 100f - i : 0)).Prepend(("seen", 0f, 0f)),
            [Row("x")]
        );
        var whole = Ids(shelf, Rank(shelf, Viewer, new RankRequest { N = 100 })).ToArray();
        var paged = new List<string>();
        var more = true;
        for (var offset = 0; more; offset += 7)
        {
            var page = Rank(shelf, Viewer, new RankRequest { N = 7, Offset = offset });
            paged.AddRange(Ids(shelf, page));
            more = page.HasMore;
        }

        paged.Should().Equal(whole);
        whole.Should().HaveCount(27);
    }

    [Fact]
    public void of_any_shop_is_as_long_as_it_can_be_and_shows_nothing_that_it_must_not()
    {
        for (var seed = 1UL; seed <= 1000; seed++)
        {
            var shop = new RandomShop(seed);
            var page = Rank(shop.Shelf, shop.Visitor, shop.Request, policy: shop.Policy, draw: seed);
            var ids = Ids(shop.Shelf, page).ToArray();
            ids.Should().OnlyHaveUniqueItems("seed {0}", seed);
            ids.Where(id => !shop.IsEligible(id)).Should().BeEmpty("seed {0}", seed);
            ids.Should().HaveCount(Math.Min(shop.Request.N, shop.All.Count(shop.IsEligible)), "seed {0}", seed);
        }
    }

    [Fact]
    public void of_any_shop_begins_with_the_shorter_one()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var shop = new RandomShop(seed);
            var whole = Ids(shop.Shelf, Rank(shop.Shelf, shop.Visitor, shop.Request with { N = 60 }, policy: shop.Policy, draw: seed))
                .ToArray();
            var paged = new List<string>();
            for (var offset = 0; offset < 60; offset += 4)
            {
                var page = Rank(shop.Shelf, shop.Visitor, shop.Request with { N = 4, Offset = offset }, policy: shop.Policy, draw: seed);
                paged.AddRange(Ids(shop.Shelf, page));
            }

            paged.Should().Equal(whole, "seed {0}", seed);
        }
    }

    /// <summary>A shop drawn from a seed, and the plain rules of what may be shown.</summary>
    private sealed class RandomShop
    {
        private readonly Dictionary<string, CatalogueItem> _rows = [];
        private readonly ulong _seed;
        private ulong _counter;

        public RandomShop(ulong seed)
        {
            _seed = seed;
            var model = Enumerable.Range(0, 2 + Draw(30)).Select(i => ($"m{i}", (float)Draw(4), (float)Draw(4) - 1)).ToArray();
            var catalogue = Enumerable.Range(0, Draw(20)).Select(i => $"c{i}").Concat(model.Select(m => m.Item1).Where(_ => Draw(3) > 0));
            foreach (var id in catalogue)
            {
                _rows[id] = Row(
                    id,
                    Draw(4) switch
                    {
                        0 => null,
                        1 => "A",
                        2 => "A > B",
                        _ => "AB",
                    },
                    Draw(4) == 0 ? null : Draw(20),
                    Draw(3) == 0 ? Draw(2) : null,
                    available: Draw(5) > 0,
                    recommendable: Draw(6) > 0,
                    age: Draw(3),
                    brand: Draw(3) == 0 ? null : $"brand-{Draw(3)}",
                    attributes: Draw(2) == 0 ? "{\"color\": \"red\"}" : null
                );
            }

            All = [.. model.Select(m => m.Item1).Union(_rows.Keys)];
            Shelf = Of(model, _rows.Values);
            EventType[] types = [EventType.View, EventType.Cart, EventType.Purchase, EventType.Rating];
            Visitor = Seen([.. All.Where(_ => Draw(5) == 0).Select(id => (id, types[Draw(4)]))]);
            Request = new RankRequest
            {
                N = 1 + Draw(15),
                Category = Draw(3) == 0 ? "A" : null,
                Brands = Draw(6) == 0 ? "BRAND-1" : "",
                Attributes = Draw(6) == 0 ? ListFilter.Pair("color", "red") : "",
                Diversity = Draw(3) == 0 ? .4 : null,
                MaxPerBrand = Draw(3) == 0 ? 1 : null,
                MaxPerCategory = Draw(3) == 0 ? 2 : null,
                MinPrice = Draw(4) == 0 ? 5 : null,
                MaxPrice = Draw(4) == 0 ? 15 : null,
                Exclude = string.Join(RankRequest.Divider, All.Where(_ => Draw(8) == 0)),
            };
            var hidden = new ItemCondition { Category = "AB" };
            HidesRoom = Draw(4) == 0;
            Policy = new ListPolicy
            {
                Hidden = HidesRoom ? [hidden] : [],
                Tilts = Draw(3) == 0 ? [(new ItemCondition { Brands = ["brand-0"] }, (Draw(5) - 2) / 2f)] : [],
                Sources = Draw(2) == 0 ? [ListSources.Personal] : [ListSources.Trending, ListSources.New, ListSources.Personal],
                Arrangement = new Arrangement
                {
                    Pins = Draw(3) == 0 ? [(3, All[Draw(All.Length)]), (5, All[Draw(All.Length)])] : [],
                    Exploration = Draw(3) == 0 ? new ExplorationSlots(3, .5, 1) : null,
                },
            };
        }

        public ListPolicy Policy { get; }

        private bool HidesRoom { get; }

        public string[] All { get; }

        public Shelf Shelf { get; }

        public Visitor Visitor { get; }

        public RankRequest Request { get; }

        public bool IsEligible(string id)
        {
            var row = _rows.GetValueOrDefault(id);
            return (row is null || (row.Available && row.Recommendable && row.Stock is null or > 0))
                && !Visitor.Acquired.ContainsKey(id)
                && !Request.Excluded.Contains(id)
                && (!HidesRoom || row?.Category != "AB")
                && (Request.Brands.Length == 0 || row?.Brand == "brand-1")
                && (Request.Attributes.Length == 0 || row?.Attributes.Json is not null)
                && (Request.Category is null || row?.Category is "A" or "A > B")
                && (Request.MinPrice is null || row?.Price >= Request.MinPrice)
                && (Request.MaxPrice is null || row?.Price <= Request.MaxPrice);
        }

        private int Draw(int below) => (int)(SplitMix64.Uniform(_seed, _counter++) * below);
    }
}
