using System.Text.Json.Nodes;
using Marketing.Api.Commands;
using Marketing.Store.Imports;

namespace Marketing.Api.Tests.Commands;

public sealed class An_import_report
{
    private static readonly ImportSummary Summary = new()
    {
        Kind = "online-retail",
        Files = ["t.csv.gz"],
        Events = new ImportCounts(318_926, 2),
        Items = new ImportCounts(3_550, 0),
        Users = new ImportCounts(0, 0),
        Rejected = new Dictionary<string, long> { ["adjustment"] = 3, ["stock-correction"] = 1_776 },
        Found = new Dictionary<string, long> { ["lines"] = 320_705, ["linesWithoutCustomer"] = 88_652 },
        RejectFiles = ["/tmp/t.csv.gz.rejected.csv"],
        Seconds = 3.21,
        RowsPerSecond = 100_461,
    };

    [Fact]
    public void Says_what_was_stored_found_and_rejected()
    {
        var output = new StringWriter { NewLine = "\n" };

        ImportReport.Write(Summary, output);

        output
            .ToString()
            .Should()
            .Be(
                """
                Events stored                   318,926
                Events already there                  2
                Items new or changed              3,550
                Items unchanged                       0
                In the files:
                  lines                         320,705
                  lines without customer         88,652
                Rejected rows                     1,779
                  stock-correction                1,776
                  adjustment                          3
                Rejected rows are in /tmp/t.csv.gz.rejected.csv
                online-retail: 3.2 s, 100,461 rows/s

                """
            );
    }

    [Fact]
    public void Does_not_claim_that_a_dry_run_stored_anything()
    {
        var output = new StringWriter();

        ImportReport.Write(Summary with { DryRun = true }, output);

        output.ToString().Should().Contain("Events that could be stored").And.Contain("nothing was stored").And.NotContain("Events stored");
    }

    [Fact]
    public void Has_the_same_as_json()
    {
        var json = JsonNode.Parse(ImportReport.Json(Summary)) ?? throw new InvalidDataException();

        json["events"]?["accepted"]?.GetValue<long>().Should().Be(318_926);
        json["rejected"]?["stock-correction"]?.GetValue<long>().Should().Be(1_776);
        json["found"]?["linesWithoutCustomer"]?.GetValue<long>().Should().Be(88_652);
    }
}
