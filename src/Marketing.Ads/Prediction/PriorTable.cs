using System.Collections.Concurrent;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Learning.Clicks;
using Marketing.Store;

namespace Marketing.Ads.Prediction;

/// <summary>What is expected of an ad at a place for a customer nobody knows.</summary>
/// <param name="Expectation">The expectation.</param>
/// <param name="Optimistic">Chance of a click at two deviations above it.</param>
/// <param name="Cost">What an impression is expected to cost the campaign.</param>
internal readonly record struct Prior(Expectation Expectation, double Optimistic, decimal Cost);

/// <summary>
/// What is expected of each ad at each place for a customer nobody knows: by it the short list is drawn up that the full model looks at. Worked out for all ads of a
/// place when it is first asked for; a table lives for a minute, since the model learns on.
/// </summary>
internal sealed class PriorTable(Predictor predictor, CatalogueSnapshot catalogue)
{
    // Placements need no definition, so a caller can make up as many as he likes.
    private const int MostPlaces = 200;
    private static readonly AskerFeatures Nobody = new() { Local = new DateTime(2026, 1, 14, 12, 0, 0) };
    private readonly ConcurrentDictionary<string, (AdBook Book, Prior[] Priors)> _places = new(StringComparer.Ordinal);

    public Predictor Predictor => predictor;

    /// <summary>By <see cref="LiveAd.Index"/>.</summary>
    public Prior[] Of(Place place, AdBook book)
    {
        if (_places.TryGetValue(place.Id, out var known) && known.Book == book)
        {
            return known.Priors;
        }

        if (_places.Count >= MostPlaces)
        {
            _places.Clear();
        }

        var codes = predictor.Begin(Nobody, place.Id, place.ChannelId);
        Prior[] priors = [.. book.Ads.Select(Of)];
        _places[place.Id] = (book, priors);
        return priors;

        Prior Of(LiveAd ad)
        {
            var item = ad.Ad.ItemId is { } itemId ? catalogue.Find(itemId) : null;
            var expected = predictor.Predict(codes, ad, item, Nobody, place.Id, shown: 0);
            var optimistic = Logistic.Sigmoid(expected.Click.LogOdds + (2 * expected.Click.Deviation));
            return new Prior(expected, optimistic, Auction.ExpectedCost(ad.Campaign.Definition, expected));
        }
    }
}
