using Marketing.Store;
using Marketing.Store.Http;
using Npgsql;

namespace Marketing.Api.Operations;

/// <summary>
/// Whether the database answers. It is asked in the background, so that <c>/health/ready</c> never waits for one that is frozen rather than gone; and asking each
/// second finds a frozen one before a request does.
/// </summary>
internal sealed class DatabaseReadiness(NpgsqlDataSource database, StoreStartup startup, DatabaseHealth health, TimeProvider clock)
    : BackgroundService,
        IReadinessSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile string? _error;
    private Task? _ping;

    public string Name => "database";

    public Readiness Current
    {
        get
        {
            var error = _error;
            if (!startup.IsPrepared)
            {
                return new Readiness(ReadinessState.Starting, "The database has not been reached yet.", Details(error));
            }

            return health.IsAvailable && error is null
                ? new Readiness(ReadinessState.Ready)
                : new Readiness(
                    ReadinessState.Degraded,
                    "The database does not answer: writes are refused, answers come from memory.",
                    Details(error)
                );
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await AskAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        try
        {
            // A frozen server accepts the connection and never answers; its cancellation waits too. Only leaving it behind is sure,
            // and no second one is sent after it, or they would use up the pool.
            if (_ping is not { IsCompleted: false })
            {
                _ping = PingAsync(cancel);
            }

            await _ping.WaitAsync(Patience, clock, cancel);
            _error = null;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or InvalidOperationException or IOException)
        {
            _error = fault.Message;
            if (startup.IsPrepared)
            {
                health.ReportFailure();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task PingAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("SELECT 1");
        command.CommandTimeout = (int)Patience.TotalSeconds;
        await command.ExecuteScalarAsync(cancel);
    }

    private Dictionary<string, string>? Details(string? error)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        if (error is not null)
        {
            details["error"] = error;
        }

        if (health.UnavailableSince is { } since)
        {
            details["unavailableSince"] = since.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        return details.Count == 0 ? null : details;
    }
}
