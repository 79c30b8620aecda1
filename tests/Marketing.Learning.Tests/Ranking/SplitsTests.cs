using Marketing.Learning.Ranking;

namespace Marketing.Learning.Tests.Ranking;

public sealed class A_split
{
    // Rows in file order; times as given: user a's order of events is x (1), z (2), y (3).
    private static readonly InteractionTable Shop = InteractionTable.FromColumns(
        ["a", "a", "a", "b", "c", "c"],
        ["x", "y", "z", "x", "y", "y"],
        [],
        [1, 3, 2, 9, 5, 6]
    );

    [Fact]
    public void By_last_item_hides_the_newest_row_of_everybody_who_has_two() => Hidden(Splits.LastItem(Shop)).Should().Equal(1, 5);

    [Fact]
    public void By_time_hides_the_newest_fifth_of_the_rows() // a fifth of 6 rows, rounded down: the row of time 9
        => Hidden(Splits.Time(Shop)).Should().Equal(3);

    [Fact]
    public void By_time_does_not_divide_one_instant()
    {
        var orders = InteractionTable.FromColumns(
            [.. Enumerable.Repeat("a", 10)],
            [.. Enumerable.Range(0, 10).Select(i => $"i{i}")],
            [],
            [1, 1, 1, 1, 1, 1, 2, 2, 2, 2]
        );
        Hidden(Splits.Time(orders)).Should().Equal(6, 7, 8, 9);
    }

    [Fact]
    public void By_time_leaves_something_to_learn_from_even_when_most_rows_have_one_instant()
    {
        var orders = InteractionTable.FromColumns(["a", "a", "b", "b", "c"], ["1", "2", "3", "4", "5"], [], [7, 7, 7, 7, 8]);
        Hidden(Splits.Time(orders)).Should().Equal(4);
    }

    [Fact]
    public void By_users_folds_in_all_but_the_newest_fifth_of_the_chosen_and_leaves_the_others_alone()
    {
        var users = Enumerable.Range(0, 200).SelectMany(u => Enumerable.Repeat($"u{u}", 10)).ToArray();
        var items = Enumerable.Range(0, 2000).Select(i => $"i{i % 10}").ToArray();
        var table = InteractionTable.FromColumns(users, items, [], [.. Enumerable.Range(0, 2000).Select(i => (long)i)]);
        var role = Splits.Users(table, seed: 1);
        var chosen = Enumerable.Range(0, 200).Where(u => role[u * 10] is RowRole.FoldIn).ToArray();
        chosen.Length.Should().BeInRange(25, 55); // 200/5 = 40 ± 2.6 standard deviations of √(200 × .2 × .8)
        for (var user = 0; user < 200; user++)
        {
            var expected = chosen.Contains(user)
                ? [.. Enumerable.Repeat(RowRole.FoldIn, 8), RowRole.Hidden, RowRole.Hidden]
                : Enumerable.Repeat(RowRole.Train, 10).ToArray();
            role[(user * 10)..((user * 10) + 10)].Should().Equal(expected);
        }

        Splits.Users(table, seed: 2).Should().NotEqual(role);
    }

    [Fact]
    public void For_tuning_hides_whole_orders_at_the_end_of_each_history()
    {
        // The newest fifth of a's ten rows is 2, but the order of time 2 has 4; b has one order only and stays whole.
        var table = InteractionTable.FromColumns(
            [.. Enumerable.Repeat("a", 10), "b", "b"],
            [.. Enumerable.Range(0, 12).Select(i => $"i{i}")],
            [],
            [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 5, 5]
        );
        Hidden(Splits.ForTuning(table, seed: 1, mostUsers: 100)).Should().Equal(6, 7, 8, 9);
    }

    [Fact]
    public void For_tuning_without_times_hides_about_a_fifth_by_hash()
    {
        var table = InteractionTable.FromColumns(
            [.. Enumerable.Range(0, 2000).Select(i => $"u{i / 20}")],
            [.. Enumerable.Range(0, 2000).Select(i => $"i{i % 20}")],
            [],
            []
        );
        var hidden = Hidden(Splits.ForTuning(table, seed: 1, mostUsers: 1000));
        hidden.Length.Should().BeInRange(345, 455); // 400 ± 3 standard deviations of √(2000 × .2 × .8) = 17.9
        hidden.Select(row => row % 20).Distinct().Count().Should().Be(20);
        Hidden(Splits.ForTuning(table, seed: 1, mostUsers: 20)).Select(row => row / 20).Distinct().Count().Should().BeInRange(8, 34);
    }

    [Fact]
    public void Numbers_items_by_train_alone_and_keeps_unknown_ones_as_missed()
    {
        RowRole[] role = [RowRole.Train, RowRole.Hidden, RowRole.Hidden, RowRole.Train, RowRole.FoldIn, RowRole.Hidden];
        var split = HeldOutSplit.Of(Shop, role, allowSeen: false);
        split.Train.ItemIds.Should().Equal("x");
        // c's hidden y is also folded in and so no longer to be found; a's y and z are unknown to train.
        split.UserIds.Should().Equal("a");
        split.Users[0].Relevant.Should().BeEmpty();
        split.Users[0].RelevantCount.Should().Be(2);
        split.Histories[split.Users[0].User].Items.ToArray().Should().Equal(0);
    }

    [Fact]
    public void From_files_makes_a_user_without_a_train_row_a_new_one()
    {
        var split = HeldOutSplit.FromFiles(Shop, [("new", "y"), ("a", "x"), ("new", "q"), ("new", "y")]);
        split.UserIds.Should().Equal("new", "a");
        split.Users[0].Should().BeEquivalentTo(new HeldOutUser(-1, [1], 2));
        split.Histories[split.Users[1].User].Items.ToArray().Should().Equal(0, 2, 1);
    }

    private static int[] Hidden(RowRole[] role) => [.. Enumerable.Range(0, role.Length).Where(row => role[row] is RowRole.Hidden)];
}
