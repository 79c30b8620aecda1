using System.Globalization;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Recommenders;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>
/// The CSV file of <c>--items</c>. Columns with the names that the store uses are what they say; every other column is an attribute, whose
/// cells may hold several values divided by <c>|</c>.
/// </summary>
internal static class CatalogueFile
{
    /// <summary>Items in the order of the file; of two rows with one id the first counts.</summary>
    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static IReadOnlyDictionary<string, ItemDescription> Read(FileInfo file)
    {
        var items = new OrderedDictionary<string, ItemDescription>(StringComparer.Ordinal);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var idAt = 0;
        CsvFile.Read(
            file,
            header =>
            {
                idAt = header["item_id"];
                columns = header.Names.Distinct().ToDictionary(name => name, name => header[name]);
            },
            field => items.TryAdd(CsvFile.Id(field(idAt)), Describe(columns.Keys, column => field(columns[column])))
        );
        return items;
    }

    private static ItemDescription Describe(IEnumerable<string> columns, Func<string, string> cell)
    {
        var item = new ItemDescription();
        var attributes = new List<KeyValuePair<string, string>>();
        foreach (var column in columns)
        {
            var value = cell(column).Trim();
            if (value.Length == 0)
            {
                continue;
            }

            item = column switch
            {
                "item_id" => item,
                "name" or "title" => item with { Name = value },
                "category" => item with { Category = value },
                "brand" => item with { Brand = value },
                "description" => item with { Description = value },
                "created_at" => item with { CreatedAt = InteractionFiles.UnixSeconds(value) },
                "tags" => item with { Tags = Values(value) },
                "price" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var price) => item with
                {
                    Price = price,
                },
                _ => WithAttributes(column, value),
            };
        }

        return item with
        {
            Attributes = attributes,
        };

        ItemDescription WithAttributes(string column, string value)
        {
            attributes.AddRange(Values(value).Select(part => KeyValuePair.Create(column, part)));
            return item;
        }
    }

    private static string[] Values(string cell) => cell.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
