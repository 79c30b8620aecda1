using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Store;

namespace Marketing.Profiles.Segments;

/// <summary>What an affinity is about.</summary>
internal enum AffinityKind
{
    /// <summary>A category or any level above it.</summary>
    Category,

    /// <summary>A maker.</summary>
    Brand,

    /// <summary>low, middle or high.</summary>
    PriceBand,

    /// <summary>What was searched for, in lower case.</summary>
    Search,
}

/// <summary>
/// A condition on a customer. One of: <c>all</c>, <c>any</c>, <c>not</c> of conditions; <c>feature</c> with <c>atLeast</c>, <c>atMost</c>, <c>in</c> or
/// <c>known</c>; <c>event</c> with <c>days</c> and how often it happened; <c>affinity</c> with <c>name</c> and a share. What is not known of a customer meets no
/// condition but <c>known: false</c> and those that <c>not</c> turns round.
/// </summary>
internal sealed record SegmentRule
{
    /// <summary>Every one of these holds.</summary>
    public IReadOnlyList<SegmentRule>? All { get; init; }

    /// <summary>At least one of these holds.</summary>
    public IReadOnlyList<SegmentRule>? Any { get; init; }

    /// <summary>This does not hold.</summary>
    public SegmentRule? Not { get; init; }

    /// <summary>A feature of the profile by its name.</summary>
    public string? Feature { get; init; }

    /// <summary>A type of event.</summary>
    public EventType? Event { get; init; }

    /// <summary>The window of <c>event</c>: 7, 30, 90 or 365 days.</summary>
    public int? Days { get; init; }

    /// <summary>What the affinity is about.</summary>
    public AffinityKind? Affinity { get; init; }

    /// <summary>The category, brand, price band or search of <c>affinity</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Lowest value that fits.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Highest value that fits.</summary>
    public double? AtMost { get; init; }

    /// <summary>Words that fit, for features that are words.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>Whether the feature is known at all.</summary>
    public bool? Known { get; init; }

    [JsonIgnore]
    internal IReadOnlyList<SegmentRule> Parts => All ?? Any ?? (Not is { } one ? [one] : []);
}

/// <summary>Cells of the RFM grid: fifths of the customers who ever bought, 5 the best; left out: every fifth.</summary>
internal sealed record RfmCells
{
    /// <summary>5 is the freshest fifth.</summary>
    public IReadOnlyList<int>? Recency { get; init; }

    /// <summary>5 is the fifth with the most orders.</summary>
    public IReadOnlyList<int>? Frequency { get; init; }

    /// <summary>5 is the fifth with the most money.</summary>
    public IReadOnlyList<int>? Monetary { get; init; }
}

/// <summary>A cluster that the nightly run has found.</summary>
/// <param name="Cluster">Its number, from 1 for the largest.</param>
/// <param name="Traits">What sets it apart: features and by how many standard deviations its mean differs from that of all.</param>
internal sealed record LearnedCluster(int Cluster, IReadOnlyDictionary<string, double> Traits);

/// <summary>Who belongs to a segment, as it is stored. Exactly one of the three is set.</summary>
internal sealed record SegmentDefinition
{
    public string? Description { get; init; }

    public SegmentRule? Rule { get; init; }

    public RfmCells? Rfm { get; init; }

    public LearnedCluster? Learned { get; init; }

    /// <summary>What the definition asks for: features, events with their window, affinities.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> RestsOn =>
        Rule is { } rule ? [.. NamesOf(rule).Distinct(StringComparer.Ordinal)]
        : Rfm is not null ? ["recencyDays", "orders", "spend"]
        : [.. Learned?.Traits.Keys ?? []];

    [JsonIgnore]
    public string Kind =>
        Rule is not null ? "rule"
        : Rfm is not null ? "rfm"
        : "learned";

    private static IEnumerable<string> NamesOf(SegmentRule rule) =>
        rule.Parts.Count > 0 ? rule.Parts.SelectMany(NamesOf)
        : rule.Event is { } type
            ?
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{JsonNamingPolicy.CamelCase.ConvertName(type.ToString())} within {rule.Days} days"
                ),
            ]
        : rule.Affinity is { } kind ? [$"{JsonNamingPolicy.CamelCase.ConvertName(kind.ToString())} {rule.Name}"]
        : [rule.Feature ?? ""];
}
