using Marketing.Store;

namespace Marketing.Profiles.CampaignPlanning;

/// <summary>What a campaign shall bring.</summary>
internal enum CampaignGoal
{
    /// <summary>Orders of its customers.</summary>
    Orders,

    /// <summary>Clicks of its customers.</summary>
    Clicks,

    /// <summary>Orders of those who have not bought for 90 days.</summary>
    Winback,
}

/// <summary>A campaign to plan.</summary>
internal sealed record PlanBody
{
    private const int MostDays = 366;
    internal static readonly string[] Channels = ["web", "email", "sms", "push"];

    /// <summary>What people call it, 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it shall bring.</summary>
    public required CampaignGoal Goal { get; init; }

    /// <summary>For whom; all customers when left out.</summary>
    public string? SegmentId { get; init; }

    /// <summary>What it may cost, in the shop's currency.</summary>
    public decimal Budget { get; init; }

    /// <summary>What it costs to reach one customer; 0 when left out.</summary>
    public decimal CostPerCustomer { get; init; }

    /// <summary>web, email, sms or push; the suggested one when left out.</summary>
    public string? Channel { get; init; }

    /// <summary>First day, UTC.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>Last day, at most a year later.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>Share of the customers who are kept from it by lot, so that its effect can be told: 0 to 0.5; 0.1 when left out.</summary>
    public double ControlShare { get; init; } = .1;

    /// <summary>True: tells what to expect and plans nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Days that it lasts.</summary>
    internal int Days => LastDay.DayNumber - FirstDay.DayNumber + 1;

    /// <summary>Null, or the field and sentence of what is wrong.</summary>
    internal (string Field, string Detail)? Fault()
    {
        if (Name.Length is < 1 or > 200 || !TextRules.IsStorable(Name) || string.IsNullOrWhiteSpace(Name))
        {
            return ("name", "'name' must have 1 to 200 characters.");
        }

        if (SegmentId is not null && !TextRules.IsId(SegmentId))
        {
            return ("segmentId", "'segmentId' must be 1 to 128 printable characters.");
        }

        if (Budget is < 0 or > 1_000_000_000)
        {
            return ("budget", "'budget' must lie between 0 and 1,000,000,000.");
        }

        if (CostPerCustomer is < 0 or > 1_000_000)
        {
            return ("costPerCustomer", "'costPerCustomer' must lie between 0 and 1,000,000.");
        }

        if (Channel is not null && !Channels.Contains(Channel, StringComparer.Ordinal))
        {
            return ("channel", $"'channel' must be one of {string.Join(", ", Channels)}.");
        }

        if (FirstDay.Year is < 2000 or > 9000 || Days is < 1 or > MostDays)
        {
            return ("lastDay", $"'lastDay' must lie on or after 'firstDay', by {MostDays} days at most.");
        }

        return ControlShare is >= 0 and <= .5 ? null : ("controlShare", "'controlShare' must lie between 0 and 0.5.");
    }
}
