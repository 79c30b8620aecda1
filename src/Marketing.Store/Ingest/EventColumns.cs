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

    public static async Task CopyAsync(NpgsqlBinaryImporter importer, EventBatch batch, DateTime receivedAt, CancellationToken cancel)
    {
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            var row = batch.Rows[i];
            await importer.StartRowAsync(cancel);
            await importer.WriteAsync(batch.Subjects[i], NpgsqlDbType.Text, cancel);
            await importer.WriteAsync(row.Id, NpgsqlDbType.Text, cancel);
            await importer.WriteAsync((short)row.Type, NpgsqlDbType.Smallint, cancel);
            await importer.WriteAsync(row.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
            await importer.WriteAsync(batch.Hashes[i], NpgsqlDbType.Bigint, cancel);
            await importer.WriteAsync(row.Weight, NpgsqlDbType.Real, cancel);
            await WriteAsync(importer, row.Value, NpgsqlDbType.Double, cancel);
            await WriteAsync(importer, row.Quantity, NpgsqlDbType.Numeric, cancel);
            await WriteAsync(importer, row.Price, NpgsqlDbType.Numeric, cancel);
            for (var column = 0; column < TextOf.Length; column++)
            {
                var text = TextOf[column](row);
                var type = Texts[column] == "attributes" ? NpgsqlDbType.Jsonb : NpgsqlDbType.Text;
                await (text is null ? importer.WriteNullAsync(cancel) : importer.WriteAsync(text, type, cancel));
            }

            await importer.WriteAsync(receivedAt, NpgsqlDbType.TimestampTz, cancel);
        }
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter importer, T? value, NpgsqlDbType type, CancellationToken cancel)
        where T : struct => value is { } given ? importer.WriteAsync(given, type, cancel) : importer.WriteNullAsync(cancel);
}
