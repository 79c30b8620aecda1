using Marketing.Ads.Decisions;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Reports;

/// <summary>
/// Which groups of a report stand alone, stretch by stretch. Those of fewer than ten customers in a stretch are taken together, with the smallest of the others where they
/// are fewer than ten even so: then the sum of all rows is everything that was done, whatever it is grouped by, it tells nothing of the few, and neither does what a
/// stretch more adds to a row.
/// </summary>
/// <param name="Stretches">The days that are told of.</param>
/// <param name="Alone">Stretch (from 1) and key of what stands alone.</param>
internal sealed record ShownKeys(ReportStretches Stretches, IReadOnlySet<(int Stretch, string Key)> Alone)
{
    /// <summary>Key of the small groups together.</summary>
    public const string Others = "(others)";

    /// <summary>Says which cell a row of <c>d</c> is in: $1 to $3 as <see cref="Cells"/> sets them.</summary>
    public const string Stretch = "width_bucket(d.decided_at, $3)";

    private const int MostGroups = 1_000;

    // Who asked without an id is somebody each time.
    private const string Customers =
        $"count(DISTINCT d.user_id) FILTER (WHERE d.user_id <> '{Asker.Nobody}') + count(*) FILTER (WHERE d.user_id = '{Asker.Nobody}')";

    /// <summary>The key under which what happened to a group is shown; null: nowhere.</summary>
    /// <param name="decidedAt">When the ad was chosen.</param>
    /// <param name="key">The group.</param>
    public string? Of(DateTimeOffset decidedAt, string key) =>
        Stretches.Of(decidedAt) is not 0 and var stretch
            ? Alone.Contains((stretch, key))
                ? key
                : Others
            : null;

    /// <summary>Sets $1 to $3: first moment, first moment after, and the beginnings of the stretches.</summary>
    public static void Cells(NpgsqlCommand command, ReportStretches stretches)
    {
        AdPerformanceReader.Window(command, stretches.From, stretches.To);
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = stretches.Starts.Select(start => start.UtcDateTime).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            }
        );
    }

    /// <summary>Sets $4 and $5: stretch and key of each cell that stands alone.</summary>
    public static void Apart(NpgsqlCommand command, IReadOnlyCollection<(int Stretch, string Key)> alone)
    {
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. alone.Select(cell => cell.Stretch)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. alone.Select(cell => cell.Key)] });
    }

    public static async Task<ShownKeys> ReadAsync(
        NpgsqlConnection connection,
        string groupBy,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        var stretches = await ReportStretches.ReadAsync(connection, from, to, cancel);
        HashSet<(int, string)> alone = [];
        if (stretches.IsEmpty)
        {
            return new ShownKeys(stretches, alone);
        }

        var cells = await CellsAsync(connection, groupBy, stretches, cancel);
        alone.UnionWith(cells.Where(cell => cell.Customers >= SmallCells.Fewest).Select(cell => (cell.Stretch, cell.Key)));
        foreach (var (stretch, customers) in await RestAsync(connection, groupBy, stretches, alone, cancel))
        {
            // With one of ten customers or more, the rest has as many. There is one: the stretch has ten.
            if (
                customers < SmallCells.Fewest
                && cells.LastOrDefault(cell => alone.Contains((cell.Stretch, cell.Key)) && cell.Stretch == stretch) is { Key: { } key }
            )
            {
                alone.Remove((stretch, key));
            }
        }

        return new ShownKeys(stretches, alone);
    }

    // Largest first. Keys beyond the most are in none, and so among the others.
    private static async Task<List<(int Stretch, string Key, long Customers)>> CellsAsync(
        NpgsqlConnection connection,
        string groupBy,
        ReportStretches stretches,
        CancellationToken cancel
    )
    {
        var key = AdPerformanceReader.Keys[groupBy];
        await using var command = new NpgsqlCommand(
            $"""
            WITH keys AS (
                SELECT {key} AS key FROM ads.decision_ads d WHERE decided_at >= $1 AND decided_at < $2
                GROUP BY 1 ORDER BY count(DISTINCT user_id) DESC, 1 LIMIT {MostGroups - 1}
            )
            SELECT {Stretch}, {key}, {Customers} FROM ads.decision_ads d
            WHERE decided_at >= $1 AND decided_at < $2 AND {key} IN (SELECT key FROM keys) GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1
            """,
            connection
        );
        Cells(command, stretches);
        List<(int, string, long)> cells = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            cells.Add((reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return cells;
    }

    private static async Task<List<(int Stretch, long Customers)>> RestAsync(
        NpgsqlConnection connection,
        string groupBy,
        ReportStretches stretches,
        IReadOnlyCollection<(int Stretch, string Key)> alone,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Stretch}, {Customers} FROM ads.decision_ads d
            LEFT JOIN unnest($4::int[], $5::text[]) AS a(stretch, key) ON a.stretch = {Stretch} AND a.key = {AdPerformanceReader.Keys[
                groupBy
            ]}
            WHERE decided_at >= $1 AND decided_at < $2 AND a.key IS NULL GROUP BY 1
            """,
            connection
        );
        Cells(command, stretches);
        Apart(command, alone);
        List<(int, long)> rest = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            rest.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        return rest;
    }
}
