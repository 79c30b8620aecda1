using System.Buffers;
using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// Says why an item is in a list: for a personal item the event of the history that added most to its score, by the model's own account; for a
/// filler what filled.
/// </summary>
internal sealed class ReasonWriter(Shelf shelf, Visitor visitor, FoldedHistory folded, long now)
{
    private readonly ReasonTexts _texts = ReasonTexts.For(visitor.Language);
    private readonly Dictionary<string, (VisitorEvent Last, VisitorEvent Strongest)> _deeds = Deeds(visitor.Events);

    /// <summary>One reason for each item; the model is asked once for all of them.</summary>
    public Reason[] WhyAll(IReadOnlyList<RankedItem> items)
    {
        var reasons = new Reason[items.Count];
        var (places, asked) = (new List<int>(items.Count), new List<int>(items.Count));
        for (var at = 0; at < reasons.Length; at++)
        {
            var item = items[at];
            if (item.IsFiller || shelf.Model.Champion is null)
            {
                reasons[at] = Filled(item);
            }
            else if (item.Beside is { } beside)
            {
                reasons[at] = Beside(item, shelf.IdAt(beside));
            }
            else if (SeenAt(item.Place) is { } seen)
            {
                reasons[at] = new Reason(ReasonKinds.SeenBefore, _texts.SeenBefore(_texts.Ago(seen, now)), null);
            }
            else if (item.Source == Sources.Similar)
            {
                reasons[at] = Because(FromNeighbours(item.Place));
            }
            else
            {
                places.Add(item.Place);
                asked.Add(at);
            }
        }

        if (shelf.Model.Champion is { } champion && asked.Count > 0)
        {
            var length = folded.Length;
            var rented = ArrayPool<float>.Shared.Rent(asked.Count * length);
            champion.ExplainAll(folded.History, CollectionsMarshal.AsSpan(places), rented);
            for (var row = 0; row < asked.Count; row++)
            {
                reasons[asked[row]] = Because(Best(rented.AsSpan(row * length, length)));
            }

            ArrayPool<float>.Shared.Return(rented);
        }

        return reasons;
    }

    /// <summary>Why a filler is there.</summary>
    public Reason Filled(RankedItem item)
    {
        var category = shelf.RowAt(item.Place)?.Category is { } path ? Leaf(path) : null;
        return item.Source switch
        {
            Sources.CategoryPopular when category is not null => new Reason(
                ReasonKinds.PopularInCategory,
                _texts.PopularIn(category),
                null
            ),
            Sources.New or Sources.Exploration => new Reason(ReasonKinds.New, category is null ? _texts.New : _texts.NewIn(category), null),
            Sources.Trending => new Reason(ReasonKinds.Trending, _texts.Trending, null),
            Sources.Pinned => new Reason(ReasonKinds.Pinned, _texts.Pinned, null),
            Sources.Catalogue => new Reason(ReasonKinds.InTheShop, _texts.InTheShop, null),
            _ => new Reason(ReasonKinds.Popular, _texts.Popular, null),
        };
    }

    /// <summary>Why an item is in the list of another.</summary>
    public Reason Beside(RankedItem item, string itemId)
    {
        if (item.IsFiller)
        {
            return Filled(item);
        }

        var name = NameOf(itemId);
        return item.Source switch
        {
            Sources.BoughtTogether => new Reason(ReasonKinds.BoughtTogether, _texts.Together(name, item.Support ?? 0), itemId),
            Sources.Content => new Reason(ReasonKinds.Similar, _texts.Alike(name), itemId),
            _ => new Reason(ReasonKinds.Similar, _texts.Similar(name), itemId),
        };
    }

    private Reason Because(int entry) =>
        entry >= 0 && Evidence(entry) is { } reason ? reason : new Reason(ReasonKinds.ForYou, _texts.ForYou, null);

    private int FromNeighbours(int place)
    {
        var similar = shelf.Model.Similar;
        var history = folded.History;
        var contributions = new float[history.Length];
        for (var at = 0; at < history.Length; at++)
        {
            var entry = similar.Of(history.Items[at]).IndexOf(place);
            contributions[at] = entry < 0 ? 0 : similar.Scores[similar.Starts[history.Items[at]] + entry] * history.Weights[at];
        }

        return Best(contributions);
    }

    // The newest of equals: what happened last is what the customer remembers.
    private static int Best(ReadOnlySpan<float> contributions)
    {
        var best = -1;
        for (var at = 0; at < contributions.Length; at++)
        {
            if (contributions[at] > 0 && (best < 0 || contributions[at] >= contributions[best]))
            {
                best = at;
            }
        }

        return best;
    }

    private Reason? Evidence(int entry)
    {
        var item = folded.History.Items[entry];
        var itemId = shelf.IdAt(item);
        if (!_deeds.TryGetValue(itemId, out var deeds))
        {
            return null;
        }

        var seen = deeds.Strongest;
        var name = NameOf(itemId);
        var when = _texts.Ago(TimeOf(seen), now);
        return seen.Type switch
        {
            EventType.Purchase => new Reason(ReasonKinds.AlsoBought, _texts.AlsoBought(name, when), itemId),
            EventType.Cart => new Reason(ReasonKinds.GoesWithCart, _texts.GoesWithCart(name, when), itemId),
            EventType.Rating or EventType.Review => new Reason(ReasonKinds.SimilarToRated, _texts.SimilarToRated(name, when), itemId),
            _ => new Reason(ReasonKinds.SimilarToViewed, _texts.SimilarToViewed(name, when), itemId),
        };
    }

    // Models name the item, not the deed: of all he did with it the weightiest counts, of equals the newest.
    private static Dictionary<string, (VisitorEvent Last, VisitorEvent Strongest)> Deeds(IReadOnlyList<VisitorEvent> events)
    {
        var deeds = new Dictionary<string, (VisitorEvent Last, VisitorEvent Strongest)>(events.Count, StringComparer.Ordinal);
        foreach (var seen in events)
        {
            var isStrongest = !deeds.TryGetValue(seen.ItemId, out var known) || Strength(seen.Type) >= Strength(known.Strongest.Type);
            deeds[seen.ItemId] = (seen, isStrongest ? seen : known.Strongest);
        }

        return deeds;
    }

    private static int Strength(EventType type) =>
        type switch
        {
            EventType.Purchase => 4,
            EventType.Rating or EventType.Review => 3,
            EventType.Cart => 2,
            _ => 1,
        };

    private long? SeenAt(int place) => _deeds.TryGetValue(shelf.IdAt(place), out var deeds) ? TimeOf(deeds.Last) : null;

    private long TimeOf(VisitorEvent seen) => seen.IsOnPage ? now : seen.Time;

    // By the newest catalogue: an item that came a moment ago has no place on this shelf yet.
    private string NameOf(string itemId) => shelf.Newest.Find(itemId)?.Name is { Length: > 0 } name ? name : itemId;

    private static string Leaf(string path) => path[(path.LastIndexOf('>') + 1)..].Trim();
}
