using System.Globalization;
using System.Text.Json.Serialization;

namespace Marketing.Ads.Definitions;

/// <summary>Whether a campaign or an ad runs.</summary>
internal enum AdState
{
    /// <summary>It runs, within its dates.</summary>
    Active,

    /// <summary>It rests.</summary>
    Paused,
}

/// <summary>What the campaign pays for.</summary>
internal enum Pricing
{
    /// <summary>A click.</summary>
    Cpc,

    /// <summary>A conversion.</summary>
    Cpa,

    /// <summary>1,000 impressions.</summary>
    Cpm,
}

/// <summary>How a budget is spent over the day.</summary>
internal enum Pacing
{
    /// <summary>Evenly over the traffic that is expected.</summary>
    Even,

    /// <summary>As fast as it goes.</summary>
    Asap,
}

/// <summary>A frequency cap: at most so many impressions of the campaign a customer within so many hours.</summary>
/// <param name="Count">Impressions, 1 to 1,000.</param>
/// <param name="Hours">1 to 2,160 (90 days); counted back from each decision.</param>
/// <param name="ChannelId">On this channel; absent: on all together.</param>
internal sealed record FrequencyCap(int Count, int Hours, string? ChannelId = null);

/// <summary>A campaign: what it wants, what it pays, whom it may reach and how often.</summary>
internal sealed record Campaign : IDefinition<Campaign>
{
    public static string Kind => "campaign";

    public static string IdField => "campaignId";

    /// <summary>The marketer's key; made when left out.</summary>
    public string? CampaignId { get; init; }

    /// <summary>What people read.</summary>
    public required string Name { get; init; }

    /// <summary>active or paused.</summary>
    public AdState State { get; init; }

    /// <summary>First moment; absent: now.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>First moment after it; absent: no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>cpc, cpa or cpm.</summary>
    public Pricing Pricing { get; init; }

    /// <summary>Price of a click, a conversion or 1,000 impressions, as <c>pricing</c> says.</summary>
    public required decimal Bid { get; init; }

    /// <summary>ISO 4217; the shop's (setting <c>Ads:Currency</c>) when left out, and no other.</summary>
    public string? Currency { get; init; }

    /// <summary>How much its goal counts beside those of other campaigns: eCPM is multiplied by it. 0.01 to 100.</summary>
    public double GoalWeight { get; init; } = 1;

    /// <summary>All that it may spend; absent: no bound.</summary>
    public decimal? Budget { get; init; }

    /// <summary>What it may spend a day (UTC); absent: no bound.</summary>
    public decimal? DailyBudget { get; init; }

    /// <summary>even or asap.</summary>
    public Pacing Pacing { get; init; }

    /// <summary>Frequency caps, each of which holds.</summary>
    public IReadOnlyList<FrequencyCap>? Caps { get; init; }

    /// <summary>When customers are left alone, by their own clock, besides what the channel says.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Channels it may use; absent: all.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Placements it may use; absent: all.</summary>
    public IReadOnlyList<string>? Placements { get; init; }

    /// <summary>Customers it is for; absent: all.</summary>
    public string? SegmentId { get; init; }

    /// <summary>Pages (<c>context.categories</c>) it must not stand on.</summary>
    public IReadOnlyList<string>? AvoidCategories { get; init; }

    /// <summary>Share of customers who never see it, to compare with, 0 to 0.5.</summary>
    public double ControlShare { get; init; } = .1;

    [JsonIgnore]
    public string? Id => CampaignId;

    public Campaign WithId(string id) => this with { CampaignId = id };

    public void Check(FieldCheck check, AdsOptions options)
    {
        check.Label("name", Name, 200);
        check.Money("bid", Bid);
        check.Require("bid", Bid > 0, "must be above 0.");
        check.Require("currency", Currency is null || Currency == options.Currency, $"must be {options.Currency}, the shop's currency.");
        check.Require("goalWeight", GoalWeight is >= .01 and <= 100, "must lie between 0.01 and 100.");
        check.Money("budget", Budget);
        check.Money("dailyBudget", DailyBudget);
        check.Require("endsAt", StartsAt is null || EndsAt is null || StartsAt < EndsAt, "must be after 'startsAt'.");
        check.Ids("channels", Channels);
        check.Ids("placements", Placements);
        check.Id("segmentId", SegmentId);
        check.Labels("avoidCategories", AvoidCategories);
        check.Require("controlShare", ControlShare is >= 0 and <= .5, "must lie between 0 and 0.5.");
        QuietHours?.Check("quietHours", check);
        CheckCaps(check);
    }

    private void CheckCaps(FieldCheck check)
    {
        check.Require("caps", Caps is not { Count: > 10 }, "may hold 10 caps at most.");
        for (var at = 0; at < (Caps?.Count ?? 0) && at < 10; at++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"caps[{at}]");
            if (Caps?[at] is not { } cap)
            {
                check.Add(field, $"'{field}' is null.");
                continue;
            }

            check.Between(field + ".count", (int?)cap.Count, 1, 1000);
            check.Between(field + ".hours", (int?)cap.Hours, 1, 2160);
            check.Id(field + ".channelId", cap.ChannelId);
        }
    }
}
