using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// One model beside one state of the catalogue: what may be shown now, where it belongs, what it costs, and in which order lists are filled.
/// Places: the model's items first, by their dense index, then the catalogue's items that the model has not seen, newest first.
/// </summary>
internal sealed class Shelf
{
    private readonly Dictionary<string, int> _newItems = new(StringComparer.Ordinal);
    private readonly CatalogueItem?[] _rows;
    private readonly string[] _categories;
    private readonly int[] _categoryOf;
    private readonly Dictionary<int, int[]> _fillInCategory;

    public Shelf(ServedRecommendations model, CatalogueSnapshot catalogue)
    {
        (Model, Catalogue) = (model, catalogue);
        var unseen = catalogue
            .All.Where(row => model.ItemOf(row.ItemId) < 0)
            .OrderByDescending(row => row.CreatedAt)
            .ThenBy(row => row.ItemId, StringComparer.Ordinal)
            .ToArray();
        var known = model.ItemIds.Length;
        Count = known + unseen.Length;
        _rows = new CatalogueItem?[Count];
        IsOpen = new bool[Count];
        ClosedMask = new float[known];
        for (var place = 0; place < Count; place++)
        {
            _rows[place] = place < known ? catalogue.Find(model.ItemIds[place]) : unseen[place - known];
            IsOpen[place] = catalogue.CanBeRecommended(IdAt(place));
            if (place < known)
            {
                ClosedMask[place] = IsOpen[place] ? 0 : float.NegativeInfinity;
            }
            else
            {
                _newItems[unseen[place - known].ItemId] = place;
            }
        }

        (_categories, _categoryOf) = Categories();
        Fill = FillOrder(model.PopularityIn(0));
        _fillInCategory = Fill.Where(place => _categoryOf[place] >= 0 && IsPopular(place))
            .GroupBy(place => _categoryOf[place])
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    public ServedRecommendations Model { get; }

    public CatalogueSnapshot Catalogue { get; }

    /// <summary>How many places there are.</summary>
    public int Count { get; }

    /// <summary>Whether the item of a place may be shown. Shape [Count].</summary>
    public bool[] IsOpen { get; }

    /// <summary>0 for an open item of the model, −∞ for a closed one: added to scores. Shape [model items].</summary>
    public float[] ClosedMask { get; }

    /// <summary>Every open place: popular ones by popularity, then by the newest in the catalogue, then those without a catalogue row by index.</summary>
    public int[] Fill { get; }

    /// <summary>Place of an item, or −1 when neither model nor catalogue knows it.</summary>
    public int PlaceOf(string itemId) => Model.ItemOf(itemId) is >= 0 and var known ? known : _newItems.GetValueOrDefault(itemId, -1);

    public string IdAt(int place) =>
        place < Model.ItemIds.Length
            ? Model.ItemIds[place]
            : _rows[place]?.ItemId ?? throw new InvalidOperationException("A place beyond the model has a row.");

    /// <summary>The catalogue's row, or null where it has none.</summary>
    public CatalogueItem? RowAt(int place) => _rows[place];

    /// <summary>Category of a place, or −1.</summary>
    public int CategoryOf(int place) => _categoryOf[place];

    /// <summary>Open places of one category (not those below it) that anybody wanted, most wanted first.</summary>
    public ReadOnlySpan<int> FillInCategory(int category) => _fillInCategory.GetValueOrDefault(category, []);

    /// <summary>Whether anybody ever wanted the item of this place.</summary>
    public bool IsPopular(int place) => place < Model.ItemIds.Length && Model.PopularityIn(0)[place] > 0;

    /// <summary>For each category whether it is the path or below it.</summary>
    public bool[] Within(string path) => Array.ConvertAll(_categories, category => CategoryPath.IsWithin(category, path));

    private (string[] Names, int[] Of) Categories()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var of = new int[Count];
        for (var place = 0; place < Count; place++)
        {
            of[place] = -1;
            if (_rows[place]?.Category is { } category)
            {
                numbers.TryAdd(category, numbers.Count);
                of[place] = numbers[category];
            }
        }

        return ([.. numbers.OrderBy(pair => pair.Value).Select(pair => pair.Key)], of);
    }

    private int[] FillOrder(float[] popularity)
    {
        var open = new List<int>(Count);
        for (var place = 0; place < Count; place++)
        {
            if (IsOpen[place])
            {
                open.Add(place);
            }
        }

        var keys = new (float Popularity, long Newest)[Count];
        foreach (var place in open)
        {
            var wanted = place < popularity.Length ? popularity[place] : 0;
            keys[place] = (wanted, wanted > 0 ? 0 : _rows[place]?.CreatedAt.UtcTicks ?? long.MinValue);
        }

        // Places break ties: the same list on every replica.
        open.Sort(
            (a, b) =>
            {
                var byPopularity = keys[b].Popularity.CompareTo(keys[a].Popularity);
                var byAge = byPopularity != 0 ? byPopularity : keys[b].Newest.CompareTo(keys[a].Newest);
                return byAge != 0 ? byAge : a.CompareTo(b);
            }
        );
        return [.. open];
    }
}
