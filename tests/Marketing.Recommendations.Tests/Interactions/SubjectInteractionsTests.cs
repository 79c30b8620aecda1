using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Interactions;

public sealed class An_interaction_table
{
    private readonly SubjectInteractions _table = SmallShop.Of(
        ("session:a", "cup", EventType.View, 0),
        ("ann", "pan", EventType.View, 1),
        ("bob", "cup", EventType.Purchase, 2),
        ("ann", "pan", EventType.Purchase, 3),
        ("ann", "pan", EventType.Return, 4),
        ("ann", "pot", EventType.Cart, 5)
    );

    [Fact]
    public void numbers_items_by_first_appearance_and_subjects_likewise_but_users_first()
    {
        _table.ItemIds.Should().Equal("cup", "pan", "pot");
        _table.SubjectIds.Should().Equal("ann", "bob", "session:a");
        _table.UserCount.Should().Be(2);
    }

    [Fact]
    public void holds_what_returns_left()
    {
        _table[0].ToArray().Select(row => row.Type).Should().Equal(EventType.View, EventType.Cart);
        (_table.RowCount, _table.TakenBack).Should().Be((4, 2));
    }

    [Fact]
    public void knows_what_was_there_before_an_instant()
    {
        var third = SmallShop.Start + (3 * SmallShop.Day);
        _table.Before(0, third).Length.Should().Be(1);
        _table.ItemsBefore(third).Should().Be(2);
        _table.ItemsBefore(SmallShop.Start).Should().Be(0);
        _table.ItemsBefore(long.MaxValue).Should().Be(3);
    }

    [Fact]
    public void gives_histories_whose_ages_count_back_from_the_newest_event_before_the_instant()
    {
        var weights = new InteractionWeights(
            new RecommendationsOptions
            {
                Weights = new EventWeights { View = 4 },
                HalfLife = new EventHalfLives { View = 2 },
            }
        );
        var all = new HistoryBuilder(weights).Build(_table, HistoryKind.Events, long.MaxValue, _table.UserCount);
        all.UserCount.Should().Be(2);
        // Viewed on day 1, the newest event is the cart of day 5: two half-lives, 4 / 4.
        all[0].Weights[0].Should().BeApproximately(1, 1e-6f);

        var early = new HistoryBuilder(weights).Build(_table, HistoryKind.Events, SmallShop.Start + (3 * SmallShop.Day), 3);
        early.ItemCount.Should().Be(2);
        // Day 1 seen from day 3: one half-life, 4 / 2.
        early[0].Weights[0].Should().BeApproximately(2, 1e-6f);
        early[2].Length.Should().Be(1);
    }

    [Fact]
    public void gives_the_newest_grade_of_each_rated_item_for_correlations()
    {
        var builder = new SubjectInteractionsBuilder();
        foreach (
            var (item, type, grade, time) in new[]
            {
                ("a", EventType.Rating, 2f, 10L),
                ("b", EventType.View, float.NaN, 11L),
                ("a", EventType.Review, 5f, 12L),
                ("c", EventType.Review, float.NaN, 13L),
                ("b", EventType.Rating, 3f, 14L),
            }
        )
        {
            builder.Add("ann", new Interaction(time, builder.ItemOf(item, time), grade, 0, type));
        }

        var histories = new HistoryBuilder(new InteractionWeights(new RecommendationsOptions())).Build(
            builder.Build(DateTimeOffset.FromUnixTimeSeconds(14)),
            HistoryKind.Ratings,
            long.MaxValue,
            1
        );
        Pairs(histories[0]).Should().Equal((0, 5f), (1, 3f));
    }

    private static IEnumerable<(int, float)> Pairs(History history) => [.. history.Items.ToArray().Zip(history.Weights.ToArray())];
}
