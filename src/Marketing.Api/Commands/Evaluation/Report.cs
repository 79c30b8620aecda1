using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>Forms of what an evaluation found: text, table, JSON, CSV.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // A figure without a value, as the AUC of one class, must not cost the others.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly CsvConfiguration Csv = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>The same on every machine.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Columns as wide as their widest cell.</summary>
    /// <param name="rows">The first is the head; others may be shorter.</param>
    /// <param name="writer">Receives a line a row.</param>
    public static void WriteTable(IReadOnlyList<string[]> rows, TextWriter writer)
    {
        var widths = Enumerable
            .Range(0, rows[0].Length)
            .Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0))
            .ToArray();
        foreach (var row in rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <param name="path">Null: nobody asked for it.</param>
    /// <param name="content">Its properties in camelCase.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task WriteJsonAsync(string? path, object content, CancellationToken cancel)
    {
        if (path is not null)
        {
            await using var file = File.Create(path);
            await JsonSerializer.SerializeAsync(file, content, Format, cancel);
        }
    }

    /// <param name="path">Null: nobody asked for it.</param>
    /// <param name="columns">The head.</param>
    /// <param name="rows">Quoted where they need it.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task WriteCsvAsync(string? path, string[] columns, IEnumerable<object[]> rows, CancellationToken cancel)
    {
        if (path is null)
        {
            return;
        }

        await using var csv = new CsvWriter(Create(path), Csv);
        foreach (var row in rows.Prepend(columns))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var field in row)
            {
                csv.WriteField(field);
            }

            await csv.NextRecordAsync();
        }
    }

    /// <summary>A new file, packed when its name ends in .gz.</summary>
    public static StreamWriter Create(string path)
    {
        var file = File.Create(path);
        return new StreamWriter(
            path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file
        );
    }
}
