using Marketing.Learning.Clicks;

namespace Marketing.Ads.Prediction;

/// <summary>What the artefact of <c>clicks</c> holds: the model, a curve a placement, and how often clicks become sales.</summary>
/// <param name="Model">Null: nothing was learned yet.</param>
/// <param name="Curves">Calibration on the newest outcomes, by placement.</param>
/// <param name="Conversions">Sales a click.</param>
internal sealed record ClickModelContent(
    IClickModel? Model,
    IReadOnlyDictionary<string, IsotonicCalibration> Curves,
    ConversionRates Conversions
)
{
    public static ClickModelContent Empty { get; } = new(null, new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown);

    /// <summary>The placement's curve, where it has one; how sure the model is stays as it was.</summary>
    public ClickPrediction Calibrate(string placement, ClickPrediction prediction) =>
        Curves.TryGetValue(placement, out var curve)
            ? prediction with
            {
                LogOdds = Logistic.LogOdds(Math.Clamp(curve.Apply(prediction.Probability), 1e-6, 1 - 1e-6)),
            }
            : prediction;
}

/// <summary>How often a click becomes a sale: each ad shrunk to its campaign, each campaign to the shop, by so many clicks' worth of prior.</summary>
internal sealed class ConversionRates(double shop, IReadOnlyDictionary<string, double> campaigns, IReadOnlyDictionary<string, double> ads)
{
    private const double PriorClicks = 50;

    /// <summary>Before anything is known: one click in fifty.</summary>
    public static ConversionRates Unknown { get; } = new(.02, new Dictionary<string, double>(), new Dictionary<string, double>());

    public double Shop => shop;

    public IReadOnlyDictionary<string, double> Campaigns => campaigns;

    public IReadOnlyDictionary<string, double> Ads => ads;

    public double Of(string campaignId, string adId) =>
        ads.TryGetValue(adId, out var ad) ? ad : campaigns.GetValueOrDefault(campaignId, shop);

    /// <summary>Learns from counts of clicks and of sales among them.</summary>
    public static ConversionRates From(IEnumerable<(string Campaign, string Ad, double Clicks, double Sales)> counts)
    {
        var rows = counts.ToList();
        var shop = Shrunk(rows.Sum(r => r.Sales), rows.Sum(r => r.Clicks), Unknown.Shop);
        var campaigns = rows.GroupBy(r => r.Campaign, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Shrunk(g.Sum(r => r.Sales), g.Sum(r => r.Clicks), shop), StringComparer.Ordinal);
        var ads = rows.GroupBy(r => r.Ad, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => Shrunk(g.Sum(r => r.Sales), g.Sum(r => r.Clicks), campaigns[g.First().Campaign]),
                StringComparer.Ordinal
            );
        return new ConversionRates(shop, campaigns, ads);
    }

    private static double Shrunk(double sales, double clicks, double prior) => (sales + (PriorClicks * prior)) / (clicks + PriorClicks);
}
