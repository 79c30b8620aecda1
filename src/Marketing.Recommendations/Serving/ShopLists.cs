using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Serving;

/// <summary>Lists that are the same for everybody: what is popular, what is similar to an item, what is bought with it.</summary>
internal static class ShopLists
{
    /// <summary>Most wanted in a window, then filled up.</summary>
    public static RankedPage Popular(Shelf shelf, RankRequest request, int windowDays)
    {
        var overlay = shelf.OverlayOf(ListPolicy.Default, 0);
        var admission = new Admission(shelf, request, [], overlay);
        var list = new ListBuilder(shelf, admission, overlay, request);
        var wanted = (float[])shelf.Model.PopularityIn(windowDays).Clone();
        for (var place = 0; place < wanted.Length; place++)
        {
            if (wanted[place] <= 0 || !admission.Admitted(place))
            {
                wanted[place] = float.NegativeInfinity;
            }
        }

        var source = request.Category is null ? Sources.Popular : Sources.CategoryPopular;
        list.AddBest((places, best) => TopItems.Select(wanted, places, best), wanted.Length, 0, source, isFiller: true);

        list.FillUp();
        return list.Page();
    }

    /// <summary>Wanted more and more; never filled up, since a filler would be a false statement.</summary>
    public static RankedPage Trending(Shelf shelf, RankRequest request, int windowDays)
    {
        var overlay = shelf.OverlayOf(ListPolicy.Default, 0);
        var list = new ListBuilder(shelf, new Admission(shelf, request, [], overlay), overlay, request);
        new OtherSources(shelf, overlay, Visitor.Anonymous, request).AddTrending(list, windowDays);
        return list.Page();
    }

    /// <summary>In the catalogue since a time, the newest first; never filled up.</summary>
    public static RankedPage New(Shelf shelf, RankRequest request, DateTimeOffset since)
    {
        var overlay = shelf.OverlayOf(ListPolicy.Default, 0);
        var list = new ListBuilder(shelf, new Admission(shelf, request, [], overlay), overlay, request);
        new OtherSources(shelf, overlay, Visitor.Anonymous, request).AddNew(list, since);
        return list.Page();
    }

    /// <summary>What the same people touch, then what is wanted in the item's category, then filled up.</summary>
    public static RankedPage Similar(Shelf shelf, RankRequest request, string itemId)
    {
        var overlay = shelf.OverlayOf(ListPolicy.Default, 0);
        var list = new ListBuilder(shelf, new Admission(shelf, request, [itemId], overlay), overlay, request);
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
    public static RankedPage BoughtTogether(Shelf shelf, RankRequest request, string itemId)
    {
        var overlay = shelf.OverlayOf(ListPolicy.Default, 0);
        var list = new ListBuilder(shelf, new Admission(shelf, request, [itemId], overlay), overlay, request);
        if (shelf.Model.ItemOf(itemId) is >= 0 and var item)
        {
            AddNeighbours(list, shelf.Model.Together, item, Sources.BoughtTogether);
        }

        return list.Page();
    }

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
