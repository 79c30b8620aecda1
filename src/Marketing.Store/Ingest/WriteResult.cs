namespace Marketing.Store;

/// <summary>What became of one batch. Accepted, duplicate and rejected rows add up to the rows given.</summary>
/// <param name="Accepted">Rows that are stored now and were not before (for items and users: rows that are new or changed).</param>
/// <param name="Duplicates">Rows that were stored already with the same content, or came twice in this batch.</param>
/// <param name="Rejected">Rows that were not stored, each with its reason, in the batch's order.</param>
public sealed record WriteResult(int Accepted, int Duplicates, IReadOnlyList<RejectedRow> Rejected);

/// <summary>One row that was not stored.</summary>
/// <param name="Index">Position in the batch, from 0.</param>
/// <param name="Code">One of <see cref="RejectCodes"/>.</param>
/// <param name="Detail">One sentence for a person. Names the field and the rule, never repeats a whole value.</param>
public sealed record RejectedRow(int Index, string Code, string Detail);

/// <summary>How a batch is written.</summary>
public sealed record WriteOptions
{
    /// <summary>A batch as it comes through the interface.</summary>
    public static WriteOptions Live { get; } = new();

    /// <summary>Accept events however old they are: true for imports. Events that lie ahead of the clock go to quarantine either way.</summary>
    public bool AnyAge { get; init; }

    /// <summary>Where the batch came from (<c>api</c>, <c>import</c>, <c>demo</c>): a label of the counters.</summary>
    public string Source { get; init; } = "api";

    /// <summary>The rows come from <see cref="EventJson"/>, <see cref="ItemJson"/> or <see cref="UserJson"/>, which have checked them: do not check again.</summary>
    public bool Checked { get; init; }

    /// <summary>How long the write may take; null: <see cref="IngestSettings.WriteSeconds"/>. Imports, whose batches are large and who wait for nobody, give more.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Look for clicks that no human made.</summary>
    public bool JudgeClicks { get; init; } = true;
}

/// <summary>Why a row is rejected. The words are part of the interface: never rename one.</summary>
public static class RejectCodes
{
    /// <summary>The line is not readable JSON, or is nested too deeply.</summary>
    public const string InvalidJson = "invalid-json";

    /// <summary>The element is <c>null</c>.</summary>
    public const string NullElement = "null-element";

    /// <summary>The element is not an object.</summary>
    public const string NotAnObject = "not-an-object";

    /// <summary>A field that does not exist.</summary>
    public const string UnknownField = "unknown-field";

    /// <summary>A field given twice.</summary>
    public const string DuplicateField = "duplicate-field";

    /// <summary>A field that this row needs is absent.</summary>
    public const string MissingField = "missing-field";

    /// <summary>Neither <c>userId</c> nor <c>sessionId</c>.</summary>
    public const string MissingSubject = "missing-subject";

    /// <summary>A value of another JSON type, such as a number given as a string.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>U+0000, a lone surrogate, bytes that are not UTF-8, or a control character in an id.</summary>
    public const string InvalidText = "invalid-text";

    /// <summary>An empty or reserved id.</summary>
    public const string InvalidId = "invalid-id";

    /// <summary>A text above its limit.</summary>
    public const string TooLong = "too-long";

    /// <summary>An object nested above its limit.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>A number outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>A time that is not RFC 3339 with a zone.</summary>
    public const string InvalidTime = "invalid-time";

    /// <summary>A value that is none of those that the field knows.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>An event type that does not exist.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>The event is of a person who was erased: it is not stored, and not kept in quarantine either.</summary>
    public const string Erased = "erased";

    /// <summary>Quarantine: the event lies too far ahead of the clock.</summary>
    public const string InTheFuture = "in-the-future";

    /// <summary>Quarantine: the event is too old to come through the interface.</summary>
    public const string TooOld = "too-old";

    /// <summary>Quarantine: the same subject and id with another content.</summary>
    public const string Conflict = "conflict";
}
