using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Marketing.Api.Commands.EvaluateRecommendations;

namespace Marketing.Api.Commands.EvaluateClicks;

/// <summary>Reads a CSV file with a header; names that end in .gz are unpacked while reading.</summary>
internal static class CsvFile
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.None };

    /// <param name="file">The file.</param>
    /// <param name="header">Told the columns by name, before the first row.</param>
    /// <param name="row">Told the fields of a row: <c>field(column)</c>.</param>
    /// <exception cref="UnusableFileException">Empty, not UTF-8, or <paramref name="row"/> threw a <see cref="FormatException"/>; names the line.</exception>
    public static void Read(FileInfo file, Action<IReadOnlyList<string>> header, Action<Func<int, string>> row)
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

            header([.. (csv.HeaderRecord ?? []).Select(name => name.Trim())]);
            string Field(int column) => csv.GetField(column) ?? "";
            while (csv.Read())
            {
                row(Field);
            }
        }
        catch (Exception wrong)
            when (wrong is FormatException or OverflowException or CsvHelperException or DecoderFallbackException or InvalidDataException)
        {
            var sentence = wrong.Message.Split('\n')[0].Trim();
            throw new UnusableFileException($"{file.Name}, line {csv.Context.Parser?.RawRow}: {sentence}");
        }
    }

    /// <summary>Place of a column.</summary>
    /// <exception cref="UnusableFileException">There is none of this name.</exception>
    public static int Column(FileInfo file, IReadOnlyList<string> columns, string name)
    {
        for (var at = 0; at < columns.Count; at++)
        {
            if (columns[at] == name)
            {
                return at;
            }
        }

        throw new UnusableFileException($"{file.Name} has no column '{name}'. It has: {string.Join(", ", columns)}.");
    }

    /// <summary>A finite number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Number(string text, string column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"the {column} '{text}' is not a number.");

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
