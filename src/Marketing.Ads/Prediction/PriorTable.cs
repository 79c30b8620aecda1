using System.Collections.Concurrent;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Store;

namespace Marketing.Ads.Prediction;

/// <summary>
/// What is expected of each ad at each place for a customer nobody knows: by it the short list is drawn up that the full model looks at. Worked out when first asked for;
/// a table lives for a minute, since the model learns on.
/// </summary>
internal sealed class PriorTable(Predictor predictor, CatalogueSnapshot catalogue)
{
    private static readonly AskerFeatures Nobody = new() { Local = new DateTime(2026, 1, 14, 12, 0, 0) };
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<LiveAd, Expectation>> _places = new(StringComparer.Ordinal);

    public Predictor Predictor => predictor;

    public Expectation Of(LiveAd ad, Place place)
    {
        var table = _places.GetOrAdd(
            place.Id,
            static _ => new ConcurrentDictionary<LiveAd, Expectation>(ReferenceEqualityComparer.Instance)
        );
        if (table.TryGetValue(ad, out var known))
        {
            return known;
        }

        var item = ad.Ad.ItemId is { } itemId ? catalogue.Find(itemId) : null;
        var codes = predictor.Begin(Nobody, place.Id, place.ChannelId);
        return table[ad] = predictor.Predict(codes, ad, item, Nobody, place.Id, shown: 0);
    }
}
