using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>The SQL of writing items.</summary>
internal static class ItemUpsert
{
    private const string Rows = """
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::text[], $7::int[], $8::boolean[], $9::boolean[], $10::text[],
            $11::text[], $12::text[], $13::text[], $14::timestamptz[])
            AS r(item_id, name, category, brand, price, currency, stock, available, recommendable, description, image_url, tags, attributes, created_at)
        """;

    public static readonly Upsert<NewItem> Sql = new(
        row => row.ItemId,
        $"""
        INSERT INTO shop.items (item_id, name, category, brand, price, currency, stock, available, recommendable, description, image_url, tags, attributes,
            created_at, changed_at)
        SELECT item_id, name, category, brand, price, currency, stock, available, coalesce(recommendable, true), description, image_url, tags::text[],
            attributes::jsonb, coalesce(created_at, now()), clock_timestamp()
        {Rows}
        ON CONFLICT (item_id) DO NOTHING RETURNING item_id
        """,
        "SELECT FROM shop.items WHERE item_id = ANY($1) ORDER BY item_id FOR UPDATE",
        // All parts of one statement see the rows as they were before it.
        $"""
        WITH given AS MATERIALIZED (SELECT item_id, stock {Rows}),
        sold_out AS (
            INSERT INTO shop.stock_outs (item_id, started_at)
            SELECT i.item_id, clock_timestamp() FROM shop.items i JOIN given USING (item_id) WHERE coalesce(i.stock, 1) > 0 AND given.stock = 0
            ON CONFLICT DO NOTHING),
        back_again AS (
            UPDATE shop.stock_outs s SET ended_at = clock_timestamp()
            FROM given WHERE s.item_id = given.item_id AND s.ended_at IS NULL AND coalesce(given.stock, 1) > 0),
        forgotten AS (
            DELETE FROM shop.stock_outs s USING given WHERE s.item_id = given.item_id AND s.ended_at < clock_timestamp() - interval '400 days')
        UPDATE shop.items i SET name = r.name, category = r.category, brand = r.brand, price = r.price, currency = r.currency, stock = r.stock,
            available = r.available, recommendable = coalesce(r.recommendable, i.recommendable), description = r.description, image_url = r.image_url,
            tags = r.tags::text[], attributes = r.attributes::jsonb, created_at = coalesce(r.created_at, i.created_at),
            changed_at = greatest(clock_timestamp(), i.changed_at + interval '1 microsecond')
        {Rows}
        WHERE i.item_id = r.item_id AND (i.name, i.category, i.brand, i.price, i.currency, i.stock, i.available, i.recommendable, i.description, i.image_url,
            i.tags, i.attributes, i.created_at)
        IS DISTINCT FROM (r.name, r.category, r.brand, r.price, r.currency, r.stock, r.available, coalesce(r.recommendable, i.recommendable), r.description,
            r.image_url, r.tags::text[], r.attributes::jsonb, coalesce(r.created_at, i.created_at))
        RETURNING i.item_id
        """,
        AddRows
    );

    private static void AddRows(NpgsqlParameterCollection parameters, NewItem[] rows)
    {
        parameters.AddArray(Array.ConvertAll(rows, r => r.ItemId), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Name), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Category is null ? null : CategoryPath.Normalize(r.Category)), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Brand), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Price), NpgsqlDbType.Numeric);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Currency), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Stock), NpgsqlDbType.Integer);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Available), NpgsqlDbType.Boolean);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Recommendable), NpgsqlDbType.Boolean);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Description), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.ImageUrl), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => ArrayLiteral(r.Tags)), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.Attributes), NpgsqlDbType.Text);
        parameters.AddArray(Array.ConvertAll(rows, r => r.CreatedAt?.UtcDateTime), NpgsqlDbType.TimestampTz);
    }

    /// <summary>PostgreSQL's text form of an array: unnest would flatten an array of arrays.</summary>
    private static string ArrayLiteral(IReadOnlyList<string> values)
    {
        var text = new StringBuilder("{");
        foreach (var value in values)
        {
            text.Append(text.Length > 1 ? ",\"" : "\"");
            text.Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
            text.Append('"');
        }

        return text.Append('}').ToString();
    }
}
