using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>Puts together what is known of a visitor: the store's newest events, or, with the database away, what the model remembers.</summary>
internal static class Visitors
{
    /// <summary>The visitor beside a model.</summary>
    /// <param name="subject">User id, or <c>session:</c> and a session's.</param>
    /// <param name="live">What the store says.</param>
    /// <param name="model">What remembers when the store is away.</param>
    /// <param name="language">Of the texts.</param>
    public static Visitor Meet(string subject, LiveActivity live, ServedRecommendations model, string? language)
    {
        if (!live.IsKnown)
        {
            return new Visitor
            {
                Events = [.. model.HistoryOf(subject).Select(row => EventOf(row, model))],
                Acquired = model.AcquiredBy(subject).ToDictionary(pair => pair.ItemId, pair => pair.Time, StringComparer.Ordinal),
                IsDegraded = true,
                Language = language,
            };
        }

        return new Visitor
        {
            Events = live.Events,
            Acquired = live.Acquired.ToDictionary(pair => pair.Key, pair => pair.Value.ToUnixTimeSeconds(), StringComparer.Ordinal),
            IsDegraded = live.IsAway,
            Language = language,
        };
    }

    /// <summary>The visitor with what the page says he looks at and has in the basket.</summary>
    /// <param name="visitor">What is known of him otherwise.</param>
    /// <param name="recentItems">Looked at, the newest last.</param>
    /// <param name="basket">In the basket.</param>
    /// <param name="time">Unix seconds that these are weighed by: the newest that counts, not the clock, so that the next page weighs the same.</param>
    public static Visitor With(Visitor visitor, IReadOnlyList<string> recentItems, IReadOnlyList<string> basket, long time)
    {
        if (recentItems.Count == 0 && basket.Count == 0)
        {
            return visitor;
        }

        VisitorEvent OnPage(string item, EventType type) => new(item, type, float.NaN, time) { IsOnPage = true };
        var events = basket.Select(item => OnPage(item, EventType.Cart)).Concat(recentItems.Select(item => OnPage(item, EventType.View)));
        return visitor with { Events = [.. visitor.Events, .. events] };
    }

    /// <summary>
    /// The visitor as he was when a list began: later events do not count, so that its next page continues it. What he bought since is still
    /// his; the caller takes it off the page.
    /// </summary>
    public static (Visitor Visitor, IReadOnlySet<string> AcquiredSince) AsOf(Visitor visitor, long newest)
    {
        var since = new HashSet<string>(StringComparer.Ordinal);
        var events = new List<VisitorEvent>(visitor.Events.Count);
        foreach (var seen in visitor.Events)
        {
            if (seen.Time <= newest)
            {
                events.Add(seen);
            }
            else if (visitor.Acquired.TryGetValue(seen.ItemId, out var last) && last > newest)
            {
                since.Add(seen.ItemId);
            }
        }

        var acquired = visitor.Acquired.Where(pair => !since.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return (visitor with { Events = events, Acquired = acquired }, since);
    }

    private static VisitorEvent EventOf(Interaction row, ServedRecommendations model) =>
        new(model.ItemIds[row.Item], row.Type, row.Value, row.Time);
}
