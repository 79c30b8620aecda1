using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Marketing.Api.Commands;
using Marketing.Learning;

namespace Marketing.Api.Tests.Commands;

public sealed class Evaluate_clicks : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clicks");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Writes_probabilities_and_their_figures_from_packed_files()
    {
        var (train, test) = (Packed("train.csv.gz", Log(6000, seed: 1)), Plain("test.csv", Log(2000, seed: 2)));
        var (rows, figures) = (Path("p.csv"), Path("j.json"));

        var code = await RunAsync(train, test, "--numeric", "price", "--predictions", rows, "--json", figures);

        code.Should().Be(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        var algorithms = json.RootElement.GetProperty("algorithms").EnumerateArray().ToList();
        algorithms.Select(a => a.GetProperty("algorithm").GetString()).Should().Equal("logistic-ftrl", "ffm");
        var lines = (await File.ReadAllLinesAsync(rows)).Skip(1).Select(line => line.Split(',')).ToList();
        var outcomes = (await File.ReadAllLinesAsync(test)).Skip(1).Select(line => line[0] == '1').ToList();
        foreach (var algorithm in algorithms)
        {
            // The figures are those of the written probabilities: log loss worked out anew here.
            var scores = lines
                .Where(line => line[0] == algorithm.GetProperty("algorithm").GetString())
                .Select(line => double.Parse(line[2], CultureInfo.InvariantCulture))
                .ToList();
            scores.Should().HaveCount(2000);
            var metrics = algorithm.GetProperty("metrics");
            var loss = scores.Zip(outcomes, (p, y) => -Math.Log(y ? p : 1 - p)).Average();
            metrics.GetProperty("logLoss").GetDouble().Should().BeApproximately(loss, 1e-9);
            metrics.GetProperty("expectedOverObserved").GetDouble().Should().BeApproximately(scores.Sum() / outcomes.Count(y => y), 1e-9);
            metrics.GetProperty("normalizedEntropy").GetDouble().Should().BeLessThan(.95, "ad and price say much");
            metrics.GetProperty("auc").GetDouble().Should().BeGreaterThan(.65);
            algorithm.GetProperty("rowsPerSecond").GetDouble().Should().BePositive();
        }
    }

    [Fact]
    public async Task Gives_the_same_figures_twice()
    {
        var (train, test) = (Plain("train.csv", Log(2000, seed: 1)), Plain("test.csv", Log(300, seed: 2)));
        var (one, other) = (Path("one.csv"), Path("other.csv"));

        (await RunAsync(train, test, "--predictions", one, "--threads", "1")).Should().Be(0);
        (await RunAsync(train, test, "--predictions", other, "--threads", "2")).Should().Be(0);

        (await File.ReadAllTextAsync(one)).Should().Be(await File.ReadAllTextAsync(other));
    }

    [Theory]
    [InlineData("--algorithm", "nonsense")]
    [InlineData("--set", "ffm.Nonsense=1")]
    [InlineData("--set", "ffm.Epochs=.5")]
    [InlineData("--set", "nonsense")]
    [InlineData("--numeric", "click")]
    [InlineData("--threads", "0")]
    public async Task Says_what_is_wrong_with_an_argument(string option, string value)
    {
        var log = Plain("log.csv", Log(50, seed: 1));

        (await RunAsync(log, log, option, value)).Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("click,ad\n")]
    [InlineData("ad\na\n")]
    [InlineData("click\n1\n0\n")]
    [InlineData("click,ad\nperhaps,a\n")]
    [InlineData("click,ad\n1\n")]
    public async Task Says_what_is_wrong_with_a_file(string content)
    {
        var good = Plain("good.csv", "click,ad\n1,a\n0,b\n");

        (await RunAsync(Plain("bad.csv", content), good)).Should().Be(1);
    }

    [Fact]
    public async Task Wants_the_features_of_train_in_test() =>
        (await RunAsync(Plain("train.csv", "click,ad,slot\n1,a,x\n0,b,y\n"), Plain("test.csv", "click,ad\n1,a\n"))).Should().Be(1);

    [Fact]
    public async Task Judges_other_algorithms_when_one_cannot_learn()
    {
        var figures = Path("j.json");

        (await RunAsync(Plain("train.csv", "click,ad\n1,a\n0,b\n"), Plain("test.csv", "click,ad\n1,a\n0,c\n"), "--json", figures))
            .Should()
            .Be(0);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        json.RootElement.GetProperty("algorithms")[1].GetProperty("notApplicable").GetString().Should().Contain("pairs");
    }

    private static Task<int> RunAsync(string train, string test, params string[] more) =>
        CommandLine.RunAsync(["evaluate", "clicks", "--train", train, "--test", test, .. more]);

    private static string Log(int rows, ulong seed)
    {
        var lines = Enumerable
            .Range(0, rows)
            .Select(row =>
            {
                var (ad, price) = (SplitMix64.At(seed, (ulong)row * 3) % 5, SplitMix64.Uniform(seed, ((ulong)row * 3) + 1) * 100);
                var p = 1 / (1 + Math.Exp(2 - (.5 * ad) + (price > 60 ? 1.5 : 0)));
                var click = SplitMix64.Uniform(seed, ((ulong)row * 3) + 2) < p ? 1 : 0;
                return string.Create(CultureInfo.InvariantCulture, $"{click},ad{ad},{price:0.00},user{row % 50}\n");
            });
        return "click,ad,price,user\n" + string.Concat(lines);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Plain(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return Path(name);
    }

    private string Packed(string name, string content)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path(name)), CompressionLevel.Fastest));
        writer.Write(content);
        return Path(name);
    }
}
