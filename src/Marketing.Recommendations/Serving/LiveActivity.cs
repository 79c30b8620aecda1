using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>What the store says of a subject right now.</summary>
internal sealed record LiveActivity
{
    /// <summary>The database is away and nothing is remembered.</summary>
    public static LiveActivity Unknown { get; } = new() { IsKnown = false, IsAway = true };

    /// <summary>Nobody in particular: there is nothing to know.</summary>
    public static LiveActivity Nobody { get; } = new();

    /// <summary>False when the model must remember instead.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>The database is away.</summary>
    public bool IsAway { get; private init; }

    /// <summary>Newest events that say something about taste, oldest first, without returns and what they took back.</summary>
    public IReadOnlyList<VisitorEvent> Events { get; private init; } = [];

    /// <summary>Bought and not returned, or rated; with the time of the last purchase or grade.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Acquired { get; private init; } =
        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Puts the store's rows into order.</summary>
    /// <param name="reading">A subject's rows, newest first, and what he owns.</param>
    /// <param name="counted">Types that count.</param>
    public static LiveActivity From(Reading reading, IReadOnlySet<EventType> counted)
    {
        var items = new Dictionary<string, int>(StringComparer.Ordinal);
        var interactions = new List<Interaction>(reading.Rows.Count);
        for (var at = reading.Rows.Count - 1; at >= 0; at--)
        {
            var row = reading.Rows[at];
            if (row.ItemId is { } itemId && row.Weight > 0 && (row.Type == EventType.Return || counted.Contains(row.Type)))
            {
                items.TryAdd(itemId, items.Count);
                interactions.Add(new Interaction(row.OccurredAt.ToUnixTimeSeconds(), items[itemId], ValueOf(row), Order: 0, row.Type));
            }
        }

        var ids = items.OrderBy(pair => pair.Value).Select(pair => pair.Key).ToArray();
        var rows = interactions.ToArray();
        var kept = Returns.TakeBack(rows);
        return new LiveActivity
        {
            IsAway = reading.IsAway,
            Events = [.. rows[..kept].Select(row => new VisitorEvent(ids[row.Item], row.Type, row.Value, row.Time))],
            Acquired = reading.Acquired,
        };
    }

    private static float ValueOf(ActivityRow row)
    {
        var value = row.Type is EventType.Purchase or EventType.Return ? (double?)row.Quantity : row.Value;
        return value is { } known ? (float)known : float.NaN;
    }
}
