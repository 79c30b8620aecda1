using System.Globalization;
using System.Text.Json;
using Marketing.Ads.Reports;

namespace Marketing.Ads.Tests.Http;

public sealed class Neighbouring_windows_of_a_report(AdsHost host) : IClassFixture<AdsHost>
{
    private static readonly DateOnly First = new(2025, 3, 3);

    [Fact]
    public async Task Never_differ_by_fewer_than_ten_customers()
    {
        // Day 0: 12 customers. Day 1: 4. Day 2: 7, two of them those of day 1, so 9 together: not enough. Day 3: nobody. Day 4: 15, three of them of campaign b.
        await WriteAsync(0, "a", first: 0, count: 12);
        await WriteAsync(0, "b", first: 20, count: 11);
        await WriteAsync(1, "a", first: 0, count: 4);
        await WriteAsync(2, "a", first: 2, count: 7);
        await WriteAsync(4, "a", first: 0, count: 12);
        await WriteAsync(4, "b", first: 30, count: 3);
        await WriteAsync(5, "a", first: 0, count: 9);

        // Days 1 and 2 wait for day 4; of its stretch a stands alone, or hides the three of b. Day 5 has not ten yet.
        (await RowsAsync(0, 1))
            .Should()
            .Equal(("a", 12), ("b", 11));
        (await RowsAsync(0, 2)).Should().Equal(("a", 12), ("b", 11));
        (await RowsAsync(0, 4)).Should().Equal(("a", 12), ("b", 11));
        (await RowsAsync(0, 5)).Should().Equal(("(others)", 4 + 7 + 12 + 3), ("a", 12), ("b", 11));
        (await RowsAsync(0, 6)).Should().Equal(("(others)", 4 + 7 + 12 + 3), ("a", 12), ("b", 11));
        (await RowsAsync(1, 4)).Should().BeEmpty();
        (await RowsAsync(5, 6)).Should().BeEmpty();

        // Wherever a window begins, its days are in the same stretches: that of day 4 comes whole, and the answer says from when.
        (await RowsAsync(4, 5))
            .Should()
            .Equal(("(others)", 4 + 7 + 12 + 3));
        (await ReportAsync(4, 5)).GetProperty("from").GetDateTimeOffset().Should().Be(Moment(1));
        (await ReportAsync(1, 4)).GetProperty("from").GetDateTimeOffset().Should().Be(Moment(1));

        // Credit for purchases is of the same cells.
        (await ReportAsync(0, 2))
            .GetProperty("attribution")
            .EnumerateArray()
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task Compare_whole_weeks_that_have_ten_customers_in_each_group()
    {
        // Weeks from Monday, January 6: twelve treated and ten controls; then twelve and nine, which do not count; then nobody is kept away.
        await AskAsync(new DateOnly(2025, 1, 6), treated: 12, controls: 10);
        await AskAsync(new DateOnly(2025, 1, 13), treated: 12, controls: 9);
        await AskAsync(new DateOnly(2025, 1, 20), treated: 10, controls: 0);

        (await GroupsAsync("2025-01-06", "2025-01-13")).Should().Be((12, 10));
        (await GroupsAsync("2025-01-06", "2025-01-20")).Should().Be((12, 10), "nine would be told of");
        (await GroupsAsync("2025-01-06", "2025-01-27")).Should().Be((12 + 10, 10));
        (await GroupsAsync("2025-01-06", "2025-01-26")).Should().Be((12, 10), "the last week is not whole");
        (await GroupsAsync("2025-01-07", "2025-01-27")).Should().Be((10, 0), "the first is not");
        (await GroupsAsync("2025-01-07", "2025-01-13")).Should().BeNull();
    }

    [Theory]
    [InlineData("2026-11-18", "2026-11-24", "2026-11-23", "2026-11-24")] // Wednesday to Tuesday: the week of the 23rd is the current one
    [InlineData("2026-11-16", "2026-11-22", "2026-11-16", "2026-11-16")] // Monday to Sunday, which is not in it: no whole week
    public void Begin_and_end_on_Mondays(string from, string to, string monday, string after) =>
        GetPerformance.WholeWeeks(Day(from), Day(to), Day("2026-11-23").AddHours(9)).Should().Be((Day(monday), Day(after)));

    private static DateTimeOffset Day(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(int day) => new(First.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);

    private async Task WriteAsync(int day, string campaign, int first, int count)
    {
        for (var user = first; user < first + count; user++)
        {
            await host.Database.ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid,
                        propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue)
                    VALUES ('u{user}', 'd{day}-{campaign}-{user}', 'ad', '{campaign}', 'p', 1, 'web', '{Moment(day).AddHours(
                        9
                    ):O}', '{Moment(day).AddHours(10):O}', 'r', 'cpm', 1,
                        1, .1, .1, 1, '[]', '{First.AddDays(day):yyyy-MM-dd}', 0, 0, 0, 0)
                    """
                )
            );
        }
    }

    private async Task AskAsync(DateOnly monday, int treated, int controls)
    {
        for (var user = 0; user < treated + controls; user++)
        {
            var list = user < treated ? ("{weekly}", "{}") : ("{}", "{weekly}");
            await host.Database.ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO ads.decisions (user_id, decision_id, decided_at, replica_id, seed, holdout, degraded, context, eligible, campaigns, controls, answer)
                    VALUES ('w{monday:MMdd}-{user}', 'w{monday:MMdd}-{user}', '{monday.AddDays(
                        3
                    ):yyyy-MM-dd}', 'r', 1, false, false, '[]', '', '{list.Item1}', '{list.Item2}', '')
                    """
                )
            );
        }
    }

    private async Task<(int Treated, int Control)?> GroupsAsync(string from, string to)
    {
        var report = await host.GetAsync($"/ads/performance?from={from}T00:00:00Z&to={to}T00:00:00Z");
        return report
            .GetProperty("lift")
            .EnumerateArray()
            .Where(lift => lift.GetProperty("campaignId").GetString() == "weekly")
            .Select(lift => ((int, int)?)(lift.GetProperty("treated").GetInt32(), lift.GetProperty("control").GetInt32()))
            .SingleOrDefault();
    }

    private Task<JsonElement> ReportAsync(int from, int to) =>
        host.GetAsync($"/ads/performance?from={Uri.EscapeDataString($"{Moment(from):O}")}&to={Uri.EscapeDataString($"{Moment(to):O}")}");

    private async Task<List<(string, int)>> RowsAsync(int from, int to) =>
        [
            .. (await ReportAsync(from, to))
                .GetProperty("rows")
                .EnumerateArray()
                .Select(row => (row.GetProperty("key").GetString() ?? "", row.GetProperty("chosen").GetInt32())),
        ];
}
