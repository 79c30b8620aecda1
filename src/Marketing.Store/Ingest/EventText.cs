using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>Writes an event as the JSON that a sender would have written: what quarantine keeps.</summary>
internal static class EventText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(NewEvent row)
    {
        using var stream = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            Put(writer, "id", row.Id);
            Put(writer, "type", EventTypes.Name(row.Type));
            Put(writer, "userId", row.UserId);
            Put(writer, "sessionId", row.SessionId);
            Put(writer, "itemId", row.ItemId);
            writer.WriteString("occurredAt", row.OccurredAt.UtcDateTime);
            if (row.Value is { } value)
            {
                writer.WriteNumber("value", value);
            }

            Put(writer, "quantity", row.Quantity);
            Put(writer, "price", row.Price);
            Put(writer, "currency", row.Currency);
            Put(writer, "orderId", row.OrderId);
            Put(writer, "query", row.Query);
            Put(writer, "text", row.Text);
            Put(writer, "language", row.Language);
            Put(writer, "recommendationId", row.RecommendationId);
            Put(writer, "decisionId", row.DecisionId);
            Put(writer, "adId", row.AdId);
            Put(writer, "placement", row.Placement);
            Put(writer, "channel", row.Channel);
            if (row.Attributes is { } attributes)
            {
                writer.WritePropertyName("attributes");
                writer.WriteRawValue(attributes);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Put(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Put(Utf8JsonWriter writer, string name, decimal? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }
}
