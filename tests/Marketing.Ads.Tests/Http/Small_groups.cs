using System.Globalization;
using System.Text.Json;
using Marketing.Ads.Definitions;

namespace Marketing.Ads.Tests.Http;

public sealed class Small_groups_of_a_report(AdsHost host) : IClassFixture<AdsHost>
{
    [Fact]
    public async Task Are_shown_together_or_not_at_all()
    {
        // All of it on one day: what has not ten customers after midnight would wait for the next.
        if (host.Time.GetUtcNow().Hour == 23)
        {
            host.Time.Advance(TimeSpan.FromHours(2));
        }

        foreach (var name in new[] { "small", "tiny", "mid", "big" })
        {
            await host.CampaignAsync(name, new { placements = new[] { name } }, name + "-ad");
        }

        // Four customers of one campaign: nothing is said of them.
        await DecideAsync("small", first: 0, count: 4);
        var report = await ReportAsync();
        report.Rows.Should().BeEmpty();
        report.Total.Should().Be(0);

        // Five others: still fewer than ten together.
        await DecideAsync("tiny", first: 4, count: 5);
        (await ReportAsync()).Rows.Should().BeEmpty();

        // Eleven and twelve: the smaller one covers the nine.
        await DecideAsync("mid", first: 0, count: 11);
        await DecideAsync("big", first: 0, count: 12);
        report = await ReportAsync();
        report.Rows.Should().BeEquivalentTo(new Dictionary<string, int> { ["big"] = 12, ["(others)"] = 4 + 5 + 11 });
        report.Total.Should().Be(32);

        // A tenth one: now the small ones are enough by themselves. Once more the same customer changes nothing.
        await DecideAsync("tiny", first: 8, count: 1);
        (await ReportAsync()).Rows.Should().ContainKey("(others)").WhoseValue.Should().Be(21);
        await DecideAsync("tiny", first: 9, count: 1);
        (await ReportAsync())
            .Rows.Should()
            .BeEquivalentTo(
                new Dictionary<string, int>
                {
                    ["big"] = 12,
                    ["mid"] = 11,
                    ["(others)"] = 11,
                }
            );

        // Whatever it is grouped by, all of it is the same.
        foreach (var by in new[] { "ad", "placement", "channel", "day" })
        {
            (await ReportAsync(by)).Total.Should().Be(34, by);
        }

        await CompareAsync();
    }

    [Theory]
    [InlineData("2026-01-05T10:00:05Z", "2026-01-05T10:00:06Z", "2026-01-05", "2026-01-06")]
    [InlineData("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z", "2026-01-05", "2026-01-06")]
    [InlineData("2026-01-05T23:59:59Z", "2026-01-06T00:00:01Z", "2026-01-05", "2026-01-07")]
    [InlineData("2026-01-05T23:30:00-01:00", "2026-01-06T23:30:00-01:00", "2026-01-06", "2026-01-08")]
    public async Task Are_not_cut_out_by_windows_of_minutes(string from, string to, string first, string after)
    {
        foreach (var report in new[] { "performance", "evaluation" })
        {
            var answer = await host.GetAsync($"/ads/{report}?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}");
            answer
                .GetProperty("from")
                .GetDateTimeOffset()
                .Should()
                .Be(DateTimeOffset.Parse(first + "T00:00:00Z", CultureInfo.InvariantCulture));
            answer
                .GetProperty("to")
                .GetDateTimeOffset()
                .Should()
                .Be(DateTimeOffset.Parse(after + "T00:00:00Z", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A comparison with nine customers is left out, one with ten is there.</summary>
    private async Task CompareAsync()
    {
        await host.CampaignAsync("few", new { placements = new[] { "few" }, controlShare = .5 }, "few-ad");
        var campaign = host.Get<BookKeeper>().Current.FindCampaign("few") ?? throw new InvalidOperationException();
        string[] all = [.. Enumerable.Range(0, 200).Select(at => $"f{at}")];
        string[] controls = [.. all.Where(user => Ads.Decisions.AdFilter.IsControl(campaign, StableHash.Of(user)))];
        string[] treated = [.. all.Except(controls)];
        foreach (var user in treated.Take(12).Concat(controls.Take(9)))
        {
            await host.DecideAsync(user, "few");
        }

        (await LiftsAsync()).Should().NotContain("few");
        await host.DecideAsync(controls[9], "few");
        (await LiftsAsync()).Should().Contain("few");
    }

    private async Task<IEnumerable<string?>> LiftsAsync() =>
        (await host.GetAsync("/ads/performance"))
            .GetProperty("lift")
            .EnumerateArray()
            .Select(lift => lift.GetProperty("campaignId").GetString());

    private async Task DecideAsync(string placement, int first, int count)
    {
        for (var user = first; user < first + count; user++)
        {
            AdsHost.Chosen(await host.DecideAsync($"user{user}", placement), placement).Should().HaveCount(1);
        }
    }

    private async Task<(Dictionary<string, int> Rows, int Total)> ReportAsync(string groupBy = "campaign")
    {
        var report = await host.GetAsync("/ads/performance?groupBy=" + groupBy);
        static int Count(JsonElement row) => row.GetProperty("chosen").GetInt32();
        return (
            report.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("key").GetString() ?? "", Count),
            Count(report.GetProperty("total"))
        );
    }
}
