using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>The one parser of an event's JSON, for the interface and for imported NDJSON.</summary>
public static class EventJson
{
    private static readonly FieldNames Names = new(
        "id",
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
        "attributes"
    );

    /// <summary>Reads one event from one JSON text, such as a line of NDJSON.</summary>
    /// <param name="utf8">The whole text; spaces around the object are allowed.</param>
    /// <param name="index">Position in the batch, for <paramref name="rejected"/>.</param>
    /// <param name="row">The event, checked by <see cref="EventRules"/>.</param>
    /// <param name="rejected">Otherwise what is wrong with it first.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        int index,
        [NotNullWhen(true)] out NewEvent? row,
        [NotNullWhen(false)] out RejectedRow? rejected
    )
    {
        var faults = new RowFaults();
        row = RowJson.Read(utf8, Read, faults);
        rejected = row is null ? faults.First(index) : null;
        return row is not null;
    }

    /// <summary>Reads the value that the reader stands on, and leaves the reader on its end.</summary>
    /// <returns>The event, or null when <paramref name="faults"/> says what is wrong.</returns>
    internal static NewEvent? Read(ref Utf8JsonReader reader, RowFaults faults)
    {
        var row = new JsonRow(reader, faults);
        var read = row.Begin() ? Read(ref row) : null;
        reader = row.Reader;
        if (read is not null)
        {
            EventRules.Check(read, faults);
        }

        return faults.Any ? null : read;
    }

    private static NewEvent? Read(ref JsonRow row)
    {
        string? id = null,
            userId = null,
            sessionId = null,
            itemId = null,
            currency = null,
            orderId = null,
            query = null,
            text = null,
            language = null;
        string? recommendationId = null,
            decisionId = null,
            adId = null,
            placement = null,
            channel = null,
            attributes = null;
        EventType type = default;
        DateTimeOffset? occurredAt = null;
        double? value = null;
        decimal? quantity = null,
            price = null;
        while (row.Next(Names, out var field))
        {
            var name = Names[field];
            switch (name)
            {
                case "id":
                    id = row.Text(name);
                    break;
                case "type":
                    type = Type(ref row);
                    break;
                case "userId":
                    userId = row.Text(name);
                    break;
                case "sessionId":
                    sessionId = row.Text(name);
                    break;
                case "itemId":
                    itemId = row.Text(name);
                    break;
                case "occurredAt":
                    occurredAt = row.Time(name);
                    break;
                case "value":
                    value = row.Real(name);
                    break;
                case "quantity":
                    quantity = row.Money(name);
                    break;
                case "price":
                    price = row.Money(name);
                    break;
                case "currency":
                    currency = row.Text(name);
                    break;
                case "orderId":
                    orderId = row.Text(name);
                    break;
                case "query":
                    query = NotEmpty(row.Text(name));
                    break;
                case "text":
                    text = NotEmpty(row.Text(name));
                    break;
                case "language":
                    language = row.Text(name);
                    break;
                case "recommendationId":
                    recommendationId = row.Text(name);
                    break;
                case "decisionId":
                    decisionId = row.Text(name);
                    break;
                case "adId":
                    adId = row.Text(name);
                    break;
                case "placement":
                    placement = row.Text(name);
                    break;
                case "channel":
                    channel = row.Text(name);
                    break;
                default:
                    attributes = row.Object(name, EventRules.MaxAttributesBytes);
                    break;
            }
        }

        row.Need("id", id is not null);
        row.Need("type", type != default);
        row.Need("occurredAt", occurredAt is not null);
        if (id is null || type == default || occurredAt is not { } time)
        {
            return null;
        }

        return new NewEvent
        {
            Id = id,
            Type = type,
            UserId = userId,
            SessionId = sessionId,
            ItemId = itemId,
            OccurredAt = time,
            Value = value,
            Quantity = quantity,
            Price = price,
            Currency = currency,
            OrderId = orderId,
            Query = query,
            Text = text,
            Language = language,
            RecommendationId = recommendationId,
            DecisionId = decisionId,
            AdId = adId,
            Placement = placement,
            Channel = channel,
            Attributes = attributes,
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static EventType Type(ref JsonRow row)
    {
        if (row.Text("type") is not { } name)
        {
            return default;
        }

        if (!EventTypes.TryParse(name, out var type))
        {
            row.Faults.Add(
                "type",
                RejectCodes.UnknownType,
                $"There is no event type '{TextRules.Excerpt(name)}'; there are {string.Join(", ", EventTypes.All)}."
            );
        }

        return type;
    }
}
