using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Marketing.Api.Commands.EvaluateRecommendations;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The texts of a file.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Texts">Those of rows that could be read.</param>
/// <param name="Rows">Number of each in the file, counted from 0, rows that could not be read included.</param>
/// <param name="BadRows">How many could not be read.</param>
/// <param name="FirstFault">What is wrong with the first of them; null when there is none.</param>
internal sealed record LabelledTextFile(string Name, LabelledTexts Texts, IReadOnlyList<int> Rows, int BadRows, string? FirstFault);

/// <summary>CSV with the columns <c>text</c> and <c>label</c>; names that end in .gz are unpacked while reading.</summary>
internal static class LabelledTextFiles
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.None,
        BadDataFound = null,
        MissingFieldFound = null,
    };

    /// <exception cref="UnusableFileException">A column is missing, the file is no text, or no row can be read.</exception>
    public static LabelledTextFile Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        using var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(reader, Format);
        try
        {
            return ReadRows(file, csv);
        }
        catch (Exception wrong) when (wrong is CsvHelperException or DecoderFallbackException or InvalidDataException)
        {
            throw new UnusableFileException($"{file.Name}, line {csv.Context.Parser?.RawRow}: {wrong.Message.Split('\n')[0].Trim()}");
        }
    }

    private static LabelledTextFile ReadRows(FileInfo file, CsvReader csv)
    {
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new UnusableFileException($"{file.Name} is empty.");
        }

        var header = (csv.HeaderRecord ?? []).Select(name => name.Trim().TrimStart('\uFEFF')).ToList();
        var (text, label) = (Column(file, header, "text"), Column(file, header, "label"));
        var (texts, labels, rows, bad, fault) = (new List<string>(), new List<SentimentLabel>(), new List<int>(), 0, (string?)null);
        for (var row = 0; csv.Read(); row++)
        {
            if (csv.GetField(text) is { } read && TryLabel(csv.GetField(label), out var known))
            {
                texts.Add(read);
                labels.Add(known);
                rows.Add(row);
            }
            else
            {
                bad++;
                fault ??= string.Create(
                    CultureInfo.InvariantCulture,
                    $"line {csv.Context.Parser?.RawRow}: the label '{csv.GetField(label)}' is none of 0, 1, negative, positive, neutral."
                );
            }
        }

        return texts.Count > 0
            ? new LabelledTextFile(file.Name, new LabelledTexts(texts, labels), rows, bad, fault)
            : throw new UnusableFileException($"{file.Name} has no row that can be read{(fault is null ? "." : $"; {fault}")}");
    }

    private static int Column(FileInfo file, List<string> header, string name) =>
        header.IndexOf(name) is >= 0 and var at
            ? at
            : throw new UnusableFileException($"{file.Name} has no column '{name}'. It has: {string.Join(", ", header)}.");

    private static bool TryLabel(string? text, out SentimentLabel label)
    {
        (var known, label) = text?.Trim() switch
        {
            "1" or "positive" => (true, SentimentLabel.Positive),
            "0" or "negative" => (true, SentimentLabel.Negative),
            "neutral" => (true, SentimentLabel.Neutral),
            _ => (false, SentimentLabel.Negative),
        };
        return known;
    }
}
