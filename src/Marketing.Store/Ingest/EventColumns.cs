using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>The columns of <c>shop.events</c>: one place for both ways to fill them, row by row (COPY) and column by column (unnest).</summary>
internal static class EventColumns
{
    private static readonly string[] Texts =
    [
        "session_id",
        "item_id",
        "currency",
        "order_id",
        "query",
        "text",
        "language",
        "recommendation_id",
        "decision_id",
        "ad_id",
        "placement",
        "channel",
        "attributes",
        "flag",
    ];

    /// <summary>Columns before <see cref="Texts"/>.</summary>
    private const int FirstTexts = 9;

    private static readonly int Attributes = Array.IndexOf(Texts, "attributes");

    private static readonly string Names =
        "user_id, event_id, type, occurred_at, content_hash, weight, value, quantity, price, " + string.Join(", ", Texts) + ", received_at";

    public static readonly string Copy = $"COPY shop.events ({Names}) FROM STDIN (FORMAT BINARY)";

    /// <summary>
    /// A column that is null throughout is sent as one null: unnest fills it up. The rows come out in the order of the arrays, which is the order of the locks.
    /// </summary>
    public static readonly string Insert = $"""
        INSERT INTO shop.events ({Names})
        SELECT {Names.Replace("attributes", "attributes::jsonb", StringComparison.Ordinal).Replace(
            "received_at",
            "now()",
            StringComparison.Ordinal
        )}
        FROM unnest($1::text[], $2::text[], $3::smallint[], $4::timestamptz[], $5::bigint[], $6::real[], $7::float8[], $8::numeric[], $9::numeric[],
            {string.Join(", ", Texts.Select((_, i) => $"${i + 10}::text[]"))}) AS r({Names.Replace(
            ", received_at",
            "",
            StringComparison.Ordinal
        )})
        ON CONFLICT (user_id, event_id) DO NOTHING
        """;

    private static readonly Func<NewEvent, string?>[] TextOf =
    [
        e => e.SessionId,
        e => e.ItemId,
        e => e.Currency,
        e => e.OrderId,
        e => e.Query,
        e => e.Text,
        e => e.Language,
        e => e.RecommendationId,
        e => e.DecisionId,
        e => e.AdId,
        e => e.Placement,
        e => e.Channel,
        e => e.Attributes,
        e => e.Flag,
    ];

    public static void AddTo(NpgsqlParameterCollection parameters, EventBatch batch)
    {
        var rows = batch.Rows;
        parameters.AddArray(batch.Subjects, NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Id), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => (short)r.Type), NpgsqlDbType.Smallint);
        parameters.AddArray(Array.ConvertAll(rows, r => r.OccurredAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        parameters.AddArray(batch.Hashes, NpgsqlDbType.Bigint);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Weight), NpgsqlDbType.Real);
        parameters.AddArray(
            Array.Exists(rows, r => r.Value is not null) ? Array.ConvertAll(rows, r => r.Value) : null,
            NpgsqlDbType.Double
        );
        parameters.AddArray(
            Array.Exists(rows, r => r.Quantity is not null) ? Array.ConvertAll(rows, r => r.Quantity) : null,
            NpgsqlDbType.Numeric
        );
        parameters.AddArray(
            Array.Exists(rows, r => r.Price is not null) ? Array.ConvertAll(rows, r => r.Price) : null,
            NpgsqlDbType.Numeric
        );
        foreach (var text in TextOf)
        {
            parameters.AddArray(
                Array.Exists(rows, r => text(r) is not null) ? Array.ConvertAll(rows, r => text(r)) : null,
                NpgsqlDbType.Text
            );
        }
    }

    /// <summary>Sends a batch as the rows of <see cref="Copy"/>.</summary>
    public static async Task CopyAsync(Stream stream, EventBatch batch, DateTime receivedAt, CancellationToken cancel)
    {
        using var rows = new CopyRows(stream);
        rows.Header();
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            Write(rows, batch.Subjects[i], batch.Rows[i], batch.Hashes[i], receivedAt);
            if (rows.IsFull)
            {
                await rows.FlushAsync(cancel);
            }
        }

        rows.Trailer();
        await rows.FlushAsync(cancel);
    }

    private static void Write(CopyRows to, string subject, NewEvent row, long hash, DateTime receivedAt)
    {
        to.Row(FirstTexts + Texts.Length + 1);
        to.Write(subject);
        to.Write(row.Id);
        to.Write((short)row.Type);
        to.Write(row.OccurredAt.UtcDateTime);
        to.Write(hash);
        to.Write(row.Weight);
        to.Write(row.Value);
        to.Write(row.Quantity);
        to.Write(row.Price);
        for (var column = 0; column < TextOf.Length; column++)
        {
            if (column == Attributes)
            {
                to.WriteJson(row.Attributes);
            }
            else
            {
                to.Write(TextOf[column](row));
            }
        }

        to.Write(receivedAt);
    }
}
