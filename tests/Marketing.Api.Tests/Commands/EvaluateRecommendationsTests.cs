using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Marketing.Api.Commands;
using Marketing.Learning;
using Marketing.Learning.Ranking;

namespace Marketing.Api.Tests.Commands;

public sealed class Evaluate_recommendations : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evaluate");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Writes_the_lists_and_their_figures_from_packed_files()
    {
        // Popularity: x 3 users, y 2, z and w 1 each; z comes before w in the file.
        var train = Packed(
            "train.csv.gz",
            "user_id,item_id,value,timestamp\na,x,1,1\na,y,1,2\nb,x,1,1\nb,y,1,5\nc,x,1,9\nc,z,1,10\nd,w,1,3\n"
        );
        var test = Plain("test.csv", "user_id,item_id\na,z\na,unknown\nnew,x\n");
        var (lists, figures) = (Path("p.csv"), Path("j.json"));
        var code = await CommandLine.RunAsync([
            "evaluate",
            "recommendations",
            "--train",
            train,
            "--test",
            test,
            "--algorithm",
            "popular",
            "--k",
            "2",
            "--predictions",
            lists,
            "--json",
            figures,
        ]);
        code.Should().Be(0);
        (await File.ReadAllLinesAsync(lists))
            .Should()
            .Equal("algorithm,user_id,rank,item_id,score", "popular,a,1,z,1", "popular,a,2,w,1", "popular,new,1,x,3", "popular,new,2,y,2");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        var popular = json.RootElement.GetProperty("algorithms")[0];
        // a finds one of two, new one of one: recall (1/2 + 1)/2; precision (1/2 + 1/2)/2.
        popular.GetProperty("metrics").GetProperty("recall").GetDouble().Should().Be(.75);
        popular.GetProperty("metrics").GetProperty("precision").GetDouble().Should().Be(.5);
        popular.GetProperty("newUsers").GetProperty("users").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Judges_items_without_a_row_in_train_apart_when_the_catalogue_names_them()
    {
        // n1 and n2 have no row in train; n2 is a kettle like x, which a has. New items alone: popular knows neither, and the hash of the ids
        // decides whether n2 is second, NDCG@2 1/log₂3, or first, 1. content puts n2 first.
        var train = Plain("train.csv", "user_id,item_id,value,timestamp\na,x,1,1\nb,y,1,2\nb,x,1,3\nc,y,1,4\nc,z,1,5\n");
        var test = Plain("test.csv", "user_id,item_id\na,n2\na,nowhere\nb,z\n");
        var items = Plain(
            "items.csv",
            "item_id,name,price,colour\nx,red kettle,20,red\ny,blue mat,,blue|white\nz,hose,many,\nn1,blue rug,9,\nn2,kettle,19.5,red\n"
        );
        var (lists, figures) = (Path("p.csv"), Path("j.json"));
        var code = await CommandLine.RunAsync([
            "evaluate",
            "recommendations",
            "--train",
            train,
            "--test",
            test,
            "--items",
            items,
            "--algorithm",
            "popular,content",
            "--set",
            "content.Popularity=0",
            "--k",
            "2",
            "--predictions",
            lists,
            "--json",
            figures,
        ]);
        code.Should().Be(0);
        (await File.ReadAllLinesAsync(lists)).Should().Contain(line => line.StartsWith("content,a,1,n2,", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
        json.RootElement.GetProperty("data").GetProperty("unknownTestItems").GetInt32().Should().Be(2, "n2 and nowhere");
        JsonElement Of(int algorithm, string group) => json.RootElement.GetProperty("algorithms")[algorithm].GetProperty(group);
        double Ndcg(int algorithm, string group) => Of(algorithm, group).GetProperty("metrics").GetProperty("ndcg").GetDouble();
        Of(0, "newItems").GetProperty("users").GetInt32().Should().Be(1, "only a should find one");
        Ndcg(0, "newItems").Should().Be(0, "popular does not know it");
        var isSecond = SplitMix64.Mix(Splits.Hash("n1")) < SplitMix64.Mix(Splits.Hash("n2"));
        Ndcg(0, "amongNewItems").Should().BeApproximately(isSecond ? 1 / Math.Log2(3) : 1, 1e-12);
        Ndcg(1, "newItems").Should().Be(1, "it stands first in the whole list");
        Ndcg(1, "amongNewItems").Should().Be(1);
    }

    [Fact]
    public async Task Picks_the_champion_from_train_alone()
    {
        // Everybody walks one item on: whoever has i comes to have i + 1. The test file says the contrary of it, and must not be asked.
        var rows = new List<string>();
        for (var user = 0; user < 120; user++)
        {
            rows.AddRange(Enumerable.Range(0, 6).Select(step => $"u{user},i{((user * 7) + step) % 60},1,{(10 * user) + step}"));
        }

        var train = Plain("train.csv", "user_id,item_id,value,timestamp\n" + string.Join('\n', rows) + "\n");
        var figures = Path("j.json");
        async Task<string> ChampionWith(string test)
        {
            var code = await CommandLine.RunAsync([
                "evaluate",
                "recommendations",
                "--train",
                train,
                "--test",
                Plain("test.csv", "user_id,item_id\n" + test),
                "--json",
                figures,
                "--set",
                "als.Epochs=2",
                "als.Factors=8",
            ]);
            code.Should().Be(0);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(figures));
            var algorithms = json.RootElement.GetProperty("algorithms").EnumerateArray().ToArray();
            var champion = algorithms.Single(a => a.GetProperty("algorithm").GetString() == "champion");
            var chosen = champion.GetProperty("chosen").GetString() ?? "";
            var itself = algorithms.Single(a => a.GetProperty("algorithm").GetString() == chosen);
            champion.GetProperty("metrics").ToString().Should().Be(itself.GetProperty("metrics").ToString());
            var best = algorithms
                .Where(a => a.TryGetProperty("trials", out var trials) && trials.GetArrayLength() > 0)
                .MaxBy(a => a.GetProperty("trials").EnumerateArray().Max(trial => trial.GetProperty("ndcg").GetDouble()));
            best.GetProperty("algorithm").GetString().Should().Be(chosen, "it is the best on the part of train that was held out");
            return chosen;
        }

        var picked = await ChampionWith("u0,i6\nu1,i13\n");
        picked.Should().NotBe("popular");
        (await ChampionWith("u0,i59\nu1,i30\n")).Should().Be(picked);
    }

    [Fact]
    public async Task Writes_the_split_that_it_judged()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"u{i / 6},i{i % 7},1,{i.ToString(CultureInfo.InvariantCulture)}");
        var train = Plain("all.csv", "user_id,item_id,value,timestamp\n" + string.Join('\n', rows) + "\n");
        var code = await CommandLine.RunAsync([
            "evaluate",
            "recommendations",
            "--train",
            train,
            "--split",
            "last-item",
            "--write-split",
            Path("s"),
            "--algorithm",
            "item-cosine",
            "--set",
            "item-cosine.Neighbours=5",
        ]);
        code.Should().Be(0);
        (await File.ReadAllLinesAsync(Path("s.test.csv"))).Should().HaveCount(11).And.StartWith("user_id,item_id").And.Contain("u0,i5");
        (await File.ReadAllLinesAsync(Path("s.train.csv")))
            .Should()
            .HaveCount(51)
            .And.NotContain(line => line.StartsWith("u0,i5,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--algorithm", "nonsense")]
    [InlineData("--set", "item-cosine.Neighbors=5")]
    [InlineData("--set", "item-cosine.Neighbours=0")]
    [InlineData("--k", "0")]
    [InlineData("--split", "halves")]
    public async Task Answers_2_to_wrong_arguments(string option, string value)
    {
        var train = Plain("train.csv", "user_id,item_id\na,x\n");
        string[] source = option == "--split" ? [] : ["--split", "last-item"];
        (await CommandLine.RunAsync(["evaluate", "recommendations", "--train", train, .. source, option, value])).Should().Be(2);
    }

    [Fact]
    public async Task Answers_1_to_a_file_that_cannot_be_read()
    {
        var train = Plain("train.csv", "user_id,item_id,value\na,x,1\na,y,many\n");
        (await CommandLine.RunAsync(["evaluate", "recommendations", "--train", train, "--split", "last-item"])).Should().Be(1);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Plain(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    private string Packed(string name, string text)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path(name)), CompressionLevel.Fastest));
        writer.Write(text);
        return Path(name);
    }
}
