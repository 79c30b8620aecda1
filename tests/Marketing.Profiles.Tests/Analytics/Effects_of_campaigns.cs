using Marketing.Profiles.Analytics;
using Marketing.Store;
using Marketing.TestKit;
using Npgsql;

namespace Marketing.Profiles.Tests.Analytics;

public sealed class Effects_of_campaigns(TestDatabase database) : IClassFixture<TestDatabase>
{
    // A Wednesday.
    private readonly FakeTime _clock = new(new DateTimeOffset(2026, 3, 11, 9, 0, 0, TimeSpan.Zero));
    private readonly Shop _shop = new();

    [Fact]
    public async Task are_worked_out_at_night_and_in_the_first_hour_of_a_week()
    {
        await database.ExecuteAsync("DELETE FROM analytics.campaign_effects");
        var keeper = new CampaignEffectsKeeper(database.DataSource, [_shop], _clock);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        (await keeper.ReadAsync(connection, 4, CancellationToken.None)).Should().HaveCount(2, "one week and four");
        _shop.Asked.Should().Equal(7, 28);

        await keeper.DoAsync(CancellationToken.None);
        _shop.Asked.Clear();
        var known = await keeper.ReadAsync(connection, 13, CancellationToken.None);
        known
            .Select(k => (k.Weeks, k.Until, k.Effects[0].Treated))
            .Should()
            .Equal((1, new DateOnly(2026, 3, 9), 7), (4, new DateOnly(2026, 3, 9), 28), (13, new DateOnly(2026, 3, 9), 91));
        known[0].Effects[0].Should().BeEquivalentTo(Effect(7));
        _clock.Advance(TimeSpan.FromDays(6));
        (await keeper.ReadAsync(connection, 1, CancellationToken.None))[0]
            .Until.Should()
            .Be(new DateOnly(2026, 3, 9), "the last hour's work is told until the next");
        _shop.Asked.Should().BeEmpty("no request has to look at the decisions");

        await keeper.CatchUpAsync(CancellationToken.None);
        _shop.Asked.Should().Equal(7, 28, 91, 364);
        await keeper.CatchUpAsync(CancellationToken.None);
        _shop.Asked.Should().HaveCount(4, "the week is the same");
        (await keeper.ReadAsync(connection, 52, CancellationToken.None))[3].Until.Should().Be(new DateOnly(2026, 3, 16));
        _clock.Advance(TimeSpan.FromDays(15));
        (await keeper.ReadAsync(connection, 1, CancellationToken.None))[0]
            .Until.Should()
            .Be(new DateOnly(2026, 3, 30), "nobody kept them up");
    }

    [Fact]
    public async Task of_one_length_that_fail_hold_up_no_other()
    {
        await database.ExecuteAsync("DELETE FROM analytics.campaign_effects");
        var keeper = new CampaignEffectsKeeper(database.DataSource, [_shop], _clock);
        _shop.Fails = 28;

        await keeper.Invoking(one => one.CatchUpAsync(CancellationToken.None)).Should().ThrowAsync<TimeoutException>();
        (await database.ScalarAsync<string>("SELECT string_agg(weeks::text, ',' ORDER BY weeks) FROM analytics.campaign_effects"))
            .Should()
            .Be("1,13,52");
        _shop.Asked.Clear();
        _shop.Fails = null;
        await keeper.CatchUpAsync(CancellationToken.None);

        _shop.Asked.Should().Equal([28], "what is there is not worked out again, and what is not does not wait for the night");
        await using var connection = await database.DataSource.OpenConnectionAsync();
        (await keeper.ReadAsync(connection, 52, CancellationToken.None)).Should().HaveCount(4);
        _shop.Asked.Should().Equal(28);
    }

    private static CampaignEffect Effect(int days) => new("c", days, 1, 5, 2, .1, [-.1, .3], 4, [1, 7], "No difference is proven.");

    private sealed class Shop : ICampaignEffects
    {
        public List<double> Asked { get; } = [];

        /// <summary>Days of the window that takes too long.</summary>
        public double? Fails { get; set; }

        public string Currency => "EUR";

        public Task<IReadOnlyList<CampaignEffect>> ReadAsync(
            NpgsqlConnection connection,
            DateTimeOffset from,
            DateTimeOffset to,
            TimeSpan limit,
            CancellationToken cancel
        )
        {
            Asked.Add((to - from).TotalDays);
            if (Fails == (to - from).TotalDays)
            {
                throw new TimeoutException();
            }

            return Task.FromResult<IReadOnlyList<CampaignEffect>>([Effect((int)(to - from).TotalDays)]);
        }
    }
}
