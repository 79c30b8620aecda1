using Marketing.Learning;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// Puts candidates into the order of a list: pins at their positions, new items into the places kept for them, and else the best candidate whose
/// worth, less what it repeats of the items just before it, is largest (maximal marginal relevance, Carbonell and Goldstein 1998) and that no cap forbids.
/// Each choice looks back only, so that a longer list begins with the shorter one. Caps give way before a list gets short.
/// </summary>
internal sealed class Arranger(Shelf shelf, Admission admission, Overlay overlay, Arrangement how, ulong seed)
{
    /// <summary>Candidates that are looked at for one position.</summary>
    private const int Lookahead = 100;
    private const double CategoryShare = .7;

    private readonly List<RankedItem> _list = [];
    private readonly HashSet<int> _in = [];
    private readonly SortedDictionary<int, int> _pins = Pinned(shelf, admission, how);
    private IReadOnlyList<RankedItem> _pool = [];
    private int _first;

    /// <summary>The list.</summary>
    /// <param name="pool">Candidates, best first; the same whatever the length of the list.</param>
    /// <param name="need">Its length at most.</param>
    public List<RankedItem> Arrange(IReadOnlyList<RankedItem> pool, int need)
    {
        _pool = pool;
        while (_list.Count < need && Next(_list.Count + 1) is { } item)
        {
            _in.Add(item.Place);
            _list.Add(item);
        }

        return _list;
    }

    private static SortedDictionary<int, int> Pinned(Shelf shelf, Admission admission, Arrangement how)
    {
        var pins = new SortedDictionary<int, int>();
        foreach (var (position, itemId) in how.Pins)
        {
            var place = shelf.PlaceOf(itemId);
            if (place >= 0 && admission.Admits(place) && !pins.ContainsValue(place))
            {
                pins.TryAdd(position, place);
            }
        }

        return pins;
    }

    private RankedItem? Next(int position)
    {
        if (_pins.Remove(position, out var pinned))
        {
            return Pin(pinned);
        }

        var fresh = IsSlot(position) ? overlay.New.Where(place => IsFree(place) && admission.Admits(place)).ToArray() : [];
        if (how.Exploration is { } slots && fresh.Length > 0 && SplitMix64.Uniform(seed, (ulong)position * 2) < slots.Share)
        {
            var drawn = fresh[(int)(SplitMix64.Uniform(seed, ((ulong)position * 2) + 1) * fresh.Length)];
            return new RankedItem(drawn, 0, Sources.Exploration, IsFiller: true) { Propensity = slots.Share / fresh.Length };
        }

        if ((Best(keepCaps: true) ?? FromFill() ?? Best(keepCaps: false)) is { } found)
        {
            return fresh.Length > 0 ? found with { Propensity = 1 - how.Exploration?.Share } : found;
        }

        // Nothing else is left: a pin further down moves up.
        if (_pins.Count == 0)
        {
            return null;
        }

        var (at, place) = _pins.First();
        _pins.Remove(at);
        return Pin(place);
    }

    private static RankedItem Pin(int place) => new(place, 0, Sources.Pinned, IsFiller: true);

    private bool IsSlot(int position) => how.Exploration is { } slots && position % slots.EveryNth == 0;

    private bool IsFree(int place) => !_in.Contains(place) && !_pins.ContainsValue(place);

    private RankedItem? Best(bool keepCaps)
    {
        while (_first < _pool.Count && !IsFree(_pool[_first].Place))
        {
            _first++;
        }

        var (best, most, seen) = (-1, double.NegativeInfinity, 0);
        for (var at = _first; at < _pool.Count && seen < Lookahead; at++)
        {
            var place = _pool[at].Place;
            if (!IsFree(place) || (keepCaps && IsOverCap(place)))
            {
                continue;
            }

            if (how.Diversity <= 0)
            {
                return _pool[at];
            }

            // What is not meant for him does not overtake what is, however different it may be.
            if (best >= 0 && _pool[at].IsFiller != _pool[best].IsFiller)
            {
                break;
            }

            seen++;
            var worth = ((1 - how.Diversity) / Math.Log2(at + 2)) - (how.Diversity * Repeats(place));
            if (worth > most)
            {
                (best, most) = (at, worth);
            }
        }

        return best < 0 ? null : _pool[best];
    }

    /// <summary>Beyond the candidates: the whole shop is looked through before a cap gives way.</summary>
    private RankedItem? FromFill()
    {
        if (how.MaxPerBrand is null && how.MaxPerCategory is null)
        {
            return null;
        }

        foreach (var place in overlay.Fill)
        {
            if (IsFree(place) && !IsOverCap(place) && admission.Admits(place))
            {
                return ListBuilder.Filler(shelf, place, isInCategory: false);
            }
        }

        return null;
    }

    private IEnumerable<int> Around() => _list.Skip(Math.Max(0, _list.Count - how.Within + 1)).Select(item => item.Place);

    private bool IsOverCap(int place)
    {
        if (how.MaxPerCategory is { } most && shelf.CategoryOf(place) is >= 0 and var category)
        {
            if (Around().Count(near => shelf.CategoryOf(near) == category) >= most)
            {
                return true;
            }
        }

        return how.MaxPerBrand is { } brands
            && shelf.MadeFrom(place)?.Brand is { } brand
            && Around().Count(near => IsBrand(near, brand)) >= brands;
    }

    private bool IsBrand(int place, string brand) => string.Equals(shelf.MadeFrom(place)?.Brand, brand, StringComparison.OrdinalIgnoreCase);

    /// <summary>How much of it the most similar item nearby has said already, 0 to 1.</summary>
    private double Repeats(int place)
    {
        var brand = shelf.MadeFrom(place)?.Brand;
        var most = 0d;
        foreach (var near in Around())
        {
            var same = brand is not null && IsBrand(near, brand) ? 1 - CategoryShare : 0;
            most = Math.Max(most, same + (CategoryShare * shelf.CategoryOverlap(place, near)));
        }

        return most;
    }
}
