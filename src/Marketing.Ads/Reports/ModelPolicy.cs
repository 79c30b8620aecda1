using System.Globalization;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning.Policies;
using Marketing.Store;

namespace Marketing.Ads.Reports;

/// <summary>
/// What decisions would have been like with one version of the click model: its predictions, today's bids and costs, Thompson sampling with the floor. By what was
/// logged of customer and page; what it would have known of customer and single ad (interest, times shown) is left out for all ads alike.
/// </summary>
internal sealed class ModelPolicy(
    Predictor predictor,
    AdBook book,
    CatalogueSnapshot catalogue,
    AdsOptions options,
    IReadOnlyList<string> actions,
    IReadOnlyList<LoggedPlace> places
)
{
    /// <summary>Newest rows that are looked at: each costs a prediction for every ad that was eligible.</summary>
    public const int MostRows = 10_000;

    // Nobody can choose what is defined no more; the floor is all that is left to it.
    private static readonly Arm Gone = new(0, 0, 0, -1e9);
    private readonly LiveAd?[] _ads = [.. actions.Select(book.FindAd)];

    /// <summary>The policy, for the rows of the log that these places belong to.</summary>
    public void Probabilities(int row, ReadOnlySpan<int> eligible, Span<double> probabilities)
    {
        var place = PlaceOf(places[row].Placement);
        var asker = AskerOf(places[row].Context);
        var codes = predictor.Begin(asker, place.Id, place.ChannelId);
        var arms = new Arm[eligible.Length];
        for (var at = 0; at < arms.Length; at++)
        {
            arms[at] = _ads[eligible[at]] is { } ad ? Score(codes, ad, asker, place) : Gone;
        }

        ThompsonChoice.Probabilities(arms, options.Exploration).CopyTo(probabilities);
    }

    private Arm Score(int[] codes, LiveAd ad, AskerFeatures asker, Place place)
    {
        var item = ad.Ad.ItemId is { } itemId ? catalogue.Find(itemId) : null;
        var expected = predictor.Predict(codes, ad, item, asker, place.Id, shown: 0);
        return Auction.Score(ad, place, Ledger.Empty, DateTimeOffset.UnixEpoch, expected).Arm;
    }

    private Place PlaceOf(string id)
    {
        var definition = book.Placement(id);
        return new Place(id, definition, definition.ChannelId, book.Channel(definition.ChannelId));
    }

    private static AskerFeatures AskerOf(IReadOnlyDictionary<string, string> context)
    {
        return new AskerFeatures
        {
            // A Sunday, and so many days and hours after it.
            Local = new DateTime(2026, 1, 4, 0, 0, 0, DateTimeKind.Unspecified).AddDays(Number("weekday", 6)).AddHours(Number("hour", 23)),
            Known = Word("known"),
            Language = Word("language"),
            Device = Word("device"),
            Page = Word("page"),
            Favourite = Word("favourite"),
        };

        string Word(string name) => context.GetValueOrDefault(name) ?? "";

        int Number(string name, int most) =>
            int.TryParse(Word(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : 0;
    }
}
