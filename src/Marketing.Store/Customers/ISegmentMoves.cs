namespace Marketing.Store;

/// <summary>
/// Who entered a segment and who left it, for modules that act on it. A reader keeps the last <see cref="SegmentMove.Sequence"/> that it has dealt with and asks for
/// what came after it, after each change of <see cref="ChangeKind.SegmentMembers"/> or from time to time.
/// </summary>
public interface ISegmentMoves
{
    /// <summary>The moves after one, in the order in which they were committed. Moves older than a month are gone.</summary>
    /// <param name="after">The last that is known; 0 from the beginning.</param>
    /// <param name="limit">Most of them, 1 to 10,000.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<SegmentMove>> ReadAsync(long after, int limit, CancellationToken cancel);
}

/// <summary>A customer entered a segment or left it.</summary>
/// <param name="Sequence">Grows with each move.</param>
/// <param name="SegmentId">The segment.</param>
/// <param name="UserId">The customer.</param>
/// <param name="Entered">True: entered; false: left.</param>
/// <param name="MovedAt">When, UTC.</param>
public sealed record SegmentMove(long Sequence, string SegmentId, string UserId, bool Entered, DateTimeOffset MovedAt);
