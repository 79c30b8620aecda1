using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Analytics;

/// <summary>A table as a file for spreadsheets.</summary>
internal static class CsvAnswer
{
    /// <summary>Writes rows under a header. Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers are numbers.</summary>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Cells: text, numbers, days, or null for an empty one.</param>
    public static FileContentHttpResult Of(string name, string[] header, IEnumerable<object?[]> rows)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }))
        {
            foreach (var row in rows.Prepend(header))
            {
                foreach (var cell in row)
                {
                    csv.WriteField(Text(cell));
                }

                csv.NextRecord();
            }
        }

        // With a byte order mark, or spreadsheets take UTF-8 for their own code page.
        return TypedResults.File(
            [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())],
            "text/csv; charset=utf-8",
            name + ".csv"
        );
    }

    /// <summary>OWASP's rule: whatever begins with = + - @, a tab or a line break is a formula to some program, also behind blanks.</summary>
    internal static string Text(object? cell) =>
        cell switch
        {
            null => "",
            string text => text.TrimStart(' ', '\u00a0', '"', '\'')
                is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20', ..]
                ? "'" + text
                : text,
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"A cell cannot be a {cell.GetType().Name}.", nameof(cell)),
        };
}
