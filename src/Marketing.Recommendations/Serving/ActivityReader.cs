using Marketing.Recommendations.Interactions;
using Marketing.Store;
using Npgsql;

namespace Marketing.Recommendations.Serving;

/// <summary>A subject's newest events as the store gave them.</summary>
/// <param name="Rows">The same object as long as the subject does nothing: what was made from it holds so long.</param>
/// <param name="IsAway">The database is away, and these are what the replica happens to remember.</param>
internal readonly record struct Reading(IReadOnlyList<ActivityRow> Rows, bool IsAway);

/// <summary>Reads what a subject did; the store's own memory makes that cheap, and follows every change.</summary>
internal sealed class ActivityReader(SubjectActivity activity, DatabaseHealth health, RecommendationsOptions options)
{
    // The store's own limit is shorter; this one holds whatever it says.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly IReadOnlyList<ActivityRow> NoRows = [];
    private readonly HashSet<EventType> _counted = [.. new InteractionWeights(options).Counted];

    /// <summary>Nobody in particular.</summary>
    public static Reading Nobody { get; } = new(NoRows, IsAway: false);

    /// <summary>Never throws for a database that is away.</summary>
    /// <param name="subject">Null: nobody in particular.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<Reading> ReadAsync(string? subject, CancellationToken cancel)
    {
        if (subject is null)
        {
            return Nobody;
        }

        try
        {
            var newest = activity.NewestAsync(subject, options.HistoryLength, cancel);
            var rows = newest.IsCompletedSuccessfully ? await newest : await newest.WaitAsync(Patience, cancel);
            return new Reading(rows, !health.IsAvailable);
        }
        catch (Exception fault) when (IsOutage(fault, cancel))
        {
            return new Reading(NoRows, IsAway: true);
        }
    }

    /// <summary>Completes a reading with what the subject owns.</summary>
    public async ValueTask<LiveActivity> CompleteAsync(string? subject, Reading reading, CancellationToken cancel)
    {
        if (subject is null)
        {
            return LiveActivity.Nobody;
        }

        try
        {
            var acquired = await activity.AcquiredTimesAsync(subject, cancel).WaitAsync(Patience, cancel);
            var isForgotten = reading.IsAway && reading.Rows.Count == 0 && acquired.Count == 0;
            return isForgotten ? LiveActivity.Unknown : LiveActivity.From(reading, acquired, _counted);
        }
        catch (Exception fault) when (IsOutage(fault, cancel))
        {
            return LiveActivity.Unknown;
        }
    }

    private static bool IsOutage(Exception fault, CancellationToken cancel) =>
        fault is NpgsqlException or TimeoutException or IOException
        || (fault is OperationCanceledException && !cancel.IsCancellationRequested);
}
