namespace Marketing.Store;

/// <summary>
/// A base cell of analytics: a stretch of whole days × one value of one dimension, never of fewer than ten customers. Every answer is a sum of such cells,
/// so no two answers differ by fewer than ten; nor do the cells of a day before and after late events. Holds no ids.
/// </summary>
public sealed class AnalyticsCellRow
{
    /// <summary><c>sales</c>, <c>activity</c>, <c>funnel</c> or <c>cohort</c>.</summary>
    public required string Family { get; set; }

    /// <summary><c>all</c>, <c>category</c>, <c>channel</c>, <c>segment</c>; of cohorts: <c>month</c>.</summary>
    public required string Dimension { get; set; }

    /// <summary>Value of the dimension; <c>*</c> of <c>all</c>; <c>other</c> holds what is too small alone.</summary>
    public required string Value { get; set; }

    /// <summary>First day, UTC.</summary>
    public DateOnly FirstDay { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly LastDay { get; set; }

    /// <summary>Customers of the cell, at least 10: buyers, active customers, viewers, members of a cohort.</summary>
    public long Customers { get; set; }

    /// <summary>Of a funnel: those of them who put something into the cart; of activity: customers with a name.</summary>
    public long Second { get; set; }

    /// <summary>Of a funnel: those who ordered.</summary>
    public long Third { get; set; }

    /// <summary>Orders; of activity: events.</summary>
    public long Orders { get; set; }

    /// <summary>Units.</summary>
    public double Units { get; set; }

    /// <summary>Revenue after returns, in the shop's currency.</summary>
    public double Revenue { get; set; }

    /// <summary>Value of returns.</summary>
    public double Returned { get; set; }

    /// <summary>What it was counted from, 32 keyed mixtures of 4 bytes, by which a later count is compared with it; null of versions that kept none.</summary>
    public byte[]? Sketch { get; set; }
}

/// <summary>How far analytics has got: one row.</summary>
public sealed class AnalyticsStateRow
{
    /// <summary>Always 1.</summary>
    public int StateId { get; set; }

    /// <summary>When the cells were worked out, UTC.</summary>
    public DateTimeOffset RefreshedAt { get; set; }

    /// <summary>Last day that they hold.</summary>
    public DateOnly LastDay { get; set; }

    /// <summary>Events stored up to this moment are in them, UTC.</summary>
    public DateTimeOffset ReceivedUntil { get; set; }

    /// <summary>Currency of revenue; null while there is none.</summary>
    public string? Currency { get; set; }
}

/// <summary>Events of one day and one class, as they came: the figures of data quality. Holds no ids.</summary>
public sealed class DayCountRow
{
    /// <summary>UTC day on which they happened.</summary>
    public DateOnly Day { get; set; }

    /// <summary>What the class is of: <c>type</c>, <c>channel</c>, <c>hour</c>, <c>price</c>, <c>language</c>; <c>absent:FIELD</c> counts, by type, events without a field.</summary>
    public required string Kind { get; set; }

    /// <summary>The class: number of a type, name of a channel, …; <c>other</c> holds what is rare on a day of very many classes.</summary>
    public required string Class { get; set; }

    /// <summary>Events.</summary>
    public long Events { get; set; }
}

/// <summary>
/// Subjects by the day on which they did something and the days since they had before. Whoever did something in the days from a to b is counted once by those rows
/// between them that reach back before a: so any stretch of days is told exactly from a few rows. Holds no ids.
/// </summary>
public sealed class DaySubjectsRow
{
    /// <summary>UTC day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Days since the day before on which they did something; 0: not within the days that are counted.</summary>
    public int Gap { get; set; }

    /// <summary>Users and anonymous sessions.</summary>
    public long Subjects { get; set; }
}

/// <summary>How far events have been counted by the day: one row.</summary>
public sealed class DayCountingRow
{
    /// <summary>Always 1.</summary>
    public int StateId { get; set; }

    /// <summary>First day that is counted.</summary>
    public DateOnly FirstDay { get; set; }

    /// <summary>What was stored before this moment is counted; what came since is read from the events themselves. UTC.</summary>
    public DateTimeOffset ReceivedUntil { get; set; }
}

/// <summary>What campaigns added in a number of whole weeks, worked out beforehand.</summary>
public sealed class CampaignEffectsRow
{
    /// <summary>Weeks that it is told of.</summary>
    public int Weeks { get; set; }

    /// <summary>The Monday before which they end, UTC.</summary>
    public DateOnly Until { get; set; }

    /// <summary>The effects, a JSON array.</summary>
    public required string Effects { get; set; }
}

/// <summary>A campaign that somebody plans.</summary>
public sealed class CampaignPlanRow
{
    /// <summary>Version 7, so ordered by time.</summary>
    public Guid PlanId { get; set; }

    /// <summary>What people call it.</summary>
    public required string Name { get; set; }

    /// <summary>What it shall bring: <c>orders</c>, <c>clicks</c>, <c>winback</c>.</summary>
    public required string Goal { get; set; }

    /// <summary>For whom; null: for all customers.</summary>
    public string? SegmentId { get; set; }

    /// <summary>What it may cost.</summary>
    public decimal Budget { get; set; }

    /// <summary>How it reaches people.</summary>
    public required string Channel { get; set; }

    /// <summary>First day, UTC.</summary>
    public DateOnly FirstDay { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly LastDay { get; set; }

    /// <summary>Share of the customers who are kept from it by lot.</summary>
    public double ControlShare { get; set; }

    /// <summary>When it was planned, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>What was expected when it was planned, JSON.</summary>
    public required string Expected { get; set; }
}
