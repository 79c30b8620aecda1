using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>
/// Who a customer is, as a pure function of the customer's events, what the shop says of them, and the catalogue. The same events in any order, and any
/// of them twice, give the same features.
/// </summary>
internal sealed record ProfileFeatures
{
    public required DateTimeOffset At { get; init; }

    public string? Language { get; init; }

    public string? Device { get; init; }

    public double? TenureDays { get; init; }

    public double? SilenceDays { get; init; }

    public double? RecencyDays { get; init; }

    public double? ReviewTone { get; init; }

    /// <summary>How many events of each type there are at all.</summary>
    public required IReadOnlyDictionary<EventType, int> Events { get; init; }

    public required Purchases Bought { get; init; }

    public required Responses Responses { get; init; }

    public required Affinities Likes { get; init; }

    public required short[] Counts { get; init; }

    public required double[] Inputs { get; init; }

    /// <param name="events">The customer's and those of linked sessions, in any order; what comes after <paramref name="at"/> is not looked at.</param>
    /// <param name="facts">What the shop says of the customer.</param>
    /// <param name="shop">Catalogue and settings.</param>
    /// <param name="at">The instant at which ages are counted, UTC.</param>
    public static ProfileFeatures Of(IEnumerable<ProfileEvent> events, CustomerFacts facts, ShopFacts shop, DateTimeOffset at)
    {
        var ordered = ProfileEvent.InOrder(events, at);
        var bought = Purchases.Of(ordered, shop.Catalogue);
        var features = new ProfileFeatures
        {
            At = at,
            Language = facts.Language ?? MostFrequent(ordered.Select(e => e.Language)),
            Device = MostFrequent(ordered.Select(e => e.Device)) ?? facts.Device,
            TenureDays = ordered.Count > 0 ? (at - ordered[0].At).TotalDays : null,
            SilenceDays = ordered.Count > 0 ? (at - ordered[^1].At).TotalDays : null,
            RecencyDays = bought.Last is { } last ? (at - last).TotalDays : null,
            ReviewTone = ToneOf(ordered),
            Events = CountsOf(ordered),
            Bought = bought,
            Responses = Responses.Of(ordered, Responses.ZoneOf(facts.TimeZone)),
            Likes = Affinities.Of(ordered, shop, at),
            Counts = EventCounts.Of(ordered, at),
            Inputs = [],
        };
        return features with { Inputs = ModelInputs.Of(ordered, at, bought, features.ReviewTone, features.Counts) };
    }

    /// <summary><see cref="Inputs"/> alone: what customers like and how they answer costs most of the time, and no model sees it.</summary>
    /// <param name="events">In order; what comes after <paramref name="at"/> is not looked at.</param>
    /// <param name="shop">Catalogue and settings.</param>
    /// <param name="at">The instant.</param>
    public static double[] InputsOf(List<ProfileEvent> events, ShopFacts shop, DateTimeOffset at)
    {
        var known = events.Count == 0 || events[^1].At <= at ? events : events.FindAll(e => e.At <= at);
        return ModelInputs.Of(known, at, Purchases.Of(known, shop.Catalogue), ToneOf(known), EventCounts.Of(known, at));
    }

    /// <summary>Ties go to the first in byte order.</summary>
    private static string? MostFrequent(IEnumerable<string?> values)
    {
        Dictionary<string, int>? counts = null;
        foreach (var value in values)
        {
            if (value is not null)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts ??= new(StringComparer.Ordinal), value, out _)++;
            }
        }

        return counts?.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).First().Key;
    }

    private static SortedDictionary<EventType, int> CountsOf(List<ProfileEvent> events)
    {
        var counts = new SortedDictionary<EventType, int>();
        foreach (var count in events.CountBy(e => e.Type))
        {
            counts.Add(count.Key, count.Value);
        }

        return counts;
    }

    /// <summary>A scored review speaks for itself; where none was scored, its stars do: 1 is 0, 5 is 1.</summary>
    private static double? ToneOf(List<ProfileEvent> events)
    {
        var (sum, count) = (0.0, 0);
        foreach (var e in events.Where(e => e.Type is EventType.Review or EventType.Rating))
        {
            if ((e.Tone ?? (e.Value - 1) / 4) is { } tone)
            {
                (sum, count) = (sum + Math.Clamp(tone, 0, 1), count + 1);
            }
        }

        return count > 0 ? sum / count : null;
    }
}
