using Marketing.Recommendations.Placements;
using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>Whether a place may be in this list: open, through the filters, and not left out. Built for one request.</summary>
internal sealed class Admission
{
    private readonly Shelf _shelf;
    private readonly RankRequest _request;
    private readonly bool[]? _categories;
    private readonly HashSet<int> _leftOut;
    private readonly ItemCondition? _labels;
    private readonly Overlay _overlay;

    /// <param name="shelf">Model and catalogue.</param>
    /// <param name="request">Filters and exclusions.</param>
    /// <param name="owned">Items that the visitor owns.</param>
    /// <param name="overlay">Rules of the placement.</param>
    public Admission(Shelf shelf, RankRequest request, IEnumerable<string> owned, Overlay overlay)
    {
        (_shelf, _request, _overlay, _labels) = (shelf, request, overlay, ListFilter.Of(request));
        _categories = request.Category is { } path ? shelf.Within(path) : null;
        _leftOut = [.. owned.Concat(request.Excluded).Select(shelf.PlaceOf).Where(place => place >= 0)];
    }

    /// <summary>Places that are owned or excluded.</summary>
    public IReadOnlyCollection<int> LeftOut => _leftOut;

    /// <summary>By the newest catalogue.</summary>
    public bool Admits(int place) =>
        _shelf.IsOpen(place)
        && !_leftOut.Contains(place)
        && (_shelf.IsBehind ? PassesFilters(place, _shelf.RowAt(place)) : PassedFilters(place));

    /// <summary>By the catalogue that the shelf was made from.</summary>
    public bool Admitted(int place) => _shelf.WasOpen(place) && !_leftOut.Contains(place) && PassedFilters(place);

    /// <summary>By the catalogue that the shelf was made from: quick, and good enough to choose what <see cref="Admits"/> is asked about.</summary>
    public bool PassedFilters(int place) =>
        (_categories is null || (_shelf.CategoryOf(place) is >= 0 and var category && _categories[category]))
        && (!HasPriceRange || PassesPrice(_shelf.MadeFrom(place)))
        && (_labels is null || _labels.Fits("", _shelf.MadeFrom(place), 0))
        && !_overlay.WasHidden(place);

    /// <summary>Whether <see cref="PassedFilters"/> can say no.</summary>
    public bool HasFilter => _request.HasFilter || _overlay.HidesSome;

    private bool HasPriceRange => _request.MinPrice is not null || _request.MaxPrice is not null;

    private bool PassesFilters(int place, CatalogueItem? row) =>
        (_request.Category is not { } path || (row?.Category is { } category && CategoryPath.IsWithin(category, path)))
        && (!HasPriceRange || PassesPrice(row))
        && (_labels is null || _labels.Fits("", row, 0))
        && !_overlay.IsHidden(_shelf.IdAt(place), row);

    private bool PassesPrice(CatalogueItem? row) =>
        row?.Price is { } price
        && (_request.MinPrice is not { } low || price >= low)
        && (_request.MaxPrice is not { } high || price <= high);
}
