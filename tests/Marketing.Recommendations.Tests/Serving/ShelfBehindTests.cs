using Marketing.Learning;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

/// <summary>Between a change of the catalogue and the shelf that is made of it.</summary>
public sealed class A_shelf_behind_its_catalogue
{
    private static readonly CatalogueItem[] Before =
    [
        Row("a", "Kitchen", price: 5),
        Row("b", "Kitchen", price: 5),
        Row("c", "Kitchen", price: 5),
        Row("new", "Kitchen", price: 5),
    ];
    private static readonly Visitor Viewer = Seen(("seen", EventType.View));
    private readonly Shelf _shelf = Of([("a", 3, 9), ("b", 2, 8), ("c", 1, 7), ("seen", 0, 0)], Before);

    [Fact]
    public void shows_nothing_that_was_hidden_sold_out_or_withdrawn_since()
    {
        var later = Later(_shelf, [Row("a", available: false), Row("b", stock: 0), Row("c", recommendable: false), Before[3]]);
        Ids(later, Rank(later, Viewer, new RankRequest())).Should().Equal("new", "seen");
        Ids(later, new ShopLists(later, new RankRequest(), ListPolicy.Default, Now).Make(ShopList.Popular, "", windowDays: 0))
            .Should()
            .Equal("new", "seen");
        Ids(_shelf, Rank(_shelf, Viewer, new RankRequest())).Should().Equal("a", "b", "c", "new", "seen");
    }

    [Fact]
    public void shows_no_item_that_was_removed_unless_the_model_knows_it()
    {
        var later = Later(_shelf, [Before[1], Before[2]]);
        Ids(later, Rank(later, Viewer, new RankRequest())).Should().Equal("a", "b", "c", "seen");
        later.RowAt(0).Should().BeNull();
    }

    [Fact]
    public void filters_by_the_new_category_and_price()
    {
        var later = Later(_shelf, [Row("a", "Garden", price: 5), Row("b", "Kitchen", price: 50), Before[2], Before[3]]);
        Ids(later, Rank(later, Viewer, new RankRequest { Category = "Kitchen", MaxPrice = 10 })).Should().Equal("c", "new");
    }

    [Fact]
    public void makes_up_for_what_is_turned_away_with_the_next_best_and_not_with_filler()
    {
        var items = Enumerable.Range(0, 200).Select(i => ($"i{i:000}", 0f, (float)(200 - i))).Append(("seen", 0f, 0f));
        var shelf = Of(items, Enumerable.Range(0, 200).Select(i => Row($"i{i:000}")));
        var later = Later(shelf, Enumerable.Range(0, 200).Select(i => Row($"i{i:000}", available: i >= 150)));
        var page = Rank(later, Viewer, new RankRequest { N = 10 });
        Ids(later, page).Should().Equal(Enumerable.Range(150, 10).Select(i => $"i{i}"));
        page.Items.Should().OnlyContain(item => !item.IsFiller);
    }

    [Fact]
    public void of_any_shop_shows_nothing_that_it_must_not()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var counter = 0UL;
            int Draw(int below) => (int)(SplitMix64.Uniform(seed, counter++) * below);
            CatalogueItem[] Catalogue() =>
                [
                    .. Enumerable
                        .Range(0, 40)
                        .Where(_ => Draw(4) > 0)
                        .Select(i => Row($"i{i}", Draw(2) == 0 ? "A" : "B", Draw(20), available: Draw(4) > 0)),
                ];
            var shelf = Of(
                Enumerable.Range(0, 25).Select(i => ($"i{i}", (float)Draw(3), (float)Draw(5) - 1)).Append(("seen", 0f, 1f)),
                Catalogue()
            );
            var rows = Catalogue();
            var later = Later(shelf, rows);
            var page = Rank(
                later,
                Viewer,
                new RankRequest
                {
                    N = 1 + Draw(40),
                    Category = "A",
                    MaxPrice = 10,
                }
            );
            var allowed = rows.Where(row => row is { Available: true, Category: "A", Price: <= 10 }).Select(row => row.ItemId);
            Ids(later, page).Except(allowed).Should().BeEmpty("seed {0}", seed);
            Ids(later, page).Should().OnlyHaveUniqueItems("seed {0}", seed);
        }
    }

    [Fact]
    public void keeps_answers_whose_items_have_not_changed()
    {
        var answer = Answer(_shelf, "a", "b");
        answer.IsValidFor(_shelf, now: 0).Should().BeTrue();
        answer.IsValidFor(Later(_shelf, [Before[0], Before[1], Row("c", available: false)]), 0).Should().BeTrue();
        answer.IsValidFor(Later(_shelf, [Before[0], Row("b", stock: 0), Before[2]]), 0).Should().BeFalse("b has changed");
        answer.IsValidFor(Later(_shelf, [Before[0], Before[2]]), 0).Should().BeFalse("b is gone");
        answer.IsValidFor(_shelf, now: 1_000_000).Should().BeFalse("it is too old");
        answer.IsValidFor(Of([("a", 3, 9), ("b", 2, 8)], Before), 0).Should().BeFalse("it is another model's");
        Answer(_shelf, "a").IsValidFor(Later(_shelf, Before), 0).Should().BeFalse("it was too short, and the shop may have more by now");
    }

    private static PreparedAnswer Answer(Shelf shelf, params string[] items)
    {
        var page = new RankedPage([.. items.Select(id => new RankedItem(shelf.PlaceOf(id), 1, "test", IsFiller: false))], HasMore: false);
        var ask = new Ask
        {
            Request = new RankRequest { N = 2, Explain = false },
        };
        var model = new CurrentRecommendations(shelf.Model, "1", null);
        var logged = LoggedRequest.Of(ask, LoggedRequest.Personal, DateTimeOffset.UnixEpoch);
        var frame = new AnswerFrame("u", "u", model, ListPolicy.Default, logged, NextCursor: null, Newest: null, Degraded: false);
        return AnswerMaker.Make(page, shelf, ask, frame, _ => [], DateTimeOffset.UnixEpoch, expiresAt: 1_000_000);
    }
}
