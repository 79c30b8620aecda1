using System.Text;
using System.Text.Json;

namespace Marketing.Store.Imports;

/// <summary>
/// One user a line: the user's id, then the items bought, oldest first, blanks between. The form has no times, so they are made from positions: everyone's
/// newest purchase lies at <see cref="Newest"/>, and each one before it a day earlier. Counted from the end, the newest day holds the last item of every user,
/// which is what is held back when such data is evaluated. Attributes of items (<c>item_attributes.json</c> beside the file: item to numbers) become tags.
/// </summary>
internal sealed class AmazonSequences(ImportSession session) : IImportReader
{
    /// <summary>The end of the published data.</summary>
    public static readonly DateTimeOffset Newest = new(2014, 7, 23, 0, 0, 0, TimeSpan.Zero);

    public IEnumerable<ImportRow> Read(ImportFile file) => Items(file).Concat(Purchases(file));

    private IEnumerable<ImportRow> Purchases(ImportFile file)
    {
        Dictionary<string, int> times = [];
        foreach (var (line, raw, fields) in Delimited.Read(file, session, " ", 2, Encoding.UTF8))
        {
            session.Count("users");
            times.Clear();
            var items = fields.AsMemory(1);
            if (fields[^1].Length == 0)
            {
                items = items[..^1]; // a blank at the end of the line
            }

            for (var i = 0; i < items.Length; i++)
            {
                session.Count("purchases");
                var item = items.Span[i];
                times[item] = times.GetValueOrDefault(item) + 1;
                var row = new NewEvent
                {
                    // Not the position: a user's items may be read again after the file has grown at its end.
                    Id = EventIds.Once("sequence-", $"{item}\u001f{times[item]}"),
                    Type = EventType.Purchase,
                    UserId = fields[0],
                    ItemId = item,
                    OccurredAt = Newest.AddDays(i - items.Length + 1),
                };
                if (session.Passes(row, line, raw.AsMemory()))
                {
                    yield return new ImportRow(line, raw.AsMemory(), row);
                }
            }
        }
    }

    private IEnumerable<ImportRow> Items(ImportFile file)
    {
        if (file.Beside("item_attributes.json") is not { } path)
        {
            yield break;
        }

        var sequencesFile = session.File;
        session.File = path;
        using var attributes = ImportFile.Open(path);
        foreach (var (id, numbers) in Parse(attributes).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            session.Count("itemsWithAttributes");
            var item = new NewItem { ItemId = id, Tags = [.. numbers.Distinct().Select(number => $"attribute-{number}")] };
            if (session.Passes(item, 0, id.AsMemory()))
            {
                yield return new ImportRow(0, id.AsMemory(), item);
            }
        }

        session.File = sequencesFile;
    }

    private static Dictionary<string, int[]> Parse(ImportFile file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, int[]>>(file.Content) ?? [];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{file.Name} is not a JSON object of item ids and lists of numbers.", exception);
        }
    }
}
