using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>An event as far as a profile depends on it. Only events that count (weight above 0) get here.</summary>
/// <param name="Key">Subject and id: the same key is the same event.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When, UTC.</param>
internal sealed record ProfileEvent(string Key, EventType Type, DateTimeOffset At)
{
    public string? ItemId { get; init; }

    /// <summary>Stars of a rating or review.</summary>
    public double? Value { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? Price { get; init; }

    public string? OrderId { get; init; }

    public string? Query { get; init; }

    public string? Language { get; init; }

    public string? Channel { get; init; }

    public string? Device { get; init; }

    /// <summary>How a scored review feels: the chance of positive, 0 to 1.</summary>
    public double? Tone { get; init; }

    public decimal Units => Quantity ?? 1;

    public decimal Money => (Price ?? 0) * Units;

    /// <summary>By time, then by key: one order for every order of arrival.</summary>
    public static int Compare(ProfileEvent a, ProfileEvent b) =>
        a.At.CompareTo(b.At) is not 0 and var byTime ? byTime : string.CompareOrdinal(a.Key, b.Key);

    /// <summary>Sorted, every event once, nothing after an instant.</summary>
    public static List<ProfileEvent> InOrder(IEnumerable<ProfileEvent> events, DateTimeOffset until)
    {
        List<ProfileEvent> sorted = [.. events.Where(e => e.At <= until)];
        sorted.Sort(Compare);
        var kept = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            if (kept == 0 || sorted[kept - 1].At != sorted[i].At || sorted[kept - 1].Key != sorted[i].Key)
            {
                sorted[kept++] = sorted[i];
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
        return sorted;
    }
}

/// <summary>What the shop says of a customer.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Device">The attribute <c>device</c>.</param>
internal sealed record CustomerFacts(string? Language, string? TimeZone, string? Device)
{
    public static CustomerFacts None { get; } = new(null, null, null);
}
