using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Analytics;

/// <summary>The base cells as they are stored: reads those that a new count may replace, and replaces them.</summary>
internal static class CellTable
{
    // One condition, so that what is removed was looked at before. $1: everything.
    private const string Replaced = """
        FROM analytics.cells WHERE $1 OR (family = 'sales' AND first_day >= $2) OR (family = 'activity' AND first_day >= $3)
            OR (family = 'funnel' AND first_day >= $4) OR (family LIKE '%-%' AND first_day >= $5)
        """;

    private const string Columns =
        "family, dimension, value, first_day, last_day, customers, second, third, orders, units, revenue, returned, sketch";

    /// <summary>The cells of the days that are worked out anew, as they have been shown.</summary>
    public static Task<List<AnalyticsCellRow>> ReadAsync(NpgsqlConnection connection, CellSpan span, CancellationToken cancel) =>
        connection.QueryAsync(
            $"SELECT {Columns} {Replaced}",
            parameters => parameters.AddRange(Days(span)),
            r => new AnalyticsCellRow
            {
                Family = r.GetString(0),
                Dimension = r.GetString(1),
                Value = r.GetString(2),
                FirstDay = r.GetFieldValue<DateOnly>(3),
                LastDay = r.GetFieldValue<DateOnly>(4),
                Customers = r.GetInt64(5),
                Second = r.GetInt64(6),
                Third = r.GetInt64(7),
                Orders = r.GetInt64(8),
                Units = r.GetDouble(9),
                Revenue = r.GetDouble(10),
                Returned = r.GetDouble(11),
                Sketch = r.IsDBNull(12) ? null : r.GetFieldValue<byte[]>(12),
            },
            cancel
        );

    /// <summary>The secret of the keyed hashes.</summary>
    public static async Task<byte[]> KeyAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync("SELECT key FROM privacy.keys", _ => { }, r => r.GetFieldValue<byte[]>(0), cancel))[0];

    /// <param name="connection">Within a transaction.</param>
    /// <param name="span">The days that were worked out anew; null: there are none any more.</param>
    /// <param name="cells">Their cells.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task ReplaceAsync(
        NpgsqlConnection connection,
        CellSpan? span,
        IReadOnlyList<AnalyticsCellRow> cells,
        CancellationToken cancel
    )
    {
        await using (var delete = new NpgsqlCommand($"DELETE {Replaced}", connection) { CommandTimeout = 0 })
        {
            delete.Parameters.AddRange(Days(span));
            await delete.ExecuteNonQueryAsync(cancel);
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY analytics.cells ({Columns}) FROM STDIN (FORMAT binary)",
            cancel
        );
        foreach (var cell in cells)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(cell.Family, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(cell.Dimension, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(cell.Value, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(cell.FirstDay, NpgsqlDbType.Date, cancel);
            await copy.WriteAsync(cell.LastDay, NpgsqlDbType.Date, cancel);
            foreach (var count in new[] { cell.Customers, cell.Second, cell.Third, cell.Orders })
            {
                await copy.WriteAsync(count, NpgsqlDbType.Bigint, cancel);
            }

            foreach (var sum in new[] { cell.Units, cell.Revenue, cell.Returned })
            {
                await copy.WriteAsync(sum, NpgsqlDbType.Double, cancel);
            }

            if (cell.Sketch is { } sketch)
            {
                await copy.WriteAsync(sketch, NpgsqlDbType.Bytea, cancel);
            }
            else
            {
                await copy.WriteNullAsync(cancel);
            }
        }

        await copy.CompleteAsync(cancel);
    }

    private static NpgsqlParameter[] Days(CellSpan? span) =>
        [
            new NpgsqlParameter<bool> { TypedValue = span is null or { Cohorts: true } },
            .. new[] { span?.Sales, span?.Activity, span?.Funnel, span is null ? null : CellBuilder.First(span) }.Select(
                day => new NpgsqlParameter<DateOnly> { TypedValue = day ?? DateOnly.MinValue }
            ),
        ];
}
