using Marketing.Ads.Decisions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Reports;

/// <summary>
/// Which groups of a report stand alone. Those of fewer than ten customers are taken together, with the smallest of the others where they are fewer than ten even so: then the
/// sum of all rows is everything that was done, whatever it is grouped by, and tells nothing of the few.
/// </summary>
/// <param name="Alone">Keys of rows of their own.</param>
/// <param name="HasOthers">Whether the rest is a row, <see cref="Others"/>; false: there is none, or it is of fewer than ten customers and left out.</param>
internal sealed record ShownKeys(IReadOnlyList<string> Alone, bool HasOthers)
{
    /// <summary>Key of the small groups together.</summary>
    public const string Others = "(others)";

    private const int MostGroups = 1_000;

    // Who asked without an id is somebody each time.
    private const string Customers =
        $"count(DISTINCT user_id) FILTER (WHERE user_id <> '{Asker.Nobody}') + count(*) FILTER (WHERE user_id = '{Asker.Nobody}')";

    /// <summary>The key under which a group's figures are shown; null: nowhere.</summary>
    public string? Of(string key) =>
        Alone.Contains(key) ? key
        : HasOthers ? Others
        : null;

    public static async Task<ShownKeys> ReadAsync(
        NpgsqlConnection connection,
        string groupBy,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        List<(string Key, long Customers)> groups = [];
        await using (
            var command = new NpgsqlCommand(
                $"""
                SELECT {AdPerformanceReader.Keys[groupBy]}, {Customers} FROM ads.decision_ads WHERE decided_at >= $1 AND decided_at < $2
                GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MostGroups + 1}
                """,
                connection
            )
        )
        {
            AdPerformanceReader.Window(command, from, to);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                groups.Add((reader.GetString(0), reader.GetInt64(1)));
            }
        }

        List<string> alone =
        [
            .. groups.Where(group => group.Customers >= SmallCells.Fewest).Take(MostGroups - 1).Select(group => group.Key),
        ];
        if (alone.Count == groups.Count)
        {
            return new ShownKeys(alone, HasOthers: false);
        }

        if (await RestAsync(connection, groupBy, from, to, alone, cancel) >= SmallCells.Fewest)
        {
            return new ShownKeys(alone, HasOthers: true);
        }

        // With one of ten customers or more, the rest has as many.
        return alone.Count == 0 ? new ShownKeys([], HasOthers: false) : new ShownKeys(alone[..^1], HasOthers: true);
    }

    private static async Task<long> RestAsync(
        NpgsqlConnection connection,
        string groupBy,
        DateTimeOffset from,
        DateTimeOffset to,
        List<string> alone,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Customers} FROM ads.decision_ads WHERE decided_at >= $1 AND decided_at < $2 AND {AdPerformanceReader.Keys[groupBy]} <> ALL($3)",
            connection
        );
        AdPerformanceReader.Window(command, from, to);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. alone] });
        return await command.ExecuteScalarAsync(cancel) is long customers ? customers : 0;
    }
}
