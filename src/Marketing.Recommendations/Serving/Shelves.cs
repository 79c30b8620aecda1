using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>The shelf of the moment: made anew when the model or the catalogue has changed, by the first request that notices.</summary>
internal sealed class Shelves(Catalogue catalogue)
{
    private readonly Lock _making = new();
    private volatile Shelf? _current;

    /// <summary>The shelf of this model and the catalogue as it is now.</summary>
    public Shelf For(ServedRecommendations model)
    {
        var snapshot = catalogue.Current;
        if (_current is { } current && Fits(current, model, snapshot))
        {
            return current;
        }

        lock (_making)
        {
            if (_current is { } made && Fits(made, model, snapshot))
            {
                return made;
            }

            var shelf = new Shelf(model, snapshot);
            _current = shelf;
            return shelf;
        }
    }

    private static bool Fits(Shelf shelf, ServedRecommendations model, CatalogueSnapshot snapshot) =>
        ReferenceEquals(shelf.Model, model) && ReferenceEquals(shelf.Catalogue, snapshot);
}
