using System.Text.Json;
using Marketing.Learning;
using Marketing.Store.Imports;
using Marketing.TestKit;

namespace Marketing.Ads.Tests.Http;

public sealed class Logged_ads_of_another_system(AdsHost host) : IClassFixture<AdsHost>
{
    private const string Women = "open-bandit-women/bts/women.csv.gz";

    [Fact]
    public async Task are_judged_as_our_own_are()
    {
        // Two ads, uniform asked: w = .5/propensity = 1, .625, 2.5, 1, of which the first and third were clicked. Σw = 5.125, Σw² = 8.640625.
        var folder = Directory.CreateTempSubdirectory("logged-");
        var file = Path.Combine(folder.FullName, "small.csv");
        await File.WriteAllTextAsync(
            file,
            "timestamp,item_id,position,click,propensity_score\n"
                + "2020-02-01 10:00:00+00:00,a,1,1,0.5\n2020-02-01 10:00:01+00:00,a,1,0,0.8\n"
                + "2020-02-01 10:00:02+00:00,b,2,1,0.2\n2020-02-01 10:00:03+00:00,b,1,0,0.5\n"
        );
        var first = await ImportAsync(file);
        var again = await ImportAsync(file);
        folder.Delete(recursive: true);

        (first.Decisions, again.Decisions).Should().Be((new ImportCounts(4, 0), new ImportCounts(0, 4)));
        await KnownAsync("open-bandit-small-a");
        var answer = await host.GetAsync("/ads/evaluation?policy=uniform&from=2020-02-01T00:00:00Z&to=2020-02-02T00:00:00Z");
        answer.GetProperty("rows").GetInt32().Should().Be(4);
        Value(answer, "ips").Should().BeApproximately(3.5 / 4, 1e-12);
        Value(answer, "snips").Should().BeApproximately(3.5 / 5.125, 1e-12);
        answer.GetProperty("effectiveSampleSize").GetDouble().Should().BeApproximately(5.125 * 5.125 / 8.640625, 1e-9);
        (await host.GetAsync("/campaigns/open-bandit-small")).GetProperty("state").GetString().Should().Be("paused");
        var rows = await host.GetAsync("/ads/performance?from=2020-02-01T00:00:00Z&to=2020-02-02T00:00:00Z&groupBy=placement");
        rows.GetProperty("rows").GetArrayLength().Should().Be(0, "four askers are fewer than a report shows");
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ads.decision_ads WHERE placement = 'open-bandit-small-2'"))
            .Should()
            .Be(1);
    }

    [RealDataFact(Women)]
    public async Task give_the_exact_figures_of_the_published_log_and_a_refusal()
    {
        var imported = await ImportAsync(SharedData.PathOf(Women) ?? "");
        imported.Decisions.Should().Be(new ImportCounts(10_000, 0));
        await KnownAsync("open-bandit-women-0");

        var answer = await host.GetAsync("/ads/evaluation?policy=uniform&from=2019-11-01T00:00:00Z&to=2019-12-31T00:00:00Z");

        answer.GetProperty("rows").GetInt32().Should().Be(10_000);
        Value(answer, "ips").Should().BeApproximately(.00743758, 5e-9);
        Value(answer, "snips").Should().BeApproximately(.00237305, 5e-9);
        answer.GetProperty("effectiveSampleSize").GetDouble().Should().BeApproximately(2.08, .005);
        answer.GetProperty("maxWeight").GetDouble().Should().BeApproximately(21_739.1, .05);
        answer.GetProperty("meanWeight").GetDouble().Should().BeApproximately(3.1342, 5e-5);
        answer.GetProperty("claim").GetBoolean().Should().BeFalse();
        answer.GetProperty("refusals").GetArrayLength().Should().BePositive();
    }

    [Fact]
    public async Task say_what_a_version_of_the_model_would_have_earned()
    {
        // Chosen evenly among four; one is clicked by 3 of 10, the others by 1 of 10: evenly .15, and .3 for who knows, less the explored share.
        var folder = Directory.CreateTempSubdirectory("logged-");
        var file = Path.Combine(folder.FullName, "known.csv");
        await File.WriteAllLinesAsync(
            file,
            Enumerable
                .Range(0, 4000)
                .Select(row =>
                {
                    var item = (int)(4 * SplitMix64.Uniform(1, (ulong)row));
                    var clicked = SplitMix64.Uniform(2, (ulong)row) < (item == 2 ? .3 : .1) ? 1 : 0;
                    return $"2020-03-01 {row / 3600:00}:{row / 60 % 60:00}:{row % 60:00}+00:00,{item},1,{clicked},0.25";
                })
                .Prepend("timestamp,item_id,position,click,propensity_score")
        );
        await ImportAsync(file);
        folder.Delete(recursive: true);
        await KnownAsync("open-bandit-known-3");
        await host.PostAsync("/models/retrain", new { models = new[] { "clicks" } });
        await Patience.UntilAsync(
            async () => (await host.SendAsync(HttpMethod.Get, "/models/clicks/versions/1")).Status == System.Net.HttpStatusCode.OK,
            "a version is published"
        );

        const string Window = "from=2020-03-01T00:00:00Z&to=2020-03-02T00:00:00Z";
        var uniform = await host.GetAsync($"/ads/evaluation?policy=uniform&{Window}");
        var model = await host.GetAsync($"/ads/evaluation?policy=model&version=1&{Window}");

        Value(uniform, "dr").Should().BeApproximately(.15, .02);
        model.GetProperty("modelVersion").GetString().Should().Be("1");
        Value(model, "dr").Should().BeApproximately(.3, .04);
        model.GetProperty("difference").GetProperty("low").GetDouble().Should().BePositive();
        model.GetProperty("claim").GetBoolean().Should().BeTrue(model.GetRawText());
        (await host.SendAsync(HttpMethod.Get, $"/ads/evaluation?policy=model&version=99&{Window}"))
            .Status.Should()
            .Be(System.Net.HttpStatusCode.BadRequest);
        (await host.SendAsync(HttpMethod.Get, "/ads/evaluation?policy=uniform&version=1"))
            .Status.Should()
            .Be(System.Net.HttpStatusCode.BadRequest);
    }

    private static double Value(JsonElement answer, string figure) => answer.GetProperty(figure).GetProperty("value").GetDouble();

    private Task<ImportSummary> ImportAsync(string file) =>
        host.Get<ImportRunner>()
            .RunAsync(
                new ImportRequest
                {
                    Kind = "open-bandit",
                    Files = [file],
                    RejectFolder = Path.GetTempPath(),
                },
                progress: null,
                CancellationToken.None
            );

    private Task KnownAsync(string ad) =>
        Patience.UntilAsync(
            () => Task.FromResult(host.Get<Marketing.Ads.Definitions.BookKeeper>().Current.FindAd(ad) is not null),
            "the book has the imported ads"
        );
}
