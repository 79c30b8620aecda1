using Marketing.Api.Commands;

namespace Marketing.Api.Tests.Commands;

public sealed class The_import_command : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    [Theory]
    [InlineData(2, "import")]
    [InlineData(2, "import", "nonsense", "GOOD")]
    [InlineData(2, "import", "events")]
    [InlineData(2, "import", "events", "/no/such/file.csv")]
    [InlineData(2, "import", "events", "GOOD", "--nonsense")]
    [InlineData(0, "import", "--help")]
    [InlineData(0, "import", "events", "--help")]
    [InlineData(0, "import", "events", "GOOD", "--dry-run")]
    [InlineData(0, "import", "events", "GOOD", "BAD ROWS", "--dry-run")]
    [InlineData(1, "import", "events", "BAD HEADER", "--dry-run")]
    public async Task Ends_with_0_when_done_1_when_failed_and_2_for_wrong_arguments(int expected, params string[] arguments)
    {
        string[] given = [.. arguments.Select(Name), .. arguments.Contains("--dry-run") ? Options() : []];

        (await CommandLine.RunAsync(given)).Should().Be(expected);
    }

    [Fact]
    public async Task Writes_the_summary_and_the_rejected_rows_where_it_is_told()
    {
        var (json, rejects) = (Path.Combine(_folder, "summary.json"), Path.Combine(_folder, "rejects.csv"));

        await CommandLine.RunAsync([
            "import",
            "events",
            Name("BAD ROWS"),
            "--dry-run",
            "--json",
            json,
            "--rejects",
            rejects,
            .. Options()[..2],
        ]);

        File.ReadAllText(json).Should().Contain("\"unknown-type\": 1").And.Contain("\"dryRun\": true");
        File.ReadAllLines(rejects).Should().HaveCount(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A data directory of its own: the log file must not go to the machine's.
    private string[] Options() =>
        ["--Marketing:DataDirectory", Path.Combine(_folder, "data"), "--rejects", Path.Combine(_folder, "rejected.csv")];

    private string Name(string argument)
    {
        const string header = "type,userId,itemId,occurredAt\n";
        var text = argument switch
        {
            "GOOD" => header + "view,u,i,2026-01-01T00:00:00Z\n",
            "BAD ROWS" => header + "look,u,i,2026-01-01T00:00:00Z\nview,u,i,2026-01-01T00:00:00Z\n",
            "BAD HEADER" => "one,two\n1,2\n",
            _ => null,
        };
        if (text is null)
        {
            return argument;
        }

        var path = Path.Combine(_folder, argument.Replace(' ', '-') + ".csv");
        File.WriteAllText(path, text);
        return path;
    }
}
