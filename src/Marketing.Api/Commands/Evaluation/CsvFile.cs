using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketing.Api.Commands.Evaluation;

/// <summary>Reads CSV files with a header, in UTF-8; names that end in .gz are unpacked while reading.</summary>
internal static class CsvFile
{
    /// <summary>Blanks belong to the fields.</summary>
    public static CsvConfiguration Format { get; } = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.None };

    /// <param name="file">The file.</param>
    /// <param name="header">Told the columns, before the first row.</param>
    /// <param name="row">Told the fields of a row by their place: <c>field(place)</c>.</param>
    /// <exception cref="UnusableFileException">Empty, not UTF-8, or <paramref name="row"/> threw a <see cref="FormatException"/>; names the line.</exception>
    public static void Read(FileInfo file, Action<CsvHeader> header, Action<Func<int, string>> row) =>
        Read(
            file,
            Format,
            (columns, csv) =>
            {
                header(columns);
                string Field(int place) => csv.GetField(place) ?? "";
                while (csv.Read())
                {
                    row(Field);
                }

                return true;
            }
        );

    /// <summary>For callers that go on from row to row themselves.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">How strictly it is read.</param>
    /// <param name="rows">Told the columns and the reader, which stands before the first row.</param>
    /// <exception cref="UnusableFileException">Empty, not UTF-8, or <paramref name="rows"/> threw a <see cref="FormatException"/>; names the line.</exception>
    public static T Read<T>(FileInfo file, CsvConfiguration format, Func<CsvHeader, CsvReader, T> rows)
    {
        using var stream = file.OpenRead();
        using var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(reader, format);
        try
        {
            return csv.Read() && csv.ReadHeader()
                ? rows(new CsvHeader(file.Name, [.. (csv.HeaderRecord ?? []).Select(name => name.Trim())]), csv)
                : throw new UnusableFileException($"{file.Name} is empty.");
        }
        catch (Exception wrong)
            when (wrong is FormatException or OverflowException or CsvHelperException or DecoderFallbackException or InvalidDataException)
        {
            throw new UnusableFileException($"{file.Name}, line {csv.Context.Parser?.RawRow}: {wrong.Message.Split('\n')[0].Trim()}");
        }
    }

    /// <exception cref="FormatException">It is empty.</exception>
    public static string Id(string text) => text.Length > 0 ? text : throw new FormatException("an id is empty.");

    /// <summary>A finite number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Number(string text, string column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"the {column} '{text}' is not a number.");

    /// <exception cref="FormatException">It is no number.</exception>
    public static decimal Money(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{text}' is not a number.");

    /// <summary>UTC where the text names no zone.</summary>
    /// <exception cref="FormatException">It is no date.</exception>
    public static DateTime Time(string text) =>
        DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw new FormatException($"'{text}' is not a date.");

    /// <summary>1, 0, true or false.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static bool Outcome(string text, string column) =>
        text switch
        {
            "1" or "1.0" or "true" or "True" => true,
            "0" or "0.0" or "false" or "False" => false,
            _ => throw new FormatException($"the {column} '{text}' is neither 1 nor 0."),
        };
}

/// <summary>The names of a file's columns.</summary>
internal sealed record CsvHeader(string File, string[] Names)
{
    public bool Has(string name) => Array.IndexOf(Names, name) >= 0;

    /// <summary>The first column of this name.</summary>
    /// <exception cref="UnusableFileException">There is none.</exception>
    public int this[string name] =>
        Array.IndexOf(Names, name) is >= 0 and var at
            ? at
            : throw new UnusableFileException($"{File} has no column '{name}'. It has: {string.Join(", ", Names)}.");
}
