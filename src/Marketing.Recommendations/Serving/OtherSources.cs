using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>Everything that lists can be made of beside the personal ranking.</summary>
internal sealed class OtherSources(Shelf shelf, Overlay overlay, Visitor visitor, RankRequest request)
{
    private const int MostContext = 20;
    private const int TrendDays = 7;

    /// <summary>Adds what one source has, until the list is full.</summary>
    /// <param name="list">Where to.</param>
    /// <param name="source">One of <see cref="ListSources"/>.</param>
    /// <param name="history">The visitor's events in the model's numbering.</param>
    public void Add(ListBuilder list, string source, History history)
    {
        if (list.IsFull)
        {
            return;
        }

        switch (source)
        {
            case ListSources.Similar:
                AddNeighbours(list, shelf.Model.Similar, Sources.Similar, LookedAt());
                break;
            case ListSources.BoughtTogether:
                AddNeighbours(list, shelf.Model.Together, Sources.BoughtTogether, Basket());
                break;
            case ListSources.Trending:
                AddTrending(list, TrendDays);
                break;
            case ListSources.Popular:
                list.Fill(overlay.Fill.TakeWhile(shelf.IsPopular));
                break;
            case ListSources.New:
                AddNew(list, DateTimeOffset.MinValue);
                break;
            default:
                AddFromCategories(list, history);
                break;
        }
    }

    /// <summary>Adds what is wanted more than it was, most so first.</summary>
    public void AddTrending(ListBuilder list, int days)
    {
        var scores = (float[])shelf.TrendIn(days).Clone();
        for (var place = 0; place < scores.Length; place++)
        {
            if (!shelf.WasOpen(place) || overlay.WasHidden(place))
            {
                scores[place] = float.NegativeInfinity;
            }
        }

        list.AddBest((places, best) => TopItems.Select(scores, places, best), scores.Length, 0, Sources.Trending, isFiller: true);
    }

    /// <summary>Adds the catalogue's items, the newest first.</summary>
    /// <param name="list">Where to.</param>
    /// <param name="since">Only those that are newer.</param>
    public void AddNew(ListBuilder list, DateTimeOffset since)
    {
        foreach (var place in shelf.ByAge)
        {
            if (list.IsFull || shelf.MadeFrom(place)?.CreatedAt is not { } created || created <= since)
            {
                return;
            }

            list.Add(new RankedItem(place, 0, Sources.New, IsFiller: true));
        }
    }

    private void AddFromCategories(ListBuilder list, History history)
    {
        if (request.ItemId is { } page && shelf.PlaceOf(page) is >= 0 and var place && shelf.CategoryOf(place) is >= 0 and var category)
        {
            list.FillFromCategory(category);
        }

        list.FillFromCategories(history);
    }

    private void AddNeighbours(ListBuilder list, NeighbourLists lists, string source, IEnumerable<string> context)
    {
        var (sums, strongest) = (new Dictionary<int, float>(), new Dictionary<int, (int Item, int At, float Score)>());
        foreach (var item in context.Distinct().Select(shelf.Model.ItemOf).Where(item => item >= 0).Take(MostContext))
        {
            for (var at = 0; at < lists.CountOf(item); at++)
            {
                var entry = lists.Starts[item] + at;
                var other = lists.Items[entry];
                sums[other] = sums.GetValueOrDefault(other) + lists.Scores[entry];
                if (!strongest.TryGetValue(other, out var known) || lists.Scores[entry] > known.Score)
                {
                    strongest[other] = (item, at, lists.Scores[entry]);
                }
            }
        }

        foreach (var (other, score) in sums.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key))
        {
            var (item, at, _) = strongest[other];
            list.Add(
                new RankedItem(other, score, source, IsFiller: false)
                {
                    Beside = item,
                    Support = lists.Together[lists.Starts[item] + at],
                    Lift = lists.Lift(item, at),
                }
            );
        }
    }

    /// <summary>The item whose page it is, else what was looked at last, the newest first.</summary>
    private IEnumerable<string> LookedAt() =>
        request.ItemId is { } page ? [page] : visitor.Events.Reverse().Select(seen => seen.ItemId).Take(3);

    /// <summary>The item whose page it is and what the page says is in the basket, else what was put there or bought last.</summary>
    private IEnumerable<string> Basket()
    {
        var now = visitor.Events.Where(seen => seen is { IsOnPage: true, Type: EventType.Cart }).Select(seen => seen.ItemId);
        var told = (request.ItemId is { } page ? now.Prepend(page) : now).ToArray();
        return told.Length > 0
            ? told
            : visitor.Events.Reverse().Where(seen => seen.Type is EventType.Cart or EventType.Purchase).Select(seen => seen.ItemId);
    }
}
