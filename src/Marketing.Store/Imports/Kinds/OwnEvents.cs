using System.Text;
using System.Text.Json;

namespace Marketing.Store.Imports;

/// <summary>Our own form of events. A row without an id gets one made from its text, so that the same row again is the same event.</summary>
internal sealed class OwnEvents(ImportSession session) : IImportReader
{
    private const string Prefix = "row-";

    private static readonly string[] Fields =
    [
        "id|eventId",
        "type",
        "userId",
        "sessionId",
        "itemId",
        "occurredAt",
        "value",
        "quantity",
        "price",
        "currency",
        "orderId",
        "query",
        "text",
        "language",
        "recommendationId",
        "decisionId",
        "adId",
        "placement",
        "channel",
        "attributes",
    ];

    /// <summary>For the help.</summary>
    public static string Columns => OwnTable.NamesOf(Fields);

    public IEnumerable<ImportRow> Read(ImportFile file) => OwnTable.IsJson(file) ? ReadJson(file) : ReadCsv(file);

    private IEnumerable<ImportRow> ReadCsv(ImportFile file)
    {
        using var table = new OwnTable(file, session, Fields);
        var ids = new EventIds();
        while (table.Read())
        {
            var row = Convert(table, ids);
            if (session.Passes(row, table.Line, table.Raw) && row is not null)
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }

    private NewEvent? Convert(OwnTable table, EventIds ids)
    {
        var faults = session.Faults;
        var type = Type(Cells.Needed(table[1], "type", faults));
        var occurredAt = Cells.Time(Cells.Needed(table[5], "occurredAt", faults), "occurredAt", faults);
        if (type == default || occurredAt is not { } time)
        {
            return null;
        }

        return new NewEvent
        {
            Id = table[0] ?? ids.Next(Prefix, table.Raw.ToString()),
            Type = type,
            UserId = table[2],
            SessionId = table[3],
            ItemId = table[4],
            OccurredAt = time,
            Value = Cells.Real(table[6], "value", faults),
            Quantity = Cells.Money(table[7], "quantity", faults),
            Price = Cells.Money(table[8], "price", faults),
            Currency = table[9],
            OrderId = table[10],
            Query = table[11],
            Text = table[12],
            Language = table[13],
            RecommendationId = table[14],
            DecisionId = table[15],
            AdId = table[16],
            Placement = table[17],
            Channel = table[18],
            Attributes = table.Attributes(19),
        };
    }

    private EventType Type(string? name)
    {
        EventType type = default;
        if (name is not null && !EventTypes.TryParse(name, out type))
        {
            session.Faults.Add(
                "type",
                RejectCodes.UnknownType,
                $"There is no event type '{TextRules.Excerpt(name)}'; there are {string.Join(", ", EventTypes.All)}."
            );
        }

        return type;
    }

    private IEnumerable<ImportRow> ReadJson(ImportFile file)
    {
        var ids = new EventIds();
        foreach (var (line, utf8, length) in OwnTable.JsonLines(file, session))
        {
            var raw = Encoding.UTF8.GetString(utf8, 0, length);
            if (!EventJson.TryParse(utf8.AsSpan(0, length), 0, out var row, out var rejected))
            {
                if (!LacksOnlyId(rejected, raw) || !EventJson.TryParse(WithId(raw, ids), 0, out row, out rejected))
                {
                    session.Reject(line, rejected.Code, rejected.Detail, raw.AsMemory());
                    continue;
                }
            }

            if (session.Passes(row, line, raw.AsMemory(), isChecked: true))
            {
                yield return new ImportRow(line, raw.AsMemory(), row);
            }
        }
    }

    private static bool LacksOnlyId(RejectedRow rejected, string raw)
    {
        if (rejected.Code != RejectCodes.MissingField)
        {
            return false;
        }

        using var document = JsonDocument.Parse(raw);
        return !document.RootElement.TryGetProperty("id", out _) && document.RootElement.EnumerateObject().Any();
    }

    // The line is an object with at least one field, so the id and a comma fit behind its brace.
    private static byte[] WithId(string raw, EventIds ids) =>
        Encoding.UTF8.GetBytes($"{{\"id\":\"{ids.Next(Prefix, raw)}\",{raw.AsSpan(1)}");
}
