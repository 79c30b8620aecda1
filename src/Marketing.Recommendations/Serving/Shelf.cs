using System.Collections.Concurrent;
using Marketing.Learning.Recommenders;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// One model beside one state of the catalogue: what may be shown, where it belongs, what it costs, and in which order lists are filled.
/// Places: the model's items first, by their dense index, then the catalogue's items that the model has not seen, newest first. It takes a
/// good part of a second to make for a large shop, so that it may be behind the catalogue: then <see cref="Newest"/> decides what is shown.
/// </summary>
internal sealed class Shelf
{
    private const long Hour = 3600;
    private const int MostOverlays = 64;
    private readonly Dictionary<string, int> _newItems;
    private readonly CatalogueItem?[] _rows;
    private readonly string[] _categories;
    private readonly int[] _categoryOf;
    private readonly bool[] _isOpen;
    private readonly Dictionary<int, int[]> _fillInCategory;
    private readonly ConcurrentDictionary<(ListPolicy, long), Overlay> _overlays;
    private readonly ConcurrentDictionary<int, float[]> _trends;
    private readonly Lazy<int[]> _byAge;
    private readonly string[][] _paths;
    private readonly Dictionary<int, ItemRecord> _lowered;

    /// <param name="model">What ranks.</param>
    /// <param name="catalogue">What there is.</param>
    /// <param name="records">What speaks against items; null: nothing.</param>
    /// <param name="lowStock">Units at or below which an item is nearly sold out.</param>
    public Shelf(ServedRecommendations model, CatalogueSnapshot catalogue, ItemRecords? records = null, int lowStock = 0)
    {
        Records = records ?? ItemRecords.None;
        (Model, Catalogue, Newest) = (model, catalogue, catalogue);
        var unseen = catalogue
            .Unsorted.Where(row => model.ItemOf(row.ItemId) < 0)
            .OrderByDescending(row => row.CreatedAt)
            .ThenBy(row => row.ItemId, StringComparer.Ordinal)
            .ToArray();
        _newItems = new Dictionary<string, int>(unseen.Length, StringComparer.Ordinal);
        var known = model.ItemIds.Length;
        Count = known + unseen.Length;
        _rows = new CatalogueItem?[Count];
        _isOpen = new bool[Count];
        Closed = new ulong[ItemMask.LengthFor(known)];
        var closed = new ItemMask(Closed);
        for (var place = 0; place < Count; place++)
        {
            var row = place < known ? catalogue.Find(model.ItemIds[place]) : unseen[place - known];
            (_rows[place], _isOpen[place]) = (row, row?.CanBeRecommended ?? true);
            if (place < known)
            {
                if (!_isOpen[place])
                {
                    closed.Add(place);
                }
            }
            else
            {
                _newItems[unseen[place - known].ItemId] = place;
            }
        }

        (_categories, _categoryOf) = Categories();
        _paths = Array.ConvertAll(_categories, path => path.Split(" > "));
        (_overlays, _trends) = (new(), new());
        _lowered = Lower(lowStock);
        LoweredItems = [.. _lowered.Keys.Where(place => place < known).Order()];
        Fill = FillOrder.Of(LoweredPopularity(), _rows, _isOpen);
        _byAge = new Lazy<int[]>(() => ByAgeOf(Fill));
        _fillInCategory = Fill.Where(place => _categoryOf[place] >= 0 && IsPopular(place))
            .GroupBy(place => _categoryOf[place])
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    private Shelf(Shelf made, CatalogueSnapshot newest)
    {
        (Model, Catalogue, Newest, Count) = (made.Model, made.Catalogue, newest, made.Count);
        (_newItems, _rows, _categories, _categoryOf) = (made._newItems, made._rows, made._categories, made._categoryOf);
        (_isOpen, Closed, Fill, _fillInCategory) = (made._isOpen, made.Closed, made.Fill, made._fillInCategory);
        (_overlays, _trends, _byAge, _paths) = (made._overlays, made._trends, made._byAge, made._paths);
        (Records, _lowered, LoweredItems) = (made.Records, made._lowered, made.LoweredItems);
    }

    public ServedRecommendations Model { get; }

    /// <summary>What it was made from.</summary>
    public CatalogueSnapshot Catalogue { get; }

    /// <summary>What holds now. Whatever has changed between the two is checked when it is about to be shown.</summary>
    public CatalogueSnapshot Newest { get; }

    /// <summary>Whether the catalogue has changed since it was made.</summary>
    public bool IsBehind => !ReferenceEquals(Catalogue, Newest);

    /// <summary>How many places there are.</summary>
    public int Count { get; }

    /// <summary>The items of the model that were closed, as an <see cref="ItemMask"/>; do not write into it.</summary>
    public ulong[] Closed { get; }

    /// <summary>
    /// Every place that was open: popular ones by popularity, then by the newest in the catalogue, then those without a catalogue row by index.
    /// </summary>
    public int[] Fill { get; }

    /// <summary>Open places that have a row, the newest in the catalogue first.</summary>
    public int[] ByAge => _byAge.Value;

    /// <summary>See <see cref="Trends.Of"/>; do not write into it.</summary>
    public float[] TrendIn(int days) => _trends.GetOrAdd(days, window => Trends.Of(Model, window));

    /// <summary>What was known against items when it was made.</summary>
    public ItemRecords Records { get; }

    /// <summary>Model items that lose a part of their score, ascending.</summary>
    public int[] LoweredItems { get; }

    /// <summary>What speaks against the item of a place; null when nothing does.</summary>
    public ItemRecord? RecordOf(int place) => _lowered.TryGetValue(place, out var record) ? record : null;

    /// <summary>The score of an item of <see cref="LoweredItems"/> less what it loses.</summary>
    public float Lowered(int place, float score) => score - (MathF.Abs(score) * _lowered[place].Strength);

    /// <summary>The same shelf under a newer catalogue; shares everything.</summary>
    public Shelf Beside(CatalogueSnapshot newest) => ReferenceEquals(newest, Newest) ? this : new Shelf(this, newest);

    /// <summary>Whether the item of a place may be shown now; an item that has been opened since may be only on the next shelf.</summary>
    public bool IsOpen(int place) => _isOpen[place] && (!IsBehind || (RowAt(place)?.CanBeRecommended ?? place < Model.ItemIds.Length));

    /// <summary>Whether it might be shown when this was made.</summary>
    public bool WasOpen(int place) => _isOpen[place];

    /// <summary>Place of an item, or −1 when neither model nor catalogue knows it.</summary>
    public int PlaceOf(string itemId) => Model.ItemOf(itemId) is >= 0 and var known ? known : _newItems.GetValueOrDefault(itemId, -1);

    public string IdAt(int place) =>
        place < Model.ItemIds.Length
            ? Model.ItemIds[place]
            : _rows[place]?.ItemId ?? throw new InvalidOperationException("A place beyond the model has a row.");

    /// <summary>The newest catalogue's row, or null where it has none.</summary>
    public CatalogueItem? RowAt(int place) => IsBehind ? Newest.Find(IdAt(place)) : _rows[place];

    /// <summary>The row that it was made from.</summary>
    public CatalogueItem? MadeFrom(int place) => _rows[place];

    /// <summary>Category of a place when it was made, or −1.</summary>
    public int CategoryOf(int place) => _categoryOf[place];

    /// <summary>Places of one category (not those below it) that anybody wanted, most wanted first.</summary>
    public ReadOnlySpan<int> FillInCategory(int category) => _fillInCategory.GetValueOrDefault(category, []);

    /// <summary>Whether anybody ever wanted the item of this place.</summary>
    public bool IsPopular(int place) => place < Model.ItemIds.Length && Model.PopularityIn(0)[place] > 0;

    /// <summary>The policy's rules over these places. Ages of items count by the hour, so that one overlay serves many requests.</summary>
    /// <param name="policy">Rules.</param>
    /// <param name="now">Unix seconds.</param>
    public Overlay OverlayOf(ListPolicy policy, long now)
    {
        var key = (policy, policy.LooksAtAge ? now / Hour : 0);
        if (_overlays.TryGetValue(key, out var overlay))
        {
            return overlay;
        }

        if (_overlays.Count >= MostOverlays)
        {
            _overlays.Clear();
        }

        return _overlays.GetOrAdd(key, wanted => new Overlay(this, wanted.Item1, wanted.Item2 * Hour));
    }

    /// <summary>How much of their category paths two places share from the root, 0 to 1; 0 where either has none.</summary>
    public double CategoryOverlap(int place, int other)
    {
        var (first, second) = (_categoryOf[place], _categoryOf[other]);
        if (first < 0 || second < 0)
        {
            return 0;
        }

        if (first == second)
        {
            return 1;
        }

        var (a, b) = (_paths[first], _paths[second]);
        var common = 0;
        while (common < a.Length && common < b.Length && a[common] == b[common])
        {
            common++;
        }

        return (double)common / Math.Max(a.Length, b.Length);
    }

    /// <summary>For each category whether it is the path or below it.</summary>
    public bool[] Within(string path) => Array.ConvertAll(_categories, category => CategoryPath.IsWithin(category, path));

    private Dictionary<int, ItemRecord> Lower(int lowStock)
    {
        var lowered = new Dictionary<int, ItemRecord>();
        for (var place = 0; place < Count; place++)
        {
            if (_isOpen[place] && Records.Find(IdAt(place), _rows[place]?.Stock, lowStock) is { } record)
            {
                lowered[place] = record;
            }
        }

        return lowered;
    }

    private float[] LoweredPopularity()
    {
        var popularity = Model.PopularityIn(0);
        if (LoweredItems.Length == 0)
        {
            return popularity;
        }

        popularity = (float[])popularity.Clone();
        foreach (var place in LoweredItems)
        {
            popularity[place] = Lowered(place, popularity[place]);
        }

        return popularity;
    }

    private int[] ByAgeOf(int[] open) =>
        [.. open.Where(place => _rows[place] is not null).OrderByDescending(place => _rows[place]?.CreatedAt).ThenBy(place => place)];

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
}
