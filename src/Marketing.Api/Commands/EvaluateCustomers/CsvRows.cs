using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Marketing.Api.Commands.EvaluateRecommendations;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>Rows of a CSV file with a header; a name that ends in .gz is unpacked while reading.</summary>
internal static class CsvRows
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.None };

    /// <param name="file">What to read.</param>
    /// <param name="columns">Called once with the header: the place of each column that the caller wants.</param>
    /// <param name="row">Called for every row with the fields at those places.</param>
    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static void Read(FileInfo file, Func<CsvHeader, int[]> columns, Action<string[]> row)
    {
        using var stream = file.OpenRead();
        using var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(reader, Format);
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
            {
                throw new UnusableFileException($"{file.Name} is empty.");
            }

            var places = columns(new CsvHeader(file.Name, [.. (csv.HeaderRecord ?? []).Select(name => name.Trim())]));
            while (csv.Read())
            {
                row([.. places.Select(place => csv.GetField(place) ?? "")]);
            }
        }
        catch (Exception wrong)
            when (wrong is FormatException or OverflowException or CsvHelperException or DecoderFallbackException or InvalidDataException)
        {
            throw new UnusableFileException($"{file.Name}, line {csv.Context.Parser?.RawRow}: {wrong.Message.Split('\n')[0].Trim()}");
        }
    }

    public static DateTime Time(string text) =>
        DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw new FormatException($"'{text}' is not a date.");

    public static decimal Money(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{text}' is not a number.");

    public static string Id(string text) => text.Length > 0 ? text : throw new FormatException("an id is empty.");
}

/// <summary>The names of a file's columns.</summary>
internal sealed record CsvHeader(string File, string[] Names)
{
    public bool Has(string name) => Array.IndexOf(Names, name) >= 0;

    /// <exception cref="UnusableFileException">There is no such column.</exception>
    public int this[string name] =>
        Array.IndexOf(Names, name) is >= 0 and var at
            ? at
            : throw new UnusableFileException($"{File} has no column '{name}'. It has: {string.Join(", ", Names)}.");
}
