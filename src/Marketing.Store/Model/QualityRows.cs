namespace Marketing.Store;

/// <summary>
/// What cleaning found in one event. The event itself stays as it came; whoever learns reads <c>shop.clean_events</c>, the view that leaves out what is set
/// aside and puts these values in the place of the event's own. A value that is null here stays as it came.
/// </summary>
public sealed class CleaningMarkRow
{
    /// <summary>The event's subject.</summary>
    public required string UserId { get; set; }

    /// <summary>The event.</summary>
    public required string EventId { get; set; }

    /// <summary>Names of the rules that found something, in their order.</summary>
    public string[] Rules { get; set; } = [];

    /// <summary>The rule that set the event aside, or null: then the event counts, with the values below.</summary>
    public string? SetAside { get; set; }

    /// <summary>Price of one unit; NaN stands for "none": what came cannot be used.</summary>
    public decimal? Price { get; set; }

    /// <summary>Units.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>A grade.</summary>
    public double? Value { get; set; }

    /// <summary>Currency of <see cref="Price"/>.</summary>
    public string? Currency { get; set; }
}

/// <summary>One cleaning of all events or of a stretch of time.</summary>
public sealed class CleaningRunRow
{
    /// <summary>Version 7, so ordered by time.</summary>
    public Guid RunId { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FinishedAt { get; set; }

    /// <summary>First instant of the stretch; null: all events.</summary>
    public DateTimeOffset? ScopeFrom { get; set; }

    /// <summary>First instant after the stretch; null: all events.</summary>
    public DateTimeOffset? ScopeTo { get; set; }

    /// <summary>Events of the stretch that were looked at.</summary>
    public long Events { get; set; }

    /// <summary>The currency that all amounts are in afterwards; null while there are none.</summary>
    public string? Currency { get; set; }

    /// <summary>Rows that each rule found, JSON object of numbers.</summary>
    public required string Counts { get; set; }
}

/// <summary>What is usual for the quantity or the price of an item; item <c>*</c> is the whole shop. Left by a cleaning of all events for those of a few days.</summary>
public sealed class CleaningBoundRow
{
    /// <summary><c>quantity</c> or <c>price</c>.</summary>
    public required string Field { get; set; }

    /// <summary>The item, or <c>*</c>.</summary>
    public required string ItemId { get; set; }

    /// <summary>Values that it rests on.</summary>
    public long Observations { get; set; }

    /// <summary>The median.</summary>
    public double Median { get; set; }

    /// <summary>Lowest value that is no outlier.</summary>
    public double Low { get; set; }

    /// <summary>Highest value that is no outlier.</summary>
    public double High { get; set; }
}

/// <summary>What came in on one day, by source and outcome: the figures of data quality that the events themselves do not tell.</summary>
public sealed class IntakeRow
{
    /// <summary>UTC day on which it came.</summary>
    public DateOnly Day { get; set; }

    /// <summary><c>api</c>, <c>import</c>, <c>demo</c>, <c>replay</c>, …</summary>
    public required string Source { get; set; }

    /// <summary><c>accepted</c>, <c>duplicate</c>, <c>flagged</c>, or the code of a refusal.</summary>
    public required string Outcome { get; set; }

    /// <summary>For accepted rows how late they came: an index into the lags of data quality; else −1.</summary>
    public short Lag { get; set; }

    /// <summary>Rows.</summary>
    public long Rows { get; set; }

    /// <summary>When the newest of them came, UTC.</summary>
    public DateTimeOffset LastAt { get; set; }
}
