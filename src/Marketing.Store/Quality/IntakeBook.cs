using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Counts what comes in, by day, source and outcome, and accepted events by how late they came. Counted in memory and written every few seconds: a counter row
/// that every batch updates would make all batches wait for one another. What a killed process had counted since is lost; the events are not.
/// </summary>
public sealed class IntakeBook(NpgsqlDataSource database, DatabaseHealth health, TimeProvider clock, ILogger<IntakeBook> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Upper ends of the lags that are told apart, ascending; one class more lies above the last.</summary>
    internal static readonly TimeSpan[] Lags =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
    ];

    /// <summary>The outcome of rows that are stored.</summary>
    internal const string Accepted = "accepted";

    private const string Add = """
        INSERT INTO shop.intake AS i (day, source, outcome, lag, rows, last_at)
        SELECT day, source, outcome, lag, rows, last_at FROM unnest($1::date[], $2::text[], $3::text[], $4::smallint[], $5::bigint[], $6::timestamptz[])
            AS n (day, source, outcome, lag, rows, last_at)
        ON CONFLICT (day, source, outcome, lag) DO UPDATE SET rows = i.rows + excluded.rows, last_at = greatest(i.last_at, excluded.last_at)
        """;

    private readonly Lock _lock = new();
    private Dictionary<(DateOnly Day, string Source, string Outcome, short Lag), (long Rows, DateTimeOffset LastAt)> _counts = [];

    /// <summary>Counts rows.</summary>
    /// <param name="source">Where they came from.</param>
    /// <param name="outcome">What became of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="lag">For accepted rows how late they came; null for others.</param>
    public void Count(string source, string outcome, long rows, TimeSpan? lag = null)
    {
        if (rows <= 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var at = lag is { } late ? Array.FindIndex(Lags, end => late <= end) : -1;
        var key = (DateOnly.FromDateTime(now.UtcDateTime), source, outcome, (short)(lag is not null && at < 0 ? Lags.Length : at));
        lock (_lock)
        {
            _counts[key] = (_counts.GetValueOrDefault(key).Rows + rows, now);
        }
    }

    /// <summary>Counts what became of one batch. An import reports its refusals at its end, with those that never came to the writer.</summary>
    internal void Count(string source, WriteResult result, int flagged, IEnumerable<TimeSpan> lags)
    {
        Count(source, "duplicate", result.Duplicates);
        Count(source, "flagged", flagged);
        // Which of the rows were there before is not known here: the accepted ones are taken to be as late as all of them.
        var classes = lags.GroupBy(lag => Array.FindIndex(Lags, end => lag <= end) is >= 0 and var at ? at : Lags.Length).ToList();
        var (left, all) = (result.Accepted, classes.Sum(c => c.Count()));
        foreach (var (rows, at) in classes.OrderBy(c => c.Key).Select(c => (c.Count(), c.Key)))
        {
            var share = all == rows ? left : (int)Math.Min(left, Math.Round((double)left * rows / all));
            Count(source, Accepted, share, at < Lags.Length ? Lags[at] : TimeSpan.MaxValue);
            (left, all) = (left - share, all - rows);
        }

        if (source != "import")
        {
            foreach (var code in result.Rejected.GroupBy(r => r.Code, StringComparer.Ordinal))
            {
                Count(source, code.Key, code.Count());
            }
        }
    }

    /// <summary>Writes what was counted.</summary>
    /// <exception cref="NpgsqlException">The database is away: the counts are kept for the next time.</exception>
    public async Task FlushAsync(CancellationToken cancel)
    {
        Dictionary<(DateOnly Day, string Source, string Outcome, short Lag), (long Rows, DateTimeOffset LastAt)> counts;
        lock (_lock)
        {
            (counts, _counts) = (_counts, []);
        }

        if (counts.Count == 0)
        {
            return;
        }

        try
        {
            // One order for all replicas, or two of them could wait for each other.
            var sorted = counts
                .OrderBy(c => c.Key.Day)
                .ThenBy(c => c.Key.Source, StringComparer.Ordinal)
                .ThenBy(c => c.Key.Outcome, StringComparer.Ordinal)
                .ThenBy(c => c.Key.Lag)
                .ToArray();
            await using var command = database.CreateCommand(Add);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Key.Day), NpgsqlDbType.Date);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Key.Source), NpgsqlDbType.Text);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Key.Outcome), NpgsqlDbType.Text);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Key.Lag), NpgsqlDbType.Smallint);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Value.Rows), NpgsqlDbType.Bigint);
            command.Parameters.AddArray(Array.ConvertAll(sorted, c => c.Value.LastAt.UtcDateTime), NpgsqlDbType.TimestampTz);
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch
        {
            lock (_lock)
            {
                foreach (var (key, (rows, lastAt)) in counts)
                {
                    var since = _counts.GetValueOrDefault(key);
                    _counts[key] = (since.Rows + rows, since.LastAt > lastAt ? since.LastAt : lastAt);
                }
            }

            throw;
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, clock, stoppingToken);
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryFlushAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return;
        }

        try
        {
            await FlushAsync(cancel);
        }
        catch (Exception fault) when (DatabaseFault.IsPassing(fault, cancel))
        {
            log.LogDebug(fault, "The counts of what came in wait for the database.");
        }
    }
}
