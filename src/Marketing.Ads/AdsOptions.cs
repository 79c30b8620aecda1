using System.ComponentModel.DataAnnotations;

namespace Marketing.Ads;

/// <summary>The settings under <c>Ads:</c>.</summary>
public sealed class AdsOptions
{
    /// <summary>ISO 4217 code of all bids, budgets and costs.</summary>
    [RegularExpression("^[A-Z]{3}$", ErrorMessage = "it must be three capital letters, such as EUR.")]
    public string Currency { get; init; } = "EUR";

    /// <summary>IANA time zone of customers whose own is not known.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Share of all customers who see no ads, to compare with; 0 turns it off.</summary>
    [Range(0, 0.5)]
    public double Holdout { get; init; } = .05;

    /// <summary>Share of decisions a place in which each eligible ad has the same chance: the floor below which no propensity falls.</summary>
    [Range(0, 1)]
    public double Exploration { get; init; } = .02;

    /// <summary>Ads a place that the full model looks at; the best by what is known of ad and place alone. Cost: about 1 µs each.</summary>
    [Range(2, 1000)]
    public int Shortlist { get; init; } = 48;

    /// <summary>Dropped ads that an answer lists with their reason; the others are counted.</summary>
    [Range(0, 10_000)]
    public int MostRejected { get; init; } = 200;

    /// <summary>Milliseconds after which a decision gives up on the database and is made from memory.</summary>
    [Range(10, 10_000)]
    public int DatabaseMilliseconds { get; init; } = 2_000;

    /// <summary>Decisions kept on disk while the database is away; beyond it, decisions are still made but no longer charged or learned from. Cost: about 2 KiB each.</summary>
    [Range(100, 10_000_000)]
    public int SpoolDecisions { get; init; } = 200_000;

    /// <summary>How long outcomes are waited for.</summary>
    public WaitingOptions Waiting { get; init; } = new();

    /// <summary>Which clicks carry no weight.</summary>
    public AdClickOptions Clicks { get; init; } = new();

    /// <summary>Where approved plans are sent.</summary>
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>Worker threads of training; 0: one a processor.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Every random choice that does not derive from a decision's id derives from it.</summary>
    [Range(0, 9_007_199_254_740_991)]
    public long Seed { get; init; } = 1;
}

/// <summary>Waiting times of outcomes: until one is over, a decision without that outcome is unknown and not a no.</summary>
public sealed class WaitingOptions
{
    /// <summary>Minutes after a decision within which its impression is waited for; then what it reserved is given back.</summary>
    [Range(1, 1440)]
    public int ImpressionMinutes { get; init; } = 30;

    /// <summary>Minutes after an impression within which a click is waited for.</summary>
    [Range(1, 43_200)]
    public int ClickMinutes { get; init; } = 60;

    /// <summary>Days after a decision within which a conversion counts.</summary>
    [Range(1, 90)]
    public int ConversionDays { get; init; } = 30;
}

/// <summary>Section <c>Ads:Clicks</c>: clicks outside these bounds are stored with weight 0.</summary>
public sealed class AdClickOptions
{
    /// <summary>Milliseconds between an impression and a click that a human needs.</summary>
    [Range(0, 60_000)]
    public int MinDelayMilliseconds { get; init; } = 100;

    /// <summary>Ad clicks of one customer within a minute; more carry no weight.</summary>
    [Range(1, 10_000)]
    public int PerMinute { get; init; } = 20;
}

/// <summary>Section <c>Ads:Webhook</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Address that approved plans are posted to; absent: none are.</summary>
    public Uri? Url { get; init; }

    /// <summary>Key of the HMAC-SHA256 in header <c>X-Marketing-Signature</c>.</summary>
    public string? Secret { get; init; }
}
