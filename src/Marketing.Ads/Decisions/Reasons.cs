namespace Marketing.Ads.Decisions;

/// <summary>Why an ad is not shown, in the order in which it is looked at: an answer names for each ad the last gate that it came to.</summary>
internal static class Reasons
{
    /// <summary>The ad or its campaign rests.</summary>
    public const string Paused = "paused";

    /// <summary>The campaign has not begun.</summary>
    public const string NotStarted = "not-started";

    /// <summary>The campaign is over.</summary>
    public const string Ended = "ended";

    /// <summary>The campaign does not use this placement, or the placement is switched off.</summary>
    public const string Placement = "placement";

    /// <summary>The campaign does not use this channel, or the channel is switched off.</summary>
    public const string Channel = "channel";

    /// <summary>The item that it leads to cannot be bought.</summary>
    public const string Stock = "stock";

    /// <summary>Recent reviews of the item are worse than those before.</summary>
    public const string BadReviews = "bad-reviews";

    /// <summary>The place does not want what it is about, or the campaign does not want the page.</summary>
    public const string BrandSafety = "brand-safety";

    /// <summary>The customer did not agree to this channel, or to personal answers where the campaign is for a segment.</summary>
    public const string Consent = "consent";

    /// <summary>The customer waits for an answer to a complaint, or there is one about the item that it leads to: nothing is shown until it is settled.</summary>
    public const string OpenComplaint = "open-complaint";

    /// <summary>It is a time at which the customer is left alone.</summary>
    public const string QuietHours = "quiet-hours";

    /// <summary>The customer is not one of those it is for, or nobody can tell.</summary>
    public const string Segment = "segment";

    /// <summary>The customer sees no ads at all, to compare with.</summary>
    public const string Holdout = "holdout";

    /// <summary>The customer does not see this campaign, to compare with.</summary>
    public const string Control = "control";

    /// <summary>It has caps, and without userId or sessionId nobody can count.</summary>
    public const string UnknownCustomer = "unknown-customer";

    /// <summary>The customer has seen the campaign as often as it allows.</summary>
    public const string FrequencyCap = "frequency-cap";

    /// <summary>Nothing is left of the budget, or of this replica's share of it while the database is away.</summary>
    public const string Budget = "budget";

    /// <summary>It waits, so that the budget lasts for the whole day.</summary>
    public const string Pacing = "pacing";

    /// <summary>It is worth less than the place asks for, or than it costs.</summary>
    public const string Floor = "floor";

    /// <summary>In the order in which they are looked at.</summary>
    public static IReadOnlyList<string> InOrder { get; } =
    [
        Paused,
        NotStarted,
        Ended,
        Placement,
        Channel,
        Stock,
        BadReviews,
        BrandSafety,
        Consent,
        OpenComplaint,
        QuietHours,
        Segment,
        Holdout,
        Control,
        UnknownCustomer,
        FrequencyCap,
        Budget,
        Pacing,
        Floor,
    ];

    private static readonly Dictionary<string, int> Ranks = InOrder
        .Select((reason, at) => (reason, at))
        .ToDictionary(p => p.reason, p => p.at);

    /// <summary>The later of two, by that order.</summary>
    public static string Later(string a, string b) => Ranks[a] >= Ranks[b] ? a : b;
}
