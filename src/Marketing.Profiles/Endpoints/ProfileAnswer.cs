using Marketing.Profiles.Features;
using Marketing.Store;

namespace Marketing.Profiles.Endpoints;

/// <summary>A feature of a customer and what it rests on.</summary>
/// <param name="Name">As in rules of segments.</param>
/// <param name="Number">Its value, where it is a number.</param>
/// <param name="Text">Its value, where it is a word.</param>
/// <param name="Meaning">What it is, with its unit.</param>
/// <param name="EventTypes">Types of events that it rests on; with none of them it is what the shop says of the customer.</param>
/// <param name="Events">How many events of these types there are.</param>
internal sealed record FeatureAnswer(
    string Name,
    double? Number,
    string? Text,
    string Meaning,
    IReadOnlyList<EventType> EventTypes,
    int Events
)
{
    public static FeatureAnswer Of(Feature feature, ProfileRow row, IReadOnlyDictionary<EventType, int> events)
    {
        var value = feature.Value(row);
        return new FeatureAnswer(
            feature.Name,
            NumberOf(value),
            value as string,
            feature.Meaning,
            feature.From,
            feature.From.Sum(type => events.GetValueOrDefault(type))
        );
    }

    /// <summary>A number as it is shown; null of a word and of nothing.</summary>
    public static double? NumberOf(object? value) =>
        value is string or null ? null : Math.Round(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), 4);
}

/// <summary>How often something happened.</summary>
/// <param name="Event">The type.</param>
/// <param name="Days7">Within 7 days.</param>
/// <param name="Days30">Within 30 days.</param>
/// <param name="Days90">Within 90 days.</param>
/// <param name="Days365">Within 365 days.</param>
/// <param name="Ever">At all.</param>
internal sealed record CountAnswer(EventType Event, int Days7, int Days30, int Days90, int Days365, int Ever);

/// <summary>What a customer is drawn to; newer events weigh more.</summary>
/// <param name="Categories">Every level of the paths.</param>
/// <param name="Brands">Makers.</param>
/// <param name="PriceBands">low, middle, high within the product's category.</param>
/// <param name="Searches">What was searched for.</param>
internal sealed record LikesAnswer(
    IReadOnlyList<Liking> Categories,
    IReadOnlyList<Liking> Brands,
    IReadOnlyList<Liking> PriceBands,
    IReadOnlyList<Liking> Searches
);

/// <summary>A segment that a customer is in.</summary>
/// <param name="SegmentId">Its key.</param>
/// <param name="Name">What people read.</param>
/// <param name="Kind">rule, rfm or learned.</param>
/// <param name="EnteredAt">Since when, UTC.</param>
/// <param name="RestsOn">Features, events and affinities that its definition asks for.</param>
internal sealed record MembershipAnswer(
    string SegmentId,
    string Name,
    string Kind,
    DateTimeOffset EnteredAt,
    IReadOnlyList<string> RestsOn
);

/// <summary>Who a customer is.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="AsOf">The instant at which ages and windows were counted, UTC.</param>
/// <param name="Personalization">False: the customer refused it, and nothing is worked out or shown.</param>
/// <param name="Features">From events and attributes.</param>
/// <param name="Counts">Events by type and window.</param>
/// <param name="Likes">Affinities.</param>
/// <param name="Channels">What the customer did where.</param>
/// <param name="Hours">Acts by the hour of the customer's clock, 24 numbers.</param>
internal sealed record ProfileAnswer(
    string UserId,
    DateTimeOffset? AsOf,
    bool Personalization,
    IReadOnlyList<FeatureAnswer> Features,
    IReadOnlyList<CountAnswer> Counts,
    LikesAnswer Likes,
    IReadOnlyList<ChannelResponse> Channels,
    IReadOnlyList<int> Hours
)
{
    /// <summary>Version of the model <c>profiles</c> that score and predictions come from; absent before the first.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Σ wᵢ·xᵢ, with every weight and term.</summary>
    public PredictionAnswer? Score { get; init; }

    /// <summary>What the customer will do, as far as the model can tell.</summary>
    public IReadOnlyList<PredictionAnswer> Predictions { get; init; } = [];

    /// <summary>By id.</summary>
    public IReadOnlyList<MembershipAnswer> Segments { get; init; } = [];

    /// <summary>The answer about somebody who wants none.</summary>
    public static ProfileAnswer Refused(string userId) => new(userId, null, false, [], [], new LikesAnswer([], [], [], []), [], []);

    public static ProfileAnswer Of(ProfileRow row, ProfileDocument document) =>
        new(
            row.UserId,
            row.AsOf,
            Personalization: true,
            [.. FeatureList.Observed.Select(feature => FeatureAnswer.Of(feature, row, document.Events))],
            [.. document.Events.OrderBy(type => type.Key).Select(type => CountOf(row, type.Key, type.Value))],
            new LikesAnswer(document.Likes.Categories, document.Likes.Brands, document.Likes.PriceBands, document.Likes.Searches),
            document.Responses.Channels,
            document.Responses.Hours
        );

    private static CountAnswer CountOf(ProfileRow row, EventType type, int ever)
    {
        int Within(int window) => row.Counts.ElementAtOrDefault(EventCounts.Place(type, window));
        return new CountAnswer(type, Within(0), Within(1), Within(2), Within(3), ever);
    }
}
