using Marketing.Recommendations.Model;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Model;

public sealed class A_time_split
{
    private static readonly RecommendationsOptions Options = new();

    [Fact]
    public void judges_users_with_a_history_by_new_items_that_the_shop_already_had()
    {
        // 22 rows: the newest tenth begins with row 19, the purchase of i2.
        var early = Enumerable.Range(0, 16).Select(at => ("early" + (at % 4), "i" + (at / 4), EventType.View, at / 16.0));
        var table = SmallShop.Of([
            .. early,
            ("ann", "i0", EventType.View, 1),
            ("bob", "i1", EventType.View, 1.5),
            ("ann", "i0", EventType.Purchase, 9), // not new to her
            ("ann", "i2", EventType.Purchase, 9.1), // to be found
            ("ann", "novel", EventType.Purchase, 9.2), // nobody can know it
            ("new", "i3", EventType.Purchase, 9.3), // a user without a past
        ]);

        var split = TimeSplit.Find(table, long.MaxValue, Options, 100) ?? throw new InvalidOperationException();

        split.At.Should().BeGreaterThan(SmallShop.Start + (long)(1.5 * SmallShop.Day));
        var user = split.Users.Should().ContainSingle().Subject;
        table.SubjectIds[user.User].Should().Be("ann");
        user.Relevant.Select(item => table.ItemIds[item]).Should().Equal("i2");
        user.RelevantCount.Should().Be(1);
        split.NewUserCount.Should().Be(1);
        split.NewItemPairs.Should().Be(1);
    }

    [Fact]
    public void does_not_look_for_items_that_were_graded_in_the_lower_half()
    {
        var builder = new Recommendations.Interactions.SubjectInteractionsBuilder();
        void Rate(string user, string item, float grade, long time) =>
            builder.Add(user, new Recommendations.Interactions.Interaction(time, builder.ItemOf(item, time), grade, 0, EventType.Rating));
        for (var item = 0; item < 20; item++)
        {
            Rate(item == 0 ? "ann" : "crowd", "i" + item, 4, item);
        }

        Rate("ann", "i1", 2, 40); // 2 of 5
        Rate("ann", "i2", 3, 41); // 3 of 5
        var table = builder.Build(DateTimeOffset.FromUnixTimeSeconds(41));

        var split = TimeSplit.Find(table, long.MaxValue, Options, 100) ?? throw new InvalidOperationException();

        split.Users.Single(u => table.SubjectIds[u.User] == "ann").Relevant.Select(i => table.ItemIds[i]).Should().Equal("i2");
    }

    [Fact]
    public void is_not_there_when_all_happened_at_one_moment() =>
        TimeSplit
            .Find(SmallShop.Of(("ann", "a", EventType.View, 0), ("ann", "b", EventType.View, 0)), long.MaxValue, Options, 100)
            .Should()
            .BeNull();

    [Fact]
    public void takes_more_of_the_newest_rows_until_enough_users_can_be_judged()
    {
        // 40 users come once early and once late, evenly spread.
        var events = Enumerable
            .Range(0, 40)
            .SelectMany(user =>
                new[]
                {
                    ("u" + user, "i" + (user % 5), EventType.View, user * .1),
                    ("u" + user, "i" + ((user + 1) % 5), EventType.View, 10 + (user * .1)),
                }
            );
        var split = TimeSplit.Find(SmallShop.Of([.. events]), long.MaxValue, Options, 100) ?? throw new InvalidOperationException();
        // 80 rows, the newest 30 % are the second visits of the last 24 users; the first of these comes at day 10 + 16 × .1.
        split.UserCount.Should().Be(24);
        split.At.Should().Be(SmallShop.Start + (long)(11.6 * SmallShop.Day));
    }

    [Fact]
    public void draws_the_same_users_by_hash_of_their_id()
    {
        var table = SmallShop.TwoTastes(200);
        var all = TimeSplit.Find(table, long.MaxValue, Options, int.MaxValue) ?? throw new InvalidOperationException();
        var some = TimeSplit.Find(table, long.MaxValue, Options, 20) ?? throw new InvalidOperationException();
        some.Users.Should().HaveCount(20).And.BeInAscendingOrder(u => u.User);
        some.UserCount.Should().Be(all.UserCount);
        some.Users.Select(u => u.User).Should().BeSubsetOf(all.Users.Select(u => u.User));
        some.Users.Select(u => u.User).Should().NotEqual(all.Users.Take(20).Select(u => u.User));
    }
}
