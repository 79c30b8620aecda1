using System.Buffers;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// Makes the personal list: what the model says of items the visitor has not seen, then of those he looked at, then filler. Pure: the same
/// model, catalogue, visitor and request give the same list.
/// </summary>
internal sealed class Ranker(RecommendationsOptions options)
{
    /// <summary>How deep a list can be paged.</summary>
    public const int MaxDepth = 1000;

    private readonly RepeatRules _repeat = new(options.RepeatAfter);

    /// <summary>One page for a visitor.</summary>
    /// <param name="shelf">Model and catalogue.</param>
    /// <param name="visitor">Who.</param>
    /// <param name="folded">His events in the model's numbering.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="policy">What the list is made of and by which rules.</param>
    /// <param name="draw">What exploration draws by; the same number gives the same list.</param>
    /// <param name="now">Unix seconds; repeat rules and ages of items look at it.</param>
    public RankedPage Rank(Shelf shelf, Visitor visitor, FoldedHistory folded, RankRequest request, ListPolicy policy, ulong draw, long now)
    {
        var overlay = shelf.OverlayOf(policy, now);
        var arrangement = policy.Arrangement.With(request);
        var leftOut = request.ItemId is { } page ? Owned(shelf, visitor, now).Append(page) : Owned(shelf, visitor, now);
        var admission = new Admission(shelf, request, leftOut, overlay);
        var list = new ListBuilder(shelf, admission, overlay, request, arrangement.IsNeeded ? MaxDepth + 1 : null);
        var others = new OtherSources(shelf, overlay, visitor, request);
        foreach (var source in policy.Sources.Concat(policy.Fallback))
        {
            if (source != ListSources.Personal)
            {
                others.Add(list, source, folded.History);
            }
            else if (folded.Length > 0 && shelf.Model is { IsPersonal: true, Champion: { } champion })
            {
                AddPersonal(list, champion, folded.History, shelf, admission, overlay);
            }
        }

        list.FillUp();
        return arrangement.IsNeeded
            ? ListBuilder.Page(
                new Arranger(shelf, admission, overlay, arrangement, draw).Arrange(list.Items, ListBuilder.NeedOf(request)),
                request
            )
            : list.Page();
    }

    private IEnumerable<string> Owned(Shelf shelf, Visitor visitor, long now)
    {
        foreach (var (itemId, acquired) in visitor.Acquired)
        {
            var place = shelf.PlaceOf(itemId);
            if (place >= 0 && !_repeat.MayRepeat(shelf.RowAt(place)?.Category, acquired, now))
            {
                yield return itemId;
            }
        }
    }

    private void AddPersonal(ListBuilder list, IRecommender champion, History history, Shelf shelf, Admission admission, Overlay overlay)
    {
        // Scores must all be there to be moved.
        var seen =
            champion is IFactorRecommender factors && overlay.Tilted.Length == 0
                ? AddByVectors(list, factors, history, shelf, admission)
                : AddByScores(list, champion, history, shelf, admission, overlay);

        // Some models have nothing to say of a history of one click; the items' own neighbours have.
        foreach (var (item, score) in Neighbours(shelf, history, list))
        {
            list.Add(new RankedItem(item, score, Sources.Similar, IsFiller: false));
        }

        // What he looked at comes after what is new to him, and before what is not meant for him.
        foreach (var (item, score) in seen)
        {
            if (score > champion.Floor)
            {
                list.Add(new RankedItem(item, score, champion.Algorithm, IsFiller: false));
            }
        }
    }

    // Scores every item, then picks.
    private List<(int Item, float Score)> AddByScores(
        ListBuilder list,
        IRecommender champion,
        History history,
        Shelf shelf,
        Admission admission,
        Overlay overlay
    )
    {
        var count = champion.ItemCount;
        var (words, scores) = (Closed(shelf, admission), ArrayPool<float>.Shared.Rent(count));
        var closed = new ItemMask(words);
        var known = scores.AsSpan(0, count);
        champion.Score(history, known);
        foreach (var item in shelf.LoweredItems)
        {
            known[item] = float.IsFinite(known[item]) ? shelf.Lowered(item, known[item]) : known[item];
        }

        closed.Exclude(known);
        overlay.Tilt(known, champion.Floor);
        var seen = options.RepeatViewed ? [] : TakeSeen(closed, history, item => scores[item]);
        closed.Exclude(known);
        list.AddBest(
            (items, best) => TopItems.Select(scores.AsSpan(0, count), items, best),
            count,
            champion.Floor,
            champion.Algorithm,
            isFiller: false
        );
        ArrayPool<float>.Shared.Return(scores);
        ArrayPool<ulong>.Shared.Return(words);
        return seen;
    }

    // The same list without scoring what cannot be in it.
    private List<(int Item, float Score)> AddByVectors(
        ListBuilder list,
        IFactorRecommender champion,
        History history,
        Shelf shelf,
        Admission admission
    )
    {
        var (count, width) = (champion.ItemCount, champion.Items.Width);
        var (words, vector) = (Closed(shelf, admission), ArrayPool<float>.Shared.Rent(width));
        champion.TryFoldIn(history, vector.AsSpan(0, width));
        var closed = new ItemMask(words);
        var seen = options.RepeatViewed ? [] : TakeSeen(closed, history, item => champion.Items.Score(vector.AsSpan(0, width), item));
        var lowered = TakeLowered(closed, shelf, item => champion.Items.Score(vector.AsSpan(0, width), item));
        list.AddBest(
            (items, best) => Merged(champion.Items.Top(vector.AsSpan(0, width), new ItemMask(words), items, best), items, best, lowered),
            count,
            champion.Floor,
            champion.Algorithm,
            isFiller: false
        );
        ArrayPool<ulong>.Shared.Return(words);
        ArrayPool<float>.Shared.Return(vector);
        return seen;
    }

    private List<(int Item, float Score)> Neighbours(Shelf shelf, History history, ListBuilder list)
    {
        if (list.IsFull)
        {
            return [];
        }

        var sums = new Dictionary<int, float>();
        var similar = shelf.Model.Similar;
        for (var at = 0; at < history.Length; at++)
        {
            var item = history.Items[at];
            for (var entry = similar.Starts[item]; entry < similar.Starts[item + 1]; entry++)
            {
                var sum = sums.GetValueOrDefault(similar.Items[entry]) + (similar.Scores[entry] * history.Weights[at]);
                sums[similar.Items[entry]] = sum;
            }
        }

        if (!options.RepeatViewed)
        {
            foreach (var item in history.Items)
            {
                sums.Remove(item);
            }
        }

        return BestFirst(sums.Select(pair => (pair.Key, pair.Value)));
    }

    // Lowered items are few: they are scored one by one and take part in the choice with what is left of their scores.
    private static List<(int Item, float Score)> TakeLowered(ItemMask closed, Shelf shelf, Func<int, float> scoreOf)
    {
        var lowered = new List<(int Item, float Score)>();
        foreach (var item in shelf.LoweredItems)
        {
            if (!closed.Contains(item))
            {
                lowered.Add((item, shelf.Lowered(item, scoreOf(item))));
                closed.Add(item);
            }
        }

        return BestFirst(lowered);
    }

    private static int Merged(int found, Span<int> items, Span<float> best, List<(int Item, float Score)> lowered)
    {
        if (lowered.Count == 0)
        {
            return found;
        }

        var others = new (int Item, float Score)[found];
        for (var at = 0; at < found; at++)
        {
            others[at] = (items[at], best[at]);
        }

        var all = others.Concat(lowered).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Item).Take(items.Length).ToArray();
        for (var at = 0; at < all.Length; at++)
        {
            (items[at], best[at]) = all[at];
        }

        return all.Length;
    }

    private static List<(int Item, float Score)> BestFirst(IEnumerable<(int Item, float Score)> scored) =>
        [.. scored.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Item)];

    // Rented: items of the model that may not be in the list.
    private static ulong[] Closed(Shelf shelf, Admission admission)
    {
        var count = shelf.Model.ItemIds.Length;
        var words = ArrayPool<ulong>.Shared.Rent(Math.Max(1, shelf.Closed.Length));
        shelf.Closed.CopyTo(words, 0);
        words.AsSpan(shelf.Closed.Length).Clear();
        var closed = new ItemMask(words);
        foreach (var place in admission.LeftOut)
        {
            if (place < count)
            {
                closed.Add(place);
            }
        }

        if (admission.HasFilter)
        {
            for (var place = 0; place < count; place++)
            {
                if (!admission.PassedFilters(place))
                {
                    closed.Add(place);
                }
            }
        }

        return words;
    }

    private static List<(int Item, float Score)> TakeSeen(ItemMask closed, History history, Func<int, float> scoreOf)
    {
        var seen = new List<(int Item, float Score)>();
        foreach (var item in history.Items)
        {
            if (!closed.Contains(item))
            {
                seen.Add((item, scoreOf(item)));
                closed.Add(item);
            }
        }

        return BestFirst(seen);
    }
}
