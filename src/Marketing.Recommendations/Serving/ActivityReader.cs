using Marketing.Recommendations.Interactions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Serving;

/// <summary>A subject's newest events as the store gave them.</summary>
/// <param name="Rows">The same object as long as the subject does nothing: what was made from it holds so long.</param>
/// <param name="Acquired">What he owns.</param>
/// <param name="IsAway">The database is away, and these are what the replica happens to remember.</param>
internal readonly record struct Reading(IReadOnlyList<ActivityRow> Rows, IReadOnlyDictionary<string, DateTimeOffset> Acquired, bool IsAway);

/// <summary>
/// Reads what a subject did; the store's own memory makes that cheap, and follows every change. A request waits for the database once, and no longer
/// than <see cref="RecommendationsOptions.ReadMilliseconds"/>; while a reading that a request gave up on is under way, no other request waits at all: a
/// server that does not answer one will not answer the next.
/// </summary>
internal sealed class ActivityReader(SubjectActivity activity, DatabaseHealth health, RecommendationsOptions options)
{
    private static readonly SubjectReading Nothing = new([], new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), 0);
    private readonly HashSet<EventType> _counted = [.. new InteractionWeights(options).Counted];
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(options.ReadMilliseconds);
    private int _overdue;

    /// <summary>Nobody in particular.</summary>
    public static Reading Nobody { get; } = new(Nothing.Newest, Nothing.Acquired, IsAway: false);

    /// <summary>Never throws for a database that is away.</summary>
    /// <param name="subject">Null: nobody in particular.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<Reading> ReadAsync(string? subject, CancellationToken cancel)
    {
        if (subject is null)
        {
            return Nobody;
        }

        if (activity.Find(subject, options.HistoryLength) is { } known)
        {
            return Of(known, isAway: !health.IsAvailable);
        }

        if (!health.IsAvailable || Volatile.Read(ref _overdue) > 0)
        {
            return Remembered(subject);
        }

        // Not the request's token: what is read is kept for the next request even if this one has gone.
        var reading = activity.ReadAsync(subject, options.HistoryLength, CancellationToken.None);
        try
        {
            return Of(await reading.WaitAsync(_patience, cancel), isAway: !health.IsAvailable);
        }
        catch (TimeoutException) when (!reading.IsCompleted)
        {
            Interlocked.Increment(ref _overdue);
            _ = reading.ContinueWith(
                ended =>
                {
                    _ = ended.Exception; // seen: nobody waits for it any more
                    Interlocked.Decrement(ref _overdue);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
            return Remembered(subject);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            return Remembered(subject);
        }
    }

    /// <summary>Puts a reading into the order that lists are made from.</summary>
    public LiveActivity Complete(string? subject, Reading reading)
    {
        if (subject is null)
        {
            return LiveActivity.Nobody;
        }

        var isForgotten = reading.IsAway && reading.Rows.Count == 0 && reading.Acquired.Count == 0;
        return isForgotten ? LiveActivity.Unknown : LiveActivity.From(reading, _counted);
    }

    private Reading Remembered(string subject) => Of(activity.FindLast(subject, options.HistoryLength) ?? Nothing, isAway: true);

    private static Reading Of(SubjectReading reading, bool isAway) => new(reading.Newest, reading.Acquired, isAway);
}
