using System.Text.Json;
using Marketing.Api.Commands;
using Marketing.TestKit;

namespace Marketing.Api.Tests.Commands;

public sealed class Evaluate_policy : IDisposable
{
    private const string PublicLog = "open-bandit-women/bts/women.csv.gz";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Estimates_by_hand()
    {
        // Two actions, uniform asked: w = .5/propensity = 1, .625, 2.5, 1. Σw = 5.125, Σw² = 1 + .390625 + 6.25 + 1 = 8.640625.
        var log = Plain("log.csv", "item_id,propensity_score,click\na,.5,1\na,.8,0\nb,.2,1\nb,.5,0\n");

        using var json = await JsonAsync(log, "uniform");

        Number(json, "ips").Should().BeApproximately(3.5 / 4, 1e-12);
        Number(json, "snips").Should().BeApproximately(3.5 / 5.125, 1e-12);
        Number(json, "ess").Should().BeApproximately(5.125 * 5.125 / 8.640625, 1e-9);
        Number(json, "maxWeight").Should().BeApproximately(2.5, 1e-12);
        Number(json, "meanWeight").Should().BeApproximately(5.125 / 4, 1e-12);
        Number(json, "logged").Should().Be(.5);
        json.RootElement.GetProperty("claim").GetBoolean().Should().BeFalse("four rows say nothing");
        json.RootElement.GetProperty("refusals").GetArrayLength().Should().BeGreaterThan(1);
        Number(json, "rowsNeeded").Should().BeGreaterThan(200);
    }

    [Fact]
    public async Task Gives_every_row_of_the_logged_policy_the_weight_one()
    {
        var log = Plain("log.csv", "item_id,propensity_score,click\na,.5,1\na,.8,0\nb,.2,1\nb,.5,0\n");

        using var json = await JsonAsync(log, "logged");

        Number(json, "ips").Should().Be(.5);
        Number(json, "dr").Should().Be(.5);
        Number(json, "ess").Should().Be(4);
        json.RootElement.GetProperty("claim").GetBoolean().Should().BeFalse();
    }

    [RealDataFact(PublicLog)]
    public async Task Agrees_with_exact_arithmetic_on_a_public_log()
    {
        var bts = SharedData.PathOf(PublicLog) ?? "";
        using var json = await JsonAsync(bts, "uniform", "--features", "user_feature_0,user_feature_1");

        Number(json, "ips").Should().BeApproximately(.00743758, 5e-9);
        Number(json, "snips").Should().BeApproximately(.00237305, 5e-9);
        Number(json, "ess").Should().BeApproximately(2.08, .005);
        Number(json, "maxWeight").Should().BeApproximately(21_739.1, .05);
        Number(json, "meanWeight").Should().BeApproximately(3.1342, 5e-5);
        json.RootElement.GetProperty("claim").GetBoolean().Should().BeFalse();
        Number(json, "rowsNeeded").Should().BeGreaterThan(100_000, "two effective rows of ten thousand");
    }

    [Fact]
    public async Task Claims_what_the_log_can_bear_out()
    {
        // Features tell which action is clicked: x likes a, y likes b (60 % against 10 %). Choosing by the feature earns 60 %, the log 35 %.
        var rows = Enumerable
            .Range(0, 6000)
            .Select(row =>
            {
                double Draw(int purpose) => Learning.SplitMix64.Uniform(5, ((ulong)row << 4) + (ulong)purpose);
                var (likes, action) = (Draw(0) < .5 ? "a" : "b", Draw(1) < .5 ? "a" : "b");
                return $"u{row / 3},{(likes == "a" ? "x" : "y")},{action},.5,{(Draw(2) < (likes == action ? .6 : .1) ? 1 : 0)}\n";
            });
        var log = Plain("log.csv", "user_id,taste,item_id,propensity_score,click\n" + string.Concat(rows));

        using var json = await JsonAsync(log, "model", "--features", "taste");

        Number(json, "dr").Should().BeApproximately(.6, .04);
        Number(json, "dm").Should().BeApproximately(.6, .06);
        Number(json, "logged").Should().BeApproximately(.35, .03);
        Number(json, "customers").Should().Be(2000);
        json.RootElement.GetProperty("claim").GetBoolean().Should().BeTrue();
        json.RootElement.GetProperty("refusals").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("item_id,propensity_score,click\na,0,1\n")]
    [InlineData("item_id,propensity_score,click\na,1.5,1\n")]
    [InlineData("item_id,propensity_score,click\na,NaN,1\n")]
    [InlineData("item_id,propensity_score,click\na,.5,x\n")]
    [InlineData("item_id,propensity_score,click\n,.5,1\n")]
    [InlineData("item_id,propensity_score,click\n")]
    [InlineData("item_id,click\na,1\n")]
    public async Task Says_what_is_wrong_with_a_file(string content) =>
        (await RunAsync(Plain("bad.csv", content), "uniform")).Should().Be(1);

    [Fact]
    public async Task Says_what_is_wrong_with_an_argument()
    {
        var log = Plain("log.csv", "item_id,propensity_score,click\na,.5,1\n");

        (await RunAsync(log, "nonsense")).Should().Be(2);
        (await RunAsync(log, "uniform", "--draws", "5")).Should().Be(2);
        (await RunAsync(log, "uniform", "--features", "nowhere")).Should().Be(1);
    }

    private async Task<JsonDocument> JsonAsync(string log, string policy, params string[] more)
    {
        (await RunAsync(log, policy, ["--json", Path("j.json"), .. more])).Should().Be(0);
        return JsonDocument.Parse(await File.ReadAllTextAsync(Path("j.json")));
    }

    private static double Number(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetDouble();

    private static Task<int> RunAsync(string log, string policy, params string[] more) =>
        CommandLine.RunAsync(["evaluate", "policy", "--log", log, "--policy", policy, .. more]);

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Plain(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return Path(name);
    }
}
