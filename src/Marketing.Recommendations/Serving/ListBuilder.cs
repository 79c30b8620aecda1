using System.Buffers;
using Marketing.Learning.Recommenders;

namespace Marketing.Recommendations.Serving;

/// <summary>Finds the best places by score, best first.</summary>
/// <param name="places">Receives the places; its length is how many are wanted.</param>
/// <param name="scores">Receives their scores. Same shape.</param>
/// <returns>How many were found.</returns>
internal delegate int BestOf(Span<int> places, Span<float> scores);

/// <summary>Collects a list up to the end of the page asked for; nothing twice, nothing that is not admitted.</summary>
internal sealed class ListBuilder(Shelf shelf, Admission admission, Overlay overlay, RankRequest request, int? pool = null)
{
    private const int FavouriteCategories = 3;
    private readonly List<RankedItem> _items = [];
    private readonly HashSet<int> _in = [];

    /// <summary>Items up to the end of the page, and one more to know whether there is a next page.</summary>
    public int Need { get; } = pool ?? NeedOf(request);

    /// <summary>What is there so far.</summary>
    public IReadOnlyList<RankedItem> Items => _items;

    /// <summary>Items up to the end of the page that is asked for, and one more.</summary>
    public static int NeedOf(RankRequest request) => Math.Min(request.Offset + request.N, Ranker.MaxDepth) + 1;

    public bool IsEmpty => _items.Count == 0;

    public bool IsFull => _items.Count >= Need;

    /// <summary>Adds an item unless the list is full or it may not be in it.</summary>
    public void Add(RankedItem item)
    {
        if (!IsFull && admission.Admits(item.Place) && _in.Add(item.Place))
        {
            _items.Add(item);
        }
    }

    /// <summary>Adds the best-scored places above the floor. What the newest catalogue turns away is made up for by the next best.</summary>
    /// <param name="bestOf">Finds as many of the best as it is given room for.</param>
    /// <param name="count">How many there are to find at most.</param>
    /// <param name="floor">Not reached by what is added.</param>
    /// <param name="source">Of the items.</param>
    /// <param name="isFiller">Whether they are not personal.</param>
    public void AddBest(BestOf bestOf, int count, float floor, string source, bool isFiller)
    {
        var wanted = Math.Min(Need, count);
        while (wanted > 0)
        {
            var (items, best) = (ArrayPool<int>.Shared.Rent(wanted), ArrayPool<float>.Shared.Rent(wanted));
            var found = bestOf(items.AsSpan(0, wanted), best.AsSpan(0, wanted));
            for (var at = 0; at < found && best[at] > floor; at++)
            {
                Add(new RankedItem(items[at], best[at], source, isFiller));
            }

            var isDone = IsFull || found < wanted || wanted == count || (found > 0 && best[found - 1] <= floor);
            ArrayPool<int>.Shared.Return(items);
            ArrayPool<float>.Shared.Return(best);
            wanted = isDone ? 0 : Math.Min(wanted * 4, count);
        }
    }

    /// <summary>Fills with what is wanted in the categories that the visitor's events are in, weightiest first.</summary>
    public void FillFromCategories(History history)
    {
        if (IsFull || history.Length == 0)
        {
            return;
        }

        var weights = new Dictionary<int, float>();
        for (var at = 0; at < history.Length; at++)
        {
            if (shelf.CategoryOf(history.Items[at]) is >= 0 and var category)
            {
                weights[category] = weights.GetValueOrDefault(category) + history.Weights[at];
            }
        }

        foreach (var (category, _) in weights.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(FavouriteCategories))
        {
            FillFromCategory(category);
        }
    }

    /// <summary>Fills with what is wanted in one category.</summary>
    public void FillFromCategory(int category)
    {
        foreach (var place in overlay.FillInCategory(category))
        {
            if (IsFull)
            {
                return;
            }

            Add(Filler(shelf, place, isInCategory: true));
        }
    }

    /// <summary>Fills with everything that is open: wanted, then new, then the rest.</summary>
    public void FillUp() => Fill(overlay.Fill);

    /// <summary>Fills with these places.</summary>
    public void Fill(IEnumerable<int> places)
    {
        foreach (var place in places)
        {
            if (IsFull)
            {
                return;
            }

            Add(Filler(shelf, place, request.Category is not null));
        }
    }

    /// <summary>The page asked for.</summary>
    public RankedPage Page() => Page(_items, request);

    /// <summary>The page asked for out of a list.</summary>
    public static RankedPage Page(List<RankedItem> items, RankRequest request)
    {
        var end = NeedOf(request) - 1;
        var page = items.Skip(request.Offset).Take(end - request.Offset).ToArray();
        return new RankedPage(page, items.Count > end && end < Ranker.MaxDepth);
    }

    /// <summary>An item that is not personal.</summary>
    /// <param name="shelf">Where it is.</param>
    /// <param name="place">Which.</param>
    /// <param name="isInCategory">Whether it is there for what is wanted in a category.</param>
    public static RankedItem Filler(Shelf shelf, int place, bool isInCategory)
    {
        if (shelf.IsPopular(place))
        {
            var source = isInCategory ? Sources.CategoryPopular : Sources.Popular;
            return new RankedItem(place, shelf.Model.PopularityIn(0)[place], source, IsFiller: true);
        }

        return new RankedItem(place, 0, shelf.RowAt(place) is null ? Sources.Catalogue : Sources.New, IsFiller: true);
    }
}
