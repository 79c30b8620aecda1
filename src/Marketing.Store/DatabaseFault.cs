using Npgsql;

namespace Marketing.Store;

/// <summary>What a background loop that works with the database gets over: it says so and tries again at its next turn.</summary>
public static class DatabaseFault
{
    /// <summary>
    /// Whether the database failed or took too long. A time limit may come as a cancellation, too, which nobody asked for: a loop that took it for the host's stop would
    /// end without a word.
    /// </summary>
    /// <param name="fault">What a turn of the loop threw.</param>
    /// <param name="stop">The loop's own end.</param>
    public static bool IsPassing(Exception fault, CancellationToken stop) =>
        fault is NpgsqlException or TimeoutException || (fault is OperationCanceledException && !stop.IsCancellationRequested);
}
