using System.IO.Compression;
using System.Text.Json;
using Marketing.Api.Commands;
using Marketing.Learning;

namespace Marketing.Api.Tests.Commands;

public sealed class Evaluate_customers : IDisposable
{
    private static readonly DateOnly Start = new(2024, 1, 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evaluate-customers");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Value_prints_the_sums_of_a_file()
    {
        var (file, figures) = (Transactions(), Path("v.json"));
        var code = await CommandLine.RunAsync([
            "evaluate",
            "value",
            "--transactions",
            file,
            "--calibration-end",
            "2024-04-30",
            "--holdout-end",
            "2024-06-30",
            "--customer",
            "who",
            "--date",
            "day",
            "--amount",
            "paid",
            "--json",
            figures,
        ]);
        code.Should().Be(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        var observed = File.ReadLines(file)
            .Skip(1)
            .Select(line => line.Split(',')[1])
            .Count(day => string.CompareOrdinal(day, "2024-04-30") > 0);
        json.RootElement.GetProperty("purchases").GetProperty("product").GetProperty("observed").GetDouble().Should().Be(observed);
        json.RootElement.GetProperty("customers").GetInt32().Should().Be(200);
        var product = json.RootElement.GetProperty("purchases").GetProperty("product");
        HoldsItsFigure(product, "totalError");
        HoldsItsFigure(product, "topDecileShare");
    }

    [Fact]
    public async Task Profiles_beats_the_base_rate_where_customers_differ()
    {
        var figures = Path("p.json");
        var events = Path("events.csv");
        await File.WriteAllLinesAsync(
            events,
            [
                "userId,type,itemId,occurredAt",
                .. File.ReadLines(Transactions())
                    .Skip(1)
                    .Select(line => line.Split(','))
                    .Select(cells => $"\"{cells[0]}, Ltd\",purchase,i,{cells[1]}T12:00:00Z"),
            ]
        );
        var code = await CommandLine.RunAsync([
            "evaluate",
            "profiles",
            "--events",
            events,
            "--cut",
            "2024-05-31",
            "--horizon",
            "20",
            "--json",
            figures,
            "--predictions",
            Path("p.csv.gz"),
        ]);
        code.Should().Be(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        var algorithms = json.RootElement.GetProperty("algorithms").EnumerateArray().ToArray();
        algorithms.Select(a => a.GetProperty("algorithm").GetString()).Should().Equal("base rate", "recency only", "product");
        double Loss(int at) => algorithms[at].GetProperty("metrics").GetProperty("logLoss").GetProperty("mean").GetDouble();
        Loss(2).Should().BeLessThan(Loss(0));
        HoldsItsFigure(algorithms[2].GetProperty("metrics"), "expectedOverObserved");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path("p.csv.gz")), CompressionMode.Decompress));
        var predictions = (await lines.ReadToEndAsync()).TrimEnd().Split('\n');
        predictions[0].Should().Be("algorithm,user_id,bought,score");
        predictions.Should().HaveCount(1 + (3 * json.RootElement.GetProperty("customers").GetInt32()), "three algorithms");
        predictions.Should().ContainSingle(line => line.StartsWith("product,\"c9, Ltd\",", StringComparison.Ordinal));
        var calibration = algorithms[2].GetProperty("metrics").GetProperty("calibrationErrorInterval");
        calibration[0].GetDouble().Should().BeInRange(0, calibration[1].GetDouble());
    }

    [Fact]
    public async Task Uplift_never_learns_from_what_stands_behind_the_treatment()
    {
        var (file, figures) = (Path("u.csv"), Path("u.json"));
        await File.WriteAllLinesAsync(
            file,
            [
                "x,got,visit,spend",
                .. Enumerable
                    .Range(0, 2000)
                    .Select(row =>
                    {
                        var (x, treated) = (row % 2, SplitMix64.Uniform(11, (ulong)row) < .5);
                        var visits = SplitMix64.Uniform(12, (ulong)row) < (treated && x == 1 ? .5 : .2);
                        return $"{x},{(treated ? "mail" : "none")},{(visits ? 1 : 0)},{(visits ? 10 : 0)}";
                    }),
            ]
        );
        string[] ask =
        [
            "evaluate",
            "uplift",
            "--data",
            file,
            "--treatment",
            "got",
            "--treated",
            "mail",
            "--control",
            "none",
            "--outcome",
            "visit",
        ];
        (await CommandLine.RunAsync([.. ask, "--json", figures])).Should().Be(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        json.RootElement.GetProperty("features").EnumerateArray().Select(f => f.GetString()).Should().Equal("x");
        json.RootElement.GetProperty("algorithms")[0].GetProperty("qini").GetDouble().Should().BePositive();
        (await CommandLine.RunAsync([.. ask, "--algorithm", "nonsense"])).Should().Be(2);
        (await CommandLine.RunAsync([.. ask[..^1], "nothing"])).Should().Be(1);
    }

    private static void HoldsItsFigure(JsonElement metrics, string name)
    {
        var interval = metrics.GetProperty(name + "Interval");
        interval[0].GetDouble().Should().BeLessThan(interval[1].GetDouble());
        metrics.GetProperty(name).GetDouble().Should().BeInRange(interval[0].GetDouble(), interval[1].GetDouble());
    }

    /// <summary>200 customers who buy each day with a chance of 1 % or 9 %.</summary>
    private string Transactions()
    {
        var rows = Enumerable
            .Range(0, 200)
            .SelectMany(who =>
                Enumerable
                    .Range(0, 182)
                    .Where(day => day == who % 10 || SplitMix64.Uniform((ulong)who, (ulong)day) < (who % 2 == 0 ? .01 : .09))
                    .Select(day => $"c{who},{Start.AddDays(day):yyyy-MM-dd},{5 + (who % 7)}")
            );
        File.WriteAllLines(Path("t.csv"), ["who,day,paid", .. rows]);
        return Path("t.csv");
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);
}
