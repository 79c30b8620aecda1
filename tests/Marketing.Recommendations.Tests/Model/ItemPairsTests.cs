using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Model;

public sealed class Item_pairs
{
    [Fact]
    public void are_scored_by_shrunk_cosine_of_the_groups_that_hold_them()
    {
        // cup and pan: 2 of 3 people; cup and pot: 1. Groups of one (dan) connect nothing and do not count.
        var table = SmallShop.Of(
            ("ann", "cup", EventType.View, 0),
            ("ann", "pan", EventType.View, 1),
            ("bob", "cup", EventType.View, 2),
            ("bob", "pan", EventType.View, 3),
            ("cleo", "cup", EventType.View, 4),
            ("session:s", "pot", EventType.View, 5),
            ("cleo", "pot", EventType.View, 6),
            ("session:s", "pan", EventType.View, 7),
            ("dan", "cup", EventType.View, 8)
        );
        var lists = Build(ItemGroups.OfSubjects(table, 100), shrink: 1, minimum: 1);

        Neighbours(lists, 0).Should().Equal(1, 2);
        lists.Scores[0].Should().BeApproximately(2 / (3f + 1), 1e-6f); // √(3·3) + 1
        lists.Scores[1].Should().BeApproximately((float)(1 / (Math.Sqrt(3 * 2) + 1)), 1e-6f);
        // 4 groups: seen 2, expected 3·3/4.
        lists.Lift(0, 0).Should().BeApproximately(2 * 4 / 9.0, 1e-12);
    }

    [Fact]
    public void below_the_minimum_are_left_out() => Build(TwoOrders(), shrink: 0, minimum: 2).Items.Should().BeEmpty();

    [Fact]
    public void of_orders_hold_what_was_bought_in_one_order()
    {
        var lists = Build(TwoOrders(), shrink: 0, minimum: 1);
        Neighbours(lists, 0).Should().Equal(1);
        Neighbours(lists, 1).Should().Equal(0);
        Neighbours(lists, 2).Should().BeEmpty();
    }

    [Fact]
    public void agree_with_counting_every_pair()
    {
        var table = SmallShop.TwoTastes(30);
        var groups = ItemGroups.OfSubjects(table, 8);
        var lists = ItemPairs.Build(groups, table.ItemIds.Length, 1000, shrink: 2, minimum: 1, threads: 3, CancellationToken.None);
        for (var a = 0; a < table.ItemIds.Length; a++)
        {
            for (var b = 0; b < table.ItemIds.Length; b++)
            {
                var (first, second) = (a, b);
                var together = Enumerable.Range(0, groups.Count).Count(g => groups[g].Contains(first) && groups[g].Contains(second));
                var at = lists.Of(a).IndexOf(b);
                (at >= 0 ? lists.Together[lists.Starts[a] + at] : 0).Should().Be(a == b ? 0 : together);
            }
        }
    }

    private static ItemGroups TwoOrders()
    {
        var builder = new SubjectInteractionsBuilder();
        foreach (var (item, order, time) in new[] { ("cup", 1, 1L), ("pan", 1, 2L), ("pot", 2, 3L) })
        {
            builder.Add("ann", new Interaction(time, builder.ItemOf(item, time), 1, order, EventType.Purchase));
        }

        return ItemGroups.OfOrders(builder.Build(null), 100);
    }

    private static NeighbourLists Build(ItemGroups groups, double shrink, int minimum) =>
        ItemPairs.Build(groups, 3, 10, shrink, minimum, threads: 2, CancellationToken.None);

    private static int[] Neighbours(NeighbourLists lists, int item) => lists.Of(item).ToArray();
}
