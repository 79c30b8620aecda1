using System.Text.Json;
using Marketing.Store;
using Npgsql;

namespace Marketing.Profiles.Quality;

/// <summary>Reads the figures of data quality that are not of the events themselves.</summary>
internal static class QualityReader
{
    private static readonly string[] LagNames = ["1s", "10s", "1m", "10m", "1h", "1d", "7d", "older"];

    /// <summary>By source, newest first; outcomes and lags of the days from <paramref name="since"/> on.</summary>
    public static async Task<IReadOnlyList<SourceFigures>> SourcesAsync(
        NpgsqlConnection connection,
        DateOnly since,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var rows = await connection.QueryAsync(
            """
            SELECT source, outcome, lag, coalesce(sum(rows) FILTER (WHERE day >= $1), 0)::bigint, max(last_at) FROM shop.intake GROUP BY 1, 2, 3
            """,
            p => p.Add(new NpgsqlParameter<DateOnly> { TypedValue = since }),
            r =>
                (
                    Source: r.GetString(0),
                    Outcome: r.GetString(1),
                    Lag: r.GetInt16(2),
                    Rows: r.GetInt64(3),
                    LastAt: r.GetFieldValue<DateTimeOffset>(4)
                ),
            cancel
        );
        return
        [
            .. rows.GroupBy(row => row.Source, StringComparer.Ordinal)
                .Select(source =>
                {
                    var last = source.Max(row => row.LastAt);
                    return new SourceFigures(
                        source.Key,
                        Sums(source.Where(row => row.Rows > 0).Select(row => (row.Outcome, row.Rows))),
                        last,
                        Math.Round((now - last).TotalSeconds, 1),
                        Sums(
                            source
                                .Where(row => row.Lag >= 0 && row.Rows > 0)
                                .Select(row => (LagNames[Math.Min(row.Lag, LagNames.Length - 1)], row.Rows))
                        )
                    );
                })
                .OrderByDescending(source => source.LastAt),
        ];
    }

    public static Task<List<QuarantineCount>> QuarantineAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QueryAsync(
            "SELECT code, count(*), min(received_at), max(received_at) FROM shop.quarantine GROUP BY code ORDER BY code",
            _ => { },
            r => new QuarantineCount(r.GetString(0), r.GetInt64(1), r.GetFieldValue<DateTimeOffset>(2), r.GetFieldValue<DateTimeOffset>(3)),
            cancel
        );

    /// <summary>The rules with their counts.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="atIngest">Rows that came in by outcome, for the rules that ingest applies.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<CleaningFigures> CleaningAsync(
        NpgsqlConnection connection,
        Dictionary<string, long> atIngest,
        CancellationToken cancel
    )
    {
        var runs = await connection.QueryAsync(
            "SELECT finished_at, events, currency, counts::text FROM shop.cleaning_runs WHERE scope_from IS NULL ORDER BY run_id DESC LIMIT 1",
            _ => { },
            r =>
                (
                    At: r.GetFieldValue<DateTimeOffset>(0),
                    Events: r.GetInt64(1),
                    Currency: r.IsDBNull(2) ? null : r.GetString(2),
                    Counts: r.GetString(3)
                ),
            cancel
        );
        var counts = runs is [var run] ? JsonSerializer.Deserialize<Dictionary<string, long>>(run.Counts) ?? [] : [];
        counts["duplicate-id"] = atIngest.GetValueOrDefault("duplicate");
        counts["click-rules"] = atIngest.GetValueOrDefault("flagged");
        return new CleaningFigures(
            runs is [var last] ? last.At : null,
            runs.Sum(r => r.Events),
            runs is [var newest] ? newest.Currency : null,
            [
                .. CleaningRules.All.Select(rule => new CleaningRuleFigures(
                    rule.Name,
                    rule.What,
                    rule.Setting,
                    counts.TryGetValue(rule.Name, out var rows) ? rows : null
                )),
            ]
        );
    }

    internal static Dictionary<string, long> Sums(IEnumerable<(string Key, long Rows)> rows) =>
        rows.GroupBy(row => row.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Rows), StringComparer.Ordinal);

    internal static string Word(EventType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
}
