using System.Text.Json.Serialization;

namespace Marketing.Ads.Decisions;

/// <summary>Which ads to show where.</summary>
internal sealed record DecisionAnswer
{
    /// <summary>Name it in outcomes. The same id sent again gives the same answer.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Version of the click model; null before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? ModelVersion { get; init; }

    /// <summary>Every random choice derives from it, and it from the decision's id.</summary>
    public required long Seed { get; init; }

    /// <summary>By placement, the first one on top. A placement with nothing worth showing has an empty list.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ChosenAd>> Decisions { get; init; }

    /// <summary>Ads that are shown nowhere, and the last gate that each came to.</summary>
    public required IReadOnlyList<RejectedAd> Rejected { get; init; }

    /// <summary>Rejected ads that are not listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int RejectedMore { get; init; }

    /// <summary>The customer is one of those who see no ads, to compare with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Holdout { get; init; }

    /// <summary>Made from memory, the database being away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Degraded { get; init; }
}

/// <summary>A chosen ad.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="CampaignId">Its campaign.</param>
/// <param name="Position">1 is the first.</param>
/// <param name="Propensity">Exact probability with which it was chosen for this position, given what stands above it.</param>
/// <param name="PCtr">Expected probability of a click, once it is seen.</param>
/// <param name="PCtrInterval">Bounds between which it lies with 95 % confidence.</param>
/// <param name="Bid">What the campaign pays.</param>
/// <param name="Pricing">What for: cpc, cpa or cpm.</param>
/// <param name="Ecpm">Expected value of 1,000 impressions, less costs.</param>
/// <param name="Reasons">The factors of <paramref name="Ecpm"/>.</param>
/// <param name="Title">Headline.</param>
/// <param name="Text">Text below it.</param>
/// <param name="ItemId">The item that it leads to.</param>
/// <param name="Url">Where a click leads.</param>
/// <param name="ImageUrl">A picture.</param>
internal sealed record ChosenAd(
    string AdId,
    string CampaignId,
    int Position,
    double Propensity,
    double PCtr,
    IReadOnlyList<double> PCtrInterval,
    decimal Bid,
    Definitions.Pricing Pricing,
    double Ecpm,
    IReadOnlyList<ScoreReason> Reasons,
    string Title,
    string? Text,
    string? ItemId,
    string? Url,
    string? ImageUrl
);

/// <summary>One factor of a score.</summary>
/// <param name="Kind">bid, pCtr, pConversion, goalWeight, channelCost or fatigue.</param>
/// <param name="Value">Its value.</param>
/// <param name="Text">In words.</param>
internal sealed record ScoreReason(string Kind, double Value, string Text);

/// <summary>An ad that is not shown.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="Reason">The gate: paused, not-started, ended, placement, channel, stock, bad-reviews, brand-safety, consent, open-complaint, quiet-hours, segment, holdout, control, unknown-customer, frequency-cap, budget, pacing, floor.</param>
internal sealed record RejectedAd(string AdId, string Reason);
