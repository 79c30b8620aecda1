using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>An event of a visitor by the shop's keys: it outlives model swaps, which renumber items.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Type">What he did.</param>
/// <param name="Value">Grade or units; NaN without one.</param>
/// <param name="Time">Unix seconds.</param>
internal readonly record struct VisitorEvent(string ItemId, EventType Type, float Value, long Time)
{
    /// <summary>True for what the page of this very request tells; it happens now, whatever <see cref="Time"/> it is weighed by.</summary>
    public bool IsOnPage { get; init; }
}

/// <summary>Who is asked for, as far as it is known here and now.</summary>
internal sealed record Visitor
{
    /// <summary>Nobody in particular: no history, nothing owned.</summary>
    public static Visitor Anonymous { get; } = new();

    /// <summary>What he did, oldest first, without returns and what they took back.</summary>
    public IReadOnlyList<VisitorEvent> Events { get; init; } = [];

    /// <summary>Bought or rated items, with the Unix seconds of the last purchase or grade.</summary>
    public IReadOnlyDictionary<string, long> Acquired { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>True when the database was away, so that only what the model remembers is here.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Language of texts, BCP 47; null for the default.</summary>
    public string? Language { get; init; }

    /// <summary>Newest event, Unix seconds; null without any.</summary>
    public long? Newest => Events.Count == 0 ? null : Events[^1].Time;
}
