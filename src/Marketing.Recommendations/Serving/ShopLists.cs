using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Serving;

/// <summary>Lists that are the same for everybody: what is popular, what rises, what is new, what is similar to an item, what is bought with it.</summary>
/// <param name="shelf">Model and catalogue.</param>
/// <param name="request">What is asked for.</param>
/// <param name="policy">Of the place: what it hides is hidden here too, what it lifts is lifted; its sources and its order are for personal lists.</param>
/// <param name="now">Unix seconds.</param>
internal sealed class ShopLists(Shelf shelf, RankRequest request, ListPolicy policy, long now)
{
    private readonly Overlay _overlay = shelf.OverlayOf(policy, now);

    /// <summary>One list.</summary>
    /// <param name="list">Which.</param>
    /// <param name="itemId">The item of <c>similar</c> and <c>bought-together</c>.</param>
    /// <param name="windowDays">Of those that count back over one; 0 is all time.</param>
    public RankedPage Make(ShopList list, string itemId, int windowDays) =>
        list switch
        {
            ShopList.Popular => Popular(windowDays),
            ShopList.Trending => Trending(windowDays),
            ShopList.New => New(windowDays),
            ShopList.Similar => Similar(itemId),
            _ => BoughtTogether(itemId),
        };

    /// <summary>Most wanted in a window, then filled up.</summary>
    private RankedPage Popular(int windowDays)
    {
        var admission = new Admission(shelf, request, [], _overlay);
        var list = new ListBuilder(shelf, admission, _overlay, request);
        var wanted = (float[])shelf.Model.PopularityIn(windowDays).Clone();
        for (var place = 0; place < wanted.Length; place++)
        {
            if (wanted[place] <= 0 || !admission.Admitted(place))
            {
                wanted[place] = float.NegativeInfinity;
            }
        }

        foreach (var item in shelf.LoweredItems)
        {
            wanted[item] = float.IsFinite(wanted[item]) ? shelf.Lowered(item, wanted[item]) : wanted[item];
        }

        _overlay.Tilt(wanted, 0);
        var source = request.Category is null ? Sources.Popular : Sources.CategoryPopular;
        list.AddBest((places, best) => TopItems.Select(wanted, places, best), wanted.Length, 0, source, isFiller: true);
        list.FillUp();
        return list.Page();
    }

    /// <summary>Wanted more and more; never filled up, since a filler would be a false statement.</summary>
    private RankedPage Trending(int windowDays)
    {
        var list = ListWithout([]);
        new OtherSources(shelf, _overlay, Visitor.Anonymous, request).AddTrending(list, windowDays);
        return list.Page();
    }

    /// <summary>In the catalogue for so long at most, the newest first; never filled up.</summary>
    private RankedPage New(int windowDays)
    {
        var list = ListWithout([]);
        var since = windowDays == 0 ? DateTimeOffset.MinValue : DateTimeOffset.FromUnixTimeSeconds(now).AddDays(-windowDays);
        new OtherSources(shelf, _overlay, Visitor.Anonymous, request).AddNew(list, since);
        return list.Page();
    }

    /// <summary>What the same people touch, then what is wanted in the item's category, then filled up.</summary>
    private RankedPage Similar(string itemId)
    {
        var list = ListWithout([itemId]);
        var place = shelf.PlaceOf(itemId);
        if (place >= 0 && place < shelf.Model.ItemIds.Length)
        {
            AddNeighbours(list, shelf.Model.Similar, place, Sources.Similar);
        }

        if (list.IsEmpty)
        {
            foreach (var (alike, similarity) in AlikeItems.Of(shelf, itemId, list.Need))
            {
                list.Add(new RankedItem(alike, similarity, Sources.Content, IsFiller: false));
            }
        }

        if (place >= 0 && shelf.CategoryOf(place) is >= 0 and var category)
        {
            list.FillFromCategory(category);
        }

        list.FillUp();
        return list.Page();
    }

    /// <summary>What the same orders hold; never filled up, since a filler would be a false statement.</summary>
    private RankedPage BoughtTogether(string itemId)
    {
        var list = ListWithout([itemId]);
        if (shelf.Model.ItemOf(itemId) is >= 0 and var item)
        {
            AddNeighbours(list, shelf.Model.Together, item, Sources.BoughtTogether);
        }

        return list.Page();
    }

    private ListBuilder ListWithout(IEnumerable<string> leftOut) =>
        new(shelf, new Admission(shelf, request, leftOut, _overlay), _overlay, request);

    private static void AddNeighbours(ListBuilder list, NeighbourLists lists, int item, string source)
    {
        for (var at = 0; at < lists.CountOf(item); at++)
        {
            var entry = lists.Starts[item] + at;
            list.Add(
                new RankedItem(lists.Items[entry], lists.Scores[entry], source, IsFiller: false)
                {
                    Support = lists.Together[entry],
                    Lift = lists.Lift(item, at),
                }
            );
        }
    }
}
