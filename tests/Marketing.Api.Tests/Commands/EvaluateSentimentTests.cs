using System.IO.Compression;
using System.Text.Json;
using Marketing.Api.Commands;

namespace Marketing.Api.Tests.Commands;

public sealed class Evaluate_sentiment : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sentiment");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Writes_answers_and_figures_and_counts_bad_rows()
    {
        var train = Reviews("train.csv.gz", 200, "one too many,2\n");
        var test = Reviews("test.csv", 20, "\"no label\",\n");
        var code = await Run(
            "--train",
            train,
            "--test",
            test,
            "--algorithm",
            "svm",
            "--predictions",
            Path("p.csv"),
            "--json",
            Path("j.json")
        );
        code.Should().Be(0);
        var answers = await File.ReadAllLinesAsync(Path("p.csv"));
        answers.Should().HaveCount(21).And.StartWith("algorithm,row,label,score");
        answers[1].Should().StartWith("svm,0,0,");
        answers[2].Should().StartWith("svm,1,1,");
        answers[^1].Should().StartWith("svm,20,", "the bad row comes first but one and has a number too");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path("j.json")));
        json.RootElement.GetProperty("train").GetProperty("badRows").GetInt32().Should().Be(1);
        json.RootElement.GetProperty("test").GetProperty("badRows").GetInt32().Should().Be(1);
        var svm = json.RootElement.GetProperty("algorithms")[0];
        svm.GetProperty("metrics").GetProperty("accuracy").GetDouble().Should().Be(1);
        svm.GetProperty("mostCalibrationErrorByChance").GetDouble().Should().BeInRange(0, 1);
        svm.GetProperty("standardErrors").GetProperty("logLoss").GetDouble().Should().BeGreaterThanOrEqualTo(0);
        foreach (var name in (string[])["precision", "recall", "f1", "macroF1", "auc", "logLoss", "calibrationError"])
        {
            svm.GetProperty("metrics").GetProperty(name).GetDouble().Should().BeInRange(0, 1);
        }
    }

    [Fact]
    public async Task Gives_the_same_answers_twice()
    {
        var (train, test) = (Reviews("train.csv", 100, ""), Reviews("test.csv", 10, ""));
        foreach (var name in (string[])["a.csv", "b.csv"])
        {
            var code = await Run(
                "--train",
                train,
                "--test",
                test,
                "--algorithm",
                "naive-bayes,svm",
                "--predictions",
                Path(name),
                "--threads",
                "2"
            );
            code.Should().Be(0);
        }

        (await File.ReadAllTextAsync(Path("a.csv"))).Should().Be(await File.ReadAllTextAsync(Path("b.csv")));
    }

    [Fact]
    public async Task Knows_three_classes_by_their_names()
    {
        var rows = Enumerable
            .Range(0, 90)
            .Select(row => $"{(row % 3 == 0 ? "great,positive" : row % 3 == 1 ? "awful,negative" : "so so,neutral")}\n");
        var file = Plain("three.csv", "text,label\n" + string.Concat(rows));
        var code = await Run("--train", file, "--test", file, "--algorithm", "naive-bayes", "--predictions", Path("p.csv"));
        code.Should().Be(0);
        (await File.ReadAllLinesAsync(Path("p.csv")))[3].Should().StartWith("naive-bayes,2,neutral,");
    }

    [Fact]
    public async Task Judges_data_sets_with_fixed_splits_one_after_the_other()
    {
        Directory.CreateDirectory(Path("airline-tweets"));
        Directory.CreateDirectory(Path("womens-clothing-reviews"));
        (string Label, string Text)[] kinds = [("positive", "great flight"), ("negative", "awful delay"), ("neutral", "is it on time")];
        var tweets = Enumerable.Range(0, 90).Select(row => $"{kinds[row % 3].Label},{kinds[row % 3].Text}\n");
        Packed("airline-tweets/tweets.csv.gz", "airline_sentiment,text\n" + string.Concat(tweets));
        // Every fourth has a title and no text: no review.
        var stars = Enumerable.Range(0, 120).Select(row => $"Nice,{(row % 4 == 3 ? "" : kinds[row % 3].Text)},{"513"[row % 3]}\n");
        Packed("womens-clothing-reviews/reviews.csv.gz", "Title,Review Text,Rating\n" + string.Concat(stars));
        var code = await Run(
            "--data",
            "airline-tweets,womens-clothing-three",
            "--folder",
            _folder.FullName,
            "--algorithm",
            "base,naive-bayes",
            "--predictions",
            Path("p.csv"),
            "--json",
            Path("j.json")
        );
        code.Should().Be(0);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path("j.json")));
        var sets = json.RootElement.GetProperty("sets").EnumerateArray().ToList();
        sets.Select(set => set.GetProperty("data").GetString()).Should().Equal("womens-clothing-three", "airline-tweets");
        sets.Select(set => set.GetProperty("test").GetProperty("texts").GetInt32()).Should().Equal(90 / 5, 90 / 5);
        sets.Select(set => set.GetProperty("train").GetProperty("classes").GetInt32()).Should().Equal(3, 3);
        var accuracy = sets[1].GetProperty("algorithms")[1].GetProperty("metrics").GetProperty("accuracy").GetDouble();
        accuracy.Should().Be(1, "each text says its label");
        var answers = await File.ReadAllLinesAsync(Path("p.csv"));
        answers[0].Should().Be("data,algorithm,row,label,score");
        answers.Should().HaveCount(1 + (4 * 18));
        answers[^1].Should().StartWith("airline-tweets,naive-bayes,85,");
    }

    [Theory]
    [InlineData(2, "--data", "nonsense")]
    [InlineData(2, "--data", "imdb", "--train", "any")]
    [InlineData(2, "--algorithm", "svm")]
    [InlineData(1, "--data", "imdb")]
    public async Task Says_what_is_missing_or_too_much(int code, params string[] arguments)
    {
        var file = Reviews("any.csv", 20, "");
        (await Run([.. arguments.Select(argument => argument == "any" ? file : argument), "--folder", _folder.FullName])).Should().Be(code);
    }

    [Theory]
    [InlineData("--algorithm", "nonsense")]
    [InlineData("--set", "svm.Nonsense=1")]
    [InlineData("--set", "svm.Cost=0")]
    [InlineData("--threads", "0")]
    public async Task Refuses_what_is_not_there(string option, string value)
    {
        var file = Reviews("any.csv", 20, "");
        (await Run("--train", file, "--test", file, option, value)).Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\nno label column\n")]
    [InlineData("text,label\nnothing that can be read,maybe\n")]
    public async Task Says_what_is_wrong_with_a_file(string content)
    {
        var file = Reviews("any.csv", 20, "");
        (await Run("--train", file, "--test", Plain("bad.csv", content), "--algorithm", "svm")).Should().Be(1);
    }

    private static Task<int> Run(params string[] arguments) => CommandLine.RunAsync(["evaluate", "sentiment", .. arguments]);

    /// <summary>Good and bad reviews in turn, the bad row before the last.</summary>
    private string Reviews(string name, int count, string badRow)
    {
        var rows = Enumerable
            .Range(0, count)
            .Select(row => $"\"item {row % 7}, {(row % 2 == 0 ? "terrible 很差" : "great 很好")}\",{row % 2}\n")
            .ToArray();
        var content = "text,label\n" + string.Concat(rows[..^1]) + badRow + rows[^1];
        return name.EndsWith(".gz", StringComparison.Ordinal) ? Packed(name, content) : Plain(name, content);
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
