using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marketing.Store;

/// <summary>
/// The circuit breaker in front of the database. The first failure opens it, and then no request touches the database, so that a frozen server costs one request its
/// time-out and not all of them. A background probe closes it again; where none runs (a command), the next caller may try after a cool-down.
/// </summary>
public sealed class DatabaseHealth(TimeProvider clock, ILogger<DatabaseHealth> log)
{
    /// <summary>How long nobody tries after a failure.</summary>
    public static readonly TimeSpan CoolDown = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _failedAt;
    private DateTimeOffset? _unavailableSince;

    /// <summary>A breaker on the system's clock that logs nothing.</summary>
    public DatabaseHealth()
        : this(TimeProvider.System, NullLogger<DatabaseHealth>.Instance) { }

    /// <summary>May a request use the database? False: answer from memory, or 503.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_lock)
            {
                return _failedAt is not { } at || (!IsProbed && clock.GetElapsedTime(at) >= CoolDown);
            }
        }
    }

    /// <summary>Since when the database has been away, UTC; null while it is there.</summary>
    public DateTimeOffset? UnavailableSince
    {
        get
        {
            lock (_lock)
            {
                return _unavailableSince;
            }
        }
    }

    /// <summary>Whether a background service looks when the database is back.</summary>
    internal bool IsProbed { get; set; }

    /// <summary>The database did not answer, or not in time. Not for its refusals (a conflict, a syntax error).</summary>
    public void ReportFailure()
    {
        lock (_lock)
        {
            _failedAt = clock.GetTimestamp();
            if (_unavailableSince is null)
            {
                _unavailableSince = clock.GetUtcNow();
                log.LogWarning("The database does not answer; serving goes on from memory");
            }
        }
    }

    /// <summary>The database answered.</summary>
    public void ReportSuccess()
    {
        lock (_lock)
        {
            _failedAt = null;
            if (_unavailableSince is { } since)
            {
                log.LogInformation("The database answers again after {Seconds:F1} s", (clock.GetUtcNow() - since).TotalSeconds);
                _unavailableSince = null;
            }
        }
    }
}
