using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Learning.Customers;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>What <c>evaluate value</c>, <c>uplift</c> and <c>profiles</c> share: options, exit codes, tables and JSON.</summary>
internal static class Figures
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Option<string?> Json { get; } = new("--json") { Description = "Write the figures as JSON" };

    public static Option<string?> Predictions { get; } = new("--predictions") { Description = "Write the predictions as CSV" };

    public static Option<long> Seed { get; } = new("--seed") { Description = "Fixes every random choice", DefaultValueFactory = _ => 1 };

    /// <summary>The table goes to the standard output, complaints to the error stream: 1 for a file, 2 for an argument.</summary>
    public static async Task<int> RunAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (WrongArgumentsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (UnusableFileException unusable)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return 1;
        }
    }

    public static async Task WriteJsonAsync(string? path, object content, CancellationToken cancel)
    {
        if (path is not null)
        {
            await using var file = File.Create(path);
            await JsonSerializer.SerializeAsync(file, content, Options, cancel);
        }
    }

    /// <summary>Columns as wide as their widest cell; the first row is the head.</summary>
    public static void WriteTable(IReadOnlyList<string[]> rows, TextWriter writer)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>As the table shows it, numbers in the given format.</summary>
    public static string Text(Interval interval, string format) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{interval.Low.ToString(format, CultureInfo.InvariantCulture)}, {interval.High.ToString(format, CultureInfo.InvariantCulture)}]"
        );

    /// <summary>As the JSON shows it.</summary>
    public static double[] Ends(Interval interval) => [interval.Low, interval.High];

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="WrongArgumentsException">Not a date of the form 2011-06-30.</exception>
    public static DateOnly Date(string text, string option) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new WrongArgumentsException($"{option} must be a date like 1997-09-30, not '{text}'.");
}
