using System.Collections.Concurrent;

namespace Marketing.Recommendations.Serving;

/// <summary>A policy's rules laid over the places of a shelf: worked out once, asked by every request.</summary>
internal sealed class Overlay
{
    private const int MostNew = 1000;
    private readonly Shelf _shelf;
    private readonly ListPolicy _policy;
    private readonly long _now;
    private readonly bool[]? _isHidden;
    private readonly ConcurrentDictionary<int, int[]> _fillInCategory = new();

    /// <param name="shelf">Places.</param>
    /// <param name="policy">Rules.</param>
    /// <param name="now">Unix seconds; ages of items count from here.</param>
    public Overlay(Shelf shelf, ListPolicy policy, long now)
    {
        (_shelf, _policy, _now, Fill) = (shelf, policy, now, shelf.Fill);
        if (!policy.NeedsOverlay)
        {
            return;
        }

        _isHidden = new bool[shelf.Count];
        var (places, strengths) = (new List<int>(), new List<float>());
        for (var place = 0; place < shelf.Count; place++)
        {
            var (id, row) = (shelf.IdAt(place), shelf.MadeFrom(place));
            _isHidden[place] = IsHidden(id, row);
            var strength = policy.Tilts.Sum(tilt => tilt.Where.Fits(id, row, now) ? tilt.Strength : 0);
            if (strength != 0)
            {
                places.Add(place);
                strengths.Add(Math.Clamp(strength, -1, 1));
            }
        }

        (Tilted, Strengths) = ([.. places], [.. strengths]);
        Fill = Reordered(shelf.Fill);
        New = policy.Arrangement.Exploration is { } slots ? NewItems(slots.NewerThanDays) : [];
    }

    /// <summary>Places that a rule lifts or lowers.</summary>
    public int[] Tilted { get; } = [];

    /// <summary>By how much, −1 to 1. Shape of <see cref="Tilted"/>.</summary>
    public float[] Strengths { get; } = [];

    /// <summary>Order in which lists are filled.</summary>
    public int[] Fill { get; }

    /// <summary>Places that exploration may show: open, new, and wanted by nobody yet or hardly; newest first.</summary>
    public int[] New { get; } = [];

    /// <summary>Whether a rule hides the item of a place, by the catalogue that the shelf was made from.</summary>
    public bool WasHidden(int place) => _isHidden is not null && _isHidden[place];

    /// <summary>Whether a rule hides an item.</summary>
    public bool IsHidden(string itemId, Store.CatalogueItem? row) =>
        _policy.NeedsOverlay
        && (
            (_policy.Filter is { } filter && !filter.Fits(itemId, row, _now)) || _policy.Hidden.Any(where => where.Fits(itemId, row, _now))
        );

    /// <summary>Whether any place is hidden.</summary>
    public bool HidesSome => _policy.Filter is not null || _policy.Hidden.Count > 0;

    /// <summary>Places of one category that anybody wanted, in the order of <see cref="Fill"/>.</summary>
    public ReadOnlySpan<int> FillInCategory(int category) =>
        Tilted.Length == 0
            ? _shelf.FillInCategory(category)
            : _fillInCategory.GetOrAdd(
                category,
                key => [.. Fill.Where(place => _shelf.CategoryOf(place) == key && _shelf.IsPopular(place))]
            );

    /// <summary>
    /// Moves scores by the rules: a boost of .5 goes half of the way up to the best score, a burial of .5 half of the way down to the floor. So it
    /// means the same for every model, and never turns what is irrelevant into what is relevant.
    /// </summary>
    /// <param name="scores">Shape [model items]; −∞ is left alone.</param>
    /// <param name="floor">Scores at or below it carry no evidence and are not lifted; −∞ where every score carries some.</param>
    public void Tilt(Span<float> scores, float floor)
    {
        if (Tilted.Length == 0)
        {
            return;
        }

        var (best, worst) = (float.NegativeInfinity, float.PositiveInfinity);
        foreach (var score in scores)
        {
            if (float.IsFinite(score) && score > floor)
            {
                best = Math.Max(best, score);
                worst = Math.Min(worst, score);
            }
        }

        worst = float.IsFinite(floor) ? floor : worst;
        for (var at = 0; at < Tilted.Length; at++)
        {
            var place = Tilted[at];
            if (place < scores.Length && float.IsFinite(scores[place]) && scores[place] > floor)
            {
                scores[place] += Strengths[at] * (Strengths[at] > 0 ? best - scores[place] : scores[place] - worst);
            }
        }
    }

    private int[] Reordered(int[] fill)
    {
        if (Tilted.Length == 0)
        {
            return fill;
        }

        var strengths = new float[_shelf.Count];
        for (var at = 0; at < Tilted.Length; at++)
        {
            strengths[Tilted[at]] = Strengths[at];
        }

        // The same movement as of scores, on positions: half of the way to the first or to the last.
        var positions = new double[fill.Length];
        for (var at = 0; at < fill.Length; at++)
        {
            var strength = strengths[fill[at]];
            positions[at] = at - (strength * (strength > 0 ? at : fill.Length - 1 - at));
        }

        var order = Enumerable.Range(0, fill.Length).OrderBy(at => positions[at]).ThenByDescending(at => strengths[fill[at]]);
        return [.. order.Select(at => fill[at])];
    }

    private int[] NewItems(int days)
    {
        var since = DateTimeOffset.FromUnixTimeSeconds(_now).AddDays(-days);
        return
        [
            .. Enumerable
                .Range(0, _shelf.Count)
                .Where(place => _shelf.WasOpen(place) && !WasHidden(place) && _shelf.MadeFrom(place)?.CreatedAt > since)
                .OrderByDescending(place => _shelf.MadeFrom(place)?.CreatedAt)
                .ThenBy(place => place)
                .Take(MostNew),
        ];
    }
}
