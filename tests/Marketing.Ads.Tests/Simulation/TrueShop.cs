using System.Globalization;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Store;

namespace Marketing.Ads.Simulation;

/// <summary>Visitors and ads of a shop whose click rates are known: each ad has its own appeal, and its own to each device and language.</summary>
internal sealed class TrueShop
{
    public const string Placement = "home";
    public const int AdCount = 12;
    private static readonly string[] Devices = ["phone", "desktop", "tablet"];
    private static readonly string[] Languages = ["de", "en", "fr", "zh"];
    private readonly ulong _seed;
    private readonly Dictionary<string, double> _bids = new(StringComparer.Ordinal);

    public TrueShop(ulong seed, AdsOptions options)
    {
        _seed = seed;
        List<StoredDefinition> stored = [];
        for (var at = 0; at < AdCount; at++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"ad{at:00}");
            var bid = decimal.Round((decimal)(.3 + (.7 * Draw(1, (ulong)at))), 2);
            _bids[id] = (double)bid;
            var campaign = new Campaign
            {
                CampaignId = id,
                Name = id,
                Bid = bid,
                ControlShare = 0,
            };
            var ad = new Ad
            {
                AdId = id,
                CampaignId = id,
                Title = id,
            };
            stored.Add(new StoredDefinition(Campaign.Kind, id, at + 1, AdsJson.Write(campaign), DateTimeOffset.UnixEpoch));
            stored.Add(new StoredDefinition(Ad.Kind, id, 100 + at, AdsJson.Write(ad), DateTimeOffset.UnixEpoch));
        }

        World = new DecisionWorld(
            AdBook.Of(stored),
            CatalogueSnapshot.Of([]),
            null,
            null,
            null,
            new ReplicaShare("one", 0, 1, false),
            options
        );
    }

    public DecisionWorld World { get; }

    /// <summary>The visitor of a number.</summary>
    public Asker Visitor(ulong number, DateTimeOffset now)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"v{number}");
        return new Asker
        {
            Subject = subject,
            UserId = subject,
            IsPersonal = true,
            Now = now,
            Local = now.UtcDateTime,
            Hash = StableHash.Of(subject),
            Features = new AskerFeatures
            {
                Local = now.UtcDateTime,
                User = subject,
                Known = "user",
                Device = Devices[(int)(3 * Draw(2, number))],
                Language = Languages[(int)(4 * Draw(3, number))],
            },
        };
    }

    /// <summary>The true chance of a click.</summary>
    public double ClickRate(string ad, Asker visitor)
    {
        var name = StableHash.Of(ad);
        return Logistic.Sigmoid(
            -2.6
                + (1.2 * (Draw(4, name) - .5))
                + (2.4 * (Draw(5, name ^ StableHash.Of(visitor.Features.Device)) - .5))
                + (1.6 * (Draw(6, name ^ StableHash.Of(visitor.Features.Language)) - .5))
        );
    }

    /// <summary>What showing an ad is truly worth.</summary>
    public double Value(string ad, Asker visitor) => _bids[ad] * ClickRate(ad, visitor);

    /// <summary>What who knows the truth would earn.</summary>
    public double Best(Asker visitor) => _bids.Keys.Max(ad => Value(ad, visitor));

    public bool Clicks(string ad, Asker visitor) => Draw(7, visitor.Hash ^ StableHash.Of(ad)) < ClickRate(ad, visitor);

    private double Draw(ulong purpose, ulong at) => SplitMix64.Uniform(_seed ^ (purpose << 32), at);
}
