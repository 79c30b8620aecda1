using System.Globalization;
using Marketing.Ads.Reports;
using Npgsql;

namespace Marketing.Ads.Tests.Http;

public sealed class Expected_clicks(AdsHost host) : IClassFixture<AdsHost>
{
    private static readonly DateTimeOffset Day = new(2025, 3, 3, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Count_a_position_as_often_as_it_is_looked_at()
    {
        // Ten customers at each of three positions, a click expected of one in ten who look.
        for (var user = 0; user < 30; user++)
        {
            await host.Database.ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid,
                        propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue, impression_at, resolved_at)
                    VALUES ('e{user}', 'e{user}', 'ad', 'c', 'p', {1 + (user % 3)}, 'web', '{Day.AddHours(9):O}', '{Day.AddHours(
                        10
                    ):O}', 'r', 'cpm', 1,
                        1, .1, .1, 1, '[]', '2025-03-03', 0, 0, 0, 0, '{Day.AddHours(9.5):O}', '{Day.AddHours(12):O}')
                    """
                )
            );
        }

        (await ExpectedAsync()).Should().BeApproximately(3, 1e-9, "without a model of examination all are looked at: 30 × .1");
        (await ExpectedAsync(1, .4))
            .Should()
            .BeApproximately(1.8, 1e-9, "10 × .1 × (1 + .4 + .4): the third counts as the last that is known");
        (await ExpectedAsync(1, .4, .2)).Should().BeApproximately(1.6, 1e-9);
    }

    private async Task<double> ExpectedAsync(params double[] examination)
    {
        await using var connection = await host.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var shown = await ShownKeys.ReadAsync(connection, "placement", Day, Day.AddDays(1), CancellationToken.None);
        var rows = await AdPerformanceReader.CountsAsync(connection, "placement", shown, examination, CancellationToken.None);
        return rows.Single(row => row.Key == "p").ExpectedClicks;
    }
}
