using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Marketing.Store.Imports;

namespace Marketing.Api.Commands;

/// <summary>What an import did, for people and for programs.</summary>
internal static partial class ImportReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The summary as JSON, in the form of <see cref="ImportSummary"/>.</summary>
    public static string Json(ImportSummary summary) => JsonSerializer.Serialize(summary, Options);

    /// <summary>The summary as two columns of text: what, how many.</summary>
    public static void Write(ImportSummary summary, TextWriter output)
    {
        List<(string What, long? Count)> rows = [];
        Add(rows, summary, "events", "stored", "already there", summary.Events);
        Add(rows, summary, "items", "new or changed", "unchanged", summary.Items);
        Add(rows, summary, "users", "new or changed", "unchanged", summary.Users);
        Add(rows, summary, "decisions", "stored", "already there", summary.Decisions);
        if (summary.Found.Count > 0)
        {
            rows.Add(("In the files:", null));
            rows.AddRange(summary.Found.Select(found => ("  " + Words(found.Key), (long?)found.Value)));
        }

        rows.Add(("Rejected rows", summary.Rejected.Values.Sum()));
        rows.AddRange(summary.Rejected.OrderByDescending(pair => pair.Value).Select(pair => ("  " + pair.Key, (long?)pair.Value)));

        var width = rows.Max(row => row.What.Length);
        foreach (var (what, count) in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what.PadRight(width)}  {count, 13:N0}").TrimEnd());
        }

        foreach (var file in summary.RejectFiles)
        {
            output.WriteLine($"Rejected rows are in {file}");
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Kind}: {summary.Seconds:0.0} s, {summary.RowsPerSecond:N0} rows/s{(summary.DryRun ? "; dry run: nothing was stored" : "")}"
            )
        );
    }

    private static void Add(
        List<(string What, long? Count)> rows,
        ImportSummary summary,
        string name,
        string accepted,
        string duplicate,
        ImportCounts counts
    )
    {
        if (counts.Accepted + counts.Duplicates == 0 && name != "events")
        {
            return;
        }

        var title = char.ToUpperInvariant(name[0]) + name[1..];
        rows.Add(($"{title} {(summary.DryRun ? "that could be stored" : accepted)}", counts.Accepted));
        if (!summary.DryRun)
        {
            rows.Add(($"{title} {duplicate}", counts.Duplicates));
        }
    }

    /// <summary><c>linesWithoutCustomer</c> → <c>lines without customer</c>.</summary>
    private static string Words(string camelCase) => Upper().Replace(camelCase, match => " " + match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Upper();
}
