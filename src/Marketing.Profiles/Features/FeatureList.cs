using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>A feature by its name: what rules of segments ask for and what a profile shows.</summary>
/// <param name="Name">As in rules and answers.</param>
/// <param name="Column">Of <c>profiles.profiles</c>.</param>
/// <param name="Value">A number, a text, or null where nothing is known.</param>
/// <param name="From">Types of events that it rests on; empty: what the shop says, or the model.</param>
/// <param name="Meaning">What it is, with its unit.</param>
internal sealed record Feature(string Name, string Column, Func<ProfileRow, object?> Value, IReadOnlyList<EventType> From, string Meaning)
{
    public bool IsText { get; init; }
}

/// <summary>All features.</summary>
internal static class FeatureList
{
    private static readonly EventType[] Anything = Enum.GetValues<EventType>();
    private static readonly EventType[] Acts = [.. Anything.Where(type => type != EventType.Impression)];
    private static readonly EventType[] Bought = [EventType.Purchase];
    private static readonly EventType[] Returned = [EventType.Purchase, EventType.Return];
    private static readonly EventType[] Said = [EventType.Rating, EventType.Review];

    /// <summary>What is worked out from events and attributes.</summary>
    public static IReadOnlyList<Feature> Observed { get; } =
    [
        new("recencyDays", "recency_days", p => p.RecencyDays, Bought, "Days since the last purchase."),
        new("orders", "orders", p => (double)p.Orders, Bought, "Orders."),
        new("spend", "spend", p => p.Spend, Returned, "Money for all that was bought, less what came back."),
        new("tenureDays", "tenure_days", p => p.TenureDays, Anything, "Days since the first event."),
        new("silenceDays", "silence_days", p => p.SilenceDays, Anything, "Days since the last event."),
        new("basketSize", "basket_size", p => p.BasketSize, Bought, "Units an order."),
        new("basketValue", "basket_value", p => p.BasketValue, Bought, "Money an order."),
        new("meanGapDays", "mean_gap_days", p => p.MeanGapDays, Bought, "Mean number of days between purchases."),
        new("returnRate", "return_rate", p => p.ReturnRate, Returned, "Units that came back ÷ units bought, 0 to 1."),
        new("discountShare", "discount_share", p => p.DiscountShare, Bought, "Share of bought lines below the catalogue's price, 0 to 1."),
        new("reviewTone", "review_tone", p => p.ReviewTone, Said, "Mean feeling of reviews and stars, 0 bad to 1 good."),
        new(
            "language",
            "language",
            p => p.Language,
            [EventType.Search, EventType.Review],
            "Language: as the shop says, else as the customer writes."
        )
        {
            IsText = true,
        },
        new("device", "device", p => p.Device, Acts, "The device used most, else the shop's attribute.") { IsText = true },
        new("responseChannel", "response_channel", p => p.ResponseChannel, Acts, "The channel with the most acts.") { IsText = true },
        new(
            "responseHour",
            "response_hour",
            p => (double?)p.ResponseHour,
            Acts,
            "The hour with the most acts, 0 to 23 by the customer's clock."
        ),
    ];

    /// <summary>What the model says.</summary>
    public static IReadOnlyList<Feature> Predicted { get; } =
    [
        new("score", "score", p => p.Score, [], "Σ wᵢ·xᵢ: money to expect in the next 30 days."),
        new("nextPurchase7", "next_purchase7", p => p.NextPurchase7, [], "Chance of a purchase within 7 days."),
        new("nextPurchase30", "next_purchase30", p => p.NextPurchase30, [], "Chance of a purchase within 30 days."),
        new("churn", "churn", p => p.Churn, [], "Chance that a customer who has bought buys nothing within 90 days."),
        new("lifetimeValue", "lifetime_value", p => p.LifetimeValue, [], "Money to expect in the next 365 days."),
        new("rfmRecency", "rfm_recency", p => (double?)p.RfmRecency, [], "Recency in fifths of the buyers, 5 the freshest."),
        new("rfmFrequency", "rfm_frequency", p => (double?)p.RfmFrequency, [], "Orders in fifths of the buyers, 5 the most."),
        new("rfmMonetary", "rfm_monetary", p => (double?)p.RfmMonetary, [], "Money in fifths of the buyers, 5 the most."),
        new("cluster", "cluster", p => (double?)p.Cluster, [], "The learned cluster, from 1."),
    ];

    private static readonly Dictionary<string, Feature> ByName = Observed
        .Concat(Predicted)
        .ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Every name, in the order of the profile.</summary>
    public static IEnumerable<string> Names => Observed.Concat(Predicted).Select(feature => feature.Name);

    public static Feature? Find(string name) => ByName.GetValueOrDefault(name);
}
