using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Sentiment;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>The texts of a file.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Texts">Those of rows that could be read.</param>
/// <param name="Rows">Number of each in the file, counted from 0, rows that could not be read included.</param>
/// <param name="BadRows">How many could not be read.</param>
/// <param name="FirstFault">What is wrong with the first of them; null when there is none.</param>
internal sealed record LabelledTextFile(string Name, LabelledTexts Texts, IReadOnlyList<int> Rows, int BadRows, string? FirstFault)
{
    /// <summary>The rows with these numbers. What could not be read is told of the whole file.</summary>
    public LabelledTextFile Part(string name, Predicate<int> belongs)
    {
        int[] kept = [.. Enumerable.Range(0, Rows.Count).Where(at => belongs(Rows[at]))];
        var texts = new LabelledTexts([.. kept.Select(at => Texts.Texts[at])], [.. kept.Select(at => Texts.Labels[at])]);
        return this with { Name = name, Texts = texts, Rows = [.. kept.Select(at => Rows[at])] };
    }
}

/// <summary>Which columns hold what, and how they are understood.</summary>
/// <param name="Text">Of these the ones that are not empty, a line each.</param>
/// <param name="Label">The label's column.</param>
/// <param name="Meaning">The label; null for a value that is none.</param>
/// <param name="Needed">A row where this column is empty is no review: it is passed over and has no number. Null: every row is one.</param>
internal sealed record TextColumns(IReadOnlyList<string> Text, string Label, Func<string, SentimentLabel?> Meaning, string? Needed = null)
{
    /// <summary>Of a file that was made for this command.</summary>
    public static readonly TextColumns Plain = new(["text"], "label", ByName);

    /// <summary>1 and positive, 0 and negative, neutral.</summary>
    public static SentimentLabel? ByName(string value) =>
        value switch
        {
            "1" or "positive" => SentimentLabel.Positive,
            "0" or "negative" => SentimentLabel.Negative,
            "neutral" => SentimentLabel.Neutral,
            _ => null,
        };

    /// <summary>4 and 5 stars are positive, 3 neutral, 1 and 2 negative.</summary>
    public static SentimentLabel? ByStars(string value) =>
        value switch
        {
            "4" or "5" => SentimentLabel.Positive,
            "3" => SentimentLabel.Neutral,
            "1" or "2" => SentimentLabel.Negative,
            _ => null,
        };
}

/// <summary>CSV, unless told otherwise with the columns <c>text</c> and <c>label</c>. A row that cannot be understood is counted, not fatal.</summary>
internal static class LabelledTextFiles
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        TrimOptions = TrimOptions.None,
        BadDataFound = null,
        MissingFieldFound = null,
    };

    /// <exception cref="UnusableFileException">A column is missing, the file is no text, or no row can be read.</exception>
    public static LabelledTextFile Read(FileInfo file) => Read(file, TextColumns.Plain);

    /// <exception cref="UnusableFileException">A column is missing, the file is no text, or no row can be read.</exception>
    public static LabelledTextFile Read(FileInfo file, TextColumns columns) =>
        CsvFile.Read(file, Format, (header, csv) => ReadRows(file, columns, header, csv));

    private static LabelledTextFile ReadRows(FileInfo file, TextColumns columns, CsvHeader header, CsvReader csv)
    {
        int[] text = [.. columns.Text.Select(name => header[name])];
        var label = header[columns.Label];
        var needed = columns.Needed is { } name ? header[name] : -1;
        var (texts, labels, rows, bad, fault) = (new List<string>(), new List<SentimentLabel>(), new List<int>(), 0, (string?)null);
        for (var row = 0; csv.Read(); row++)
        {
            if (needed >= 0 && string.IsNullOrEmpty(csv.GetField(needed)))
            {
                row--;
            }
            else if (Text(csv, text) is { } read && columns.Meaning(csv.GetField(label)?.Trim() ?? "") is { } known)
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
                    $"line {csv.Context.Parser?.RawRow}: the label '{csv.GetField(label)}' is none that is known."
                );
            }
        }

        return texts.Count > 0
            ? new LabelledTextFile(file.Name, new LabelledTexts(texts, labels), rows, bad, fault)
            : throw new UnusableFileException($"{file.Name} has no row that can be read{(fault is null ? "." : $"; {fault}")}");
    }

    /// <summary>One column as it is; of several those that are not empty.</summary>
    private static string? Text(CsvReader csv, int[] columns) =>
        columns.Length == 1
            ? csv.GetField(columns[0])
            : string.Join('\n', columns.Select(column => csv.GetField(column)).Where(part => !string.IsNullOrEmpty(part)));
}
