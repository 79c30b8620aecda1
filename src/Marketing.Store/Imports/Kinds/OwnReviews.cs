using System.Text;
using System.Text.Json;

namespace Marketing.Store.Imports;

/// <summary>
/// Our own form of reviews: <c>reviewId</c> (else made from the content), <c>userId</c> or <c>sessionId</c>, <c>itemId</c>, <c>text</c>, <c>value</c> (or
/// <c>stars</c>, <c>rating</c>), <c>language</c>, <c>occurredAt</c>. Becomes events of type review.
/// </summary>
internal sealed class OwnReviews(ImportSession session) : IImportReader
{
    private const int Id = 0;
    private const int User = 1;
    private const int Session = 2;
    private const int Item = 3;
    private const int Body = 4;
    private const int Value = 5;
    private const int Language = 6;
    private const int Time = 7;

    private static readonly string[] Fields =
    [
        "reviewId|id",
        "userId",
        "sessionId",
        "itemId",
        "text",
        "value|stars|rating",
        "language",
        "occurredAt",
        "attributes",
    ];

    /// <summary>For the help.</summary>
    public static string Columns => OwnTable.NamesOf(Fields);

    public IEnumerable<ImportRow> Read(ImportFile file) => OwnTable.IsJson(file) ? ReadJson(file) : ReadCsv(file);

    private IEnumerable<ImportRow> ReadCsv(ImportFile file)
    {
        using var table = new OwnTable(file, session, Fields);
        var ids = new EventIds();
        var cells = new string?[Fields.Length];
        while (table.Read())
        {
            for (var i = 0; i < cells.Length - 1; i++)
            {
                cells[i] = table[i];
            }

            cells[^1] = table.Attributes(cells.Length - 1);
            var row = Convert(cells, ids);
            if (session.Passes(row, table.Line, table.Raw) && row is not null)
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }

    private IEnumerable<ImportRow> ReadJson(ImportFile file)
    {
        var ids = new EventIds();
        foreach (var (line, utf8, length) in OwnTable.JsonLines(file, session))
        {
            var raw = Encoding.UTF8.GetString(utf8, 0, length);
            var cells = CellsOf(utf8.AsMemory(0, length));
            var row = cells is null ? null : Convert(cells, ids);
            if (session.Passes(row, line, raw.AsMemory()) && row is not null)
            {
                yield return new ImportRow(line, raw.AsMemory(), row);
            }
        }
    }

    private NewEvent? Convert(string?[] cells, EventIds ids)
    {
        var faults = session.Faults;
        var time = Cells.Time(Cells.Needed(cells[Time], "occurredAt", faults), "occurredAt", faults);
        var value = Cells.Real(cells[Value], "value", faults);
        if (time is null || faults.Any)
        {
            return null;
        }

        return new NewEvent
        {
            Id = cells[Id] ?? ids.Next("review-", string.Join('\u001f', cells)),
            Type = EventType.Review,
            UserId = cells[User],
            SessionId = cells[Session],
            ItemId = cells[Item],
            Text = cells[Body],
            Value = value,
            Language = cells[Language],
            OccurredAt = time.Value,
            Attributes = cells[^1],
        };
    }

    /// <summary>The fields of one JSON object as cells; null when a fault says what is wrong.</summary>
    private string?[]? CellsOf(ReadOnlyMemory<byte> utf8)
    {
        var faults = session.Faults;
        var cells = new string?[Fields.Length];
        try
        {
            using var document = JsonDocument.Parse(utf8);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                faults.Add("", RejectCodes.NotAnObject, "The element is not an object.");
                return null;
            }

            foreach (var field in document.RootElement.EnumerateObject())
            {
                Put(field, cells);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter: text that is not Unicode
        {
            faults.Add("", RejectCodes.InvalidJson, "The line is not readable JSON.");
        }

        return faults.Any ? null : cells;
    }

    private void Put(JsonProperty field, string?[] cells)
    {
        var index = Array.FindIndex(Fields, names => names.Split('|').Contains(field.Name));
        if (index < 0)
        {
            session.Faults.Add(field.Name, RejectCodes.UnknownField, $"There is no field '{TextRules.Excerpt(field.Name)}' here.");
            return;
        }

        if (cells[index] is not null)
        {
            session.Faults.Add(field.Name, RejectCodes.DuplicateField, $"'{TextRules.Excerpt(field.Name)}' is given twice.");
            return;
        }

        var isAttributes = index == cells.Length - 1;
        cells[index] = (field.Value.ValueKind, index) switch
        {
            (JsonValueKind.Null, _) => null,
            (JsonValueKind.Object, _) when isAttributes => CanonicalJson.Parse(
                field.Value.GetRawText(),
                "attributes",
                EventRules.MaxAttributesBytes,
                session.Faults
            ),
            (JsonValueKind.Number, Value) => field.Value.GetRawText(),
            (JsonValueKind.String, not Value) when !isAttributes => NotEmpty(field.Value.GetString()),
            _ => Wrong(field.Name),
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private string? Wrong(string name)
    {
        session.Faults.Add(name, RejectCodes.WrongType, $"'{name}' has a value of the wrong type.");
        return null;
    }
}
