using Marketing.Ads.Budgets;
using Marketing.Ads.Simulation;

namespace Marketing.Ads.Tests.Budgets;

public sealed class Pacing_of_a_budget
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1UL, .3)]
    [InlineData(2UL, .7)]
    [InlineData(3UL, .05)]
    public void Spends_all_of_it_evenly_over_the_traffic(ulong seed, double share)
    {
        // 200,000 chances, the evening eight times as busy as the night; the forecast is another day's.
        List<(int Hour, double Spent)> along = [];
        var spent = PacedDay.Spent(seed, share, (hour, part) => along.Add((hour, part)));

        spent.Should().BeInRange(.99, 1, "all but a hundredth is spent, and never more");
        along.Should().OnlyContain(at => Math.Abs(at.Spent - PacedDay.Before(at.Hour)) < .08, "it is spread as the traffic is");
    }

    [Fact]
    public void Takes_every_chance_while_nothing_was_measured() =>
        Pacer.Next(new PaceState(), 1, 0, 10, Midnight, TrafficForecast.Flat).Should().Be(1);

    [Fact]
    public void Works_out_the_share_of_what_is_left()
    {
        // In the first of 24 even hours 2 were taken at full rate: a whole day costs 48, the 23 hours left 46. 11.5 of it is left: a quarter.
        var state = new PaceState();
        Pacer.Next(state, 1, 0, 13.5m, Midnight, TrafficForecast.Flat);

        Pacer.Next(state, 1, 2, 11.5m, Midnight.AddHours(1), TrafficForecast.Flat).Should().BeApproximately(.25, 1e-9);
    }
}
