namespace Marketing.Recommendations.Interactions;

/// <summary>
/// All interactions up to a watermark, by subject. Subjects: the users first, then the anonymous sessions. Items and subjects are numbered in
/// the order of their first interaction (time, then subject, then event id), so that the items known before an instant are a prefix.
/// </summary>
internal sealed class SubjectInteractions
{
    private readonly long[] _starts;
    private readonly Interaction[] _rows;

    /// <summary>Takes the arrays over.</summary>
    /// <param name="itemIds">Id at each item index.</param>
    /// <param name="itemFirst">Unix seconds of each item's first interaction, ascending.</param>
    /// <param name="subjectIds">Id at each subject index, users first.</param>
    /// <param name="userCount">How many of the subjects are users.</param>
    /// <param name="starts">Shape [subjects + 1].</param>
    /// <param name="rows">Each subject's oldest first, without returns and what they took back.</param>
    public SubjectInteractions(string[] itemIds, long[] itemFirst, string[] subjectIds, int userCount, long[] starts, Interaction[] rows)
    {
        (ItemIds, ItemFirst, SubjectIds, UserCount, _starts, _rows) = (itemIds, itemFirst, subjectIds, userCount, starts, rows);
        RowCount = starts[^1];
    }

    /// <summary>Id at each item index.</summary>
    public string[] ItemIds { get; }

    /// <summary>Unix seconds of each item's first interaction, ascending.</summary>
    public long[] ItemFirst { get; }

    /// <summary>Id at each subject index: users, then sessions.</summary>
    public string[] SubjectIds { get; }

    /// <summary>How many of the subjects are users.</summary>
    public int UserCount { get; }

    /// <summary>Interactions of all subjects.</summary>
    public long RowCount { get; }

    /// <summary>Newest event that was read, with its fraction of a second; null when there is none.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>Events that a return took back, and the returns.</summary>
    public long TakenBack { get; init; }

    /// <summary>One subject's interactions, oldest first.</summary>
    public ReadOnlySpan<Interaction> this[int subject] =>
        _rows.AsSpan(checked((int)_starts[subject]), checked((int)(_starts[subject + 1] - _starts[subject])));

    /// <summary>One subject's interactions before an instant.</summary>
    public ReadOnlySpan<Interaction> Before(int subject, long time)
    {
        var rows = this[subject];
        var low = 0;
        var high = rows.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = rows[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return rows[..low];
    }

    /// <summary>Items that had an interaction before an instant: indices 0 to the result − 1.</summary>
    public int ItemsBefore(long time)
    {
        var at = Array.BinarySearch(ItemFirst, time);
        if (at < 0)
        {
            return ~at;
        }

        while (at > 0 && ItemFirst[at - 1] == time)
        {
            at--;
        }

        return at;
    }
}
