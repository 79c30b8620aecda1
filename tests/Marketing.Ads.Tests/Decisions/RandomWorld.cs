using System.Globalization;
using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Ads.Tests.Http;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Store;

namespace Marketing.Ads.Tests.Decisions;

/// <summary>Campaigns, ads, items, customers and budgets by chance: most gates, prices and bounds occur.</summary>
internal sealed class RandomWorld : IBudgetDesk
{
    public const int Ads = 70;
    private const int Campaigns = 14;
    private const int Items = 12;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);
    private static readonly string[] Places = ["top", "side", "foot"];
    private static readonly string[] Categories = ["Home > Kitchen", "Home > Garden", "Games", "Books > Crime"];
    private readonly ulong _seed;
    private readonly Dictionary<string, decimal> _left = new(StringComparer.Ordinal);
    private ulong _draws;

    public RandomWorld(ulong seed)
    {
        _seed = seed;
        TestSegments segments = new();
        segments.Put("cooks", "u0", "u2");
        List<StoredDefinition> stored =
        [
            .. Places.Select(Placed),
            Of(
                new Channel
                {
                    ChannelId = "web",
                    Cost = .0005m,
                    FatiguePrice = .0002m,
                },
                90
            ),
        ];
        stored.AddRange(Enumerable.Range(0, Campaigns).Select(at => Of(CampaignOf(at), at + 1)));
        stored.AddRange(Enumerable.Range(0, Ads).Select(at => Of(AdOf(at), 1_000 - (3 * at))));
        World = new DecisionWorld(
            AdBook.Of(stored),
            CatalogueSnapshot.Of([.. Enumerable.Range(0, Items).Select(Item)]),
            segments,
            null,
            null,
            new ReplicaShare("one", 0, 2, IsAway: Chance(.3)),
            new AdsOptions
            {
                Holdout = 0,
                Exploration = .1,
                Shortlist = 10,
            }
        );
        Predictor = new Predictor(
            new ClickModelContent(Model(), new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown),
            "1"
        );
    }

    public DecisionWorld World { get; }

    public Predictor Predictor { get; }

    public IReadOnlyList<Wanted> Wanted { get; } = [new("top", 3), new("side", 1), new("foot", 5)];

    /// <summary>A customer with some past.</summary>
    public Asker Asker(int number)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"u{number}");
        ActivityRow[] past =
        [
            .. Enumerable
                .Range(0, 5 * number)
                .Select(at => new ActivityRow(EventType.View, Pick(Items, "i"), Now.AddDays(-at), null, null, null, 1)),
        ];
        return new Asker
        {
            Subject = subject,
            UserId = subject,
            IsPersonal = true,
            Now = Now,
            Local = Now.UtcDateTime,
            Hash = StableHash.Of(subject),
            PageCategories = Chance(.5) ? ["Games"] : [],
            Features = new AskerFeatures
            {
                Local = Now.UtcDateTime,
                User = subject,
                Known = "user",
                Device = Chance(.5) ? "phone" : "desktop",
            }.With(past, World.Catalogue),
        };
    }

    /// <summary>What the customer was given before.</summary>
    public IReadOnlyList<LedgerEntry> Ledger() =>
        [
            .. Enumerable
                .Range(0, 12)
                .Select(at =>
                {
                    var ad = World.Book.Ads[(int)(Ads * Draw())];
                    return new LedgerEntry(ad.Campaign.Id, ad.Id, "web", Now.AddHours(-at * 4), Chance(.5) ? "one" : "two");
                }),
        ];

    /// <summary>Fills the purses anew.</summary>
    public RandomWorld Refill(ulong seed)
    {
        foreach (var campaign in World.Book.Campaigns)
        {
            _left[campaign.Id] = decimal.Round((decimal)(.2 * SplitMix64.Uniform(seed, (ulong)campaign.Index)), 6);
        }

        return this;
    }

    public double PassRate(LiveCampaign campaign) => campaign.Index % 4 == 0 ? .6 : 1;

    public decimal? Left(LiveCampaign campaign, DateOnly day) => campaign.Index % 3 == 0 ? _left[campaign.Id] : null;

    // The last campaign's money is always gone by the time that it is taken.
    public bool TryTake(LiveCampaign campaign, DateOnly day, decimal amount)
    {
        if (campaign.Index == Campaigns - 1 || (campaign.Index % 3 == 0 && _left[campaign.Id] < amount))
        {
            return false;
        }

        _left[campaign.Id] -= amount;
        return true;
    }

    public void GiveBack(LiveCampaign campaign, DateOnly day, decimal amount) => _left[campaign.Id] += amount;

    private StoredDefinition Placed(string name, int at) =>
        Of(
            new Placement
            {
                PlacementId = name,
                FloorEcpm = Chance(.5) ? 4 : 0,
                Slots = 4,
                BlockedCategories = Chance(.4) ? ["Kitchen"] : null,
            },
            95 + at
        );

    private Campaign CampaignOf(int at) =>
        new()
        {
            CampaignId = Name("c", at),
            Name = Name("c", at),
            Pricing = (Pricing)(at % 3),
            Bid = at % 3 == 2 ? 4 + at : decimal.Round((decimal)(.1 + Draw()), 2),
            GoalWeight = Chance(.2) ? 1.5 : 1,
            State = Chance(.1) ? AdState.Paused : AdState.Active,
            StartsAt = Chance(.1) ? Now.AddHours(1) : null,
            EndsAt = Chance(.1) ? Now.AddHours(-1) : null,
            Placements = Chance(.3) ? ["top", "foot"] : null,
            SegmentId = Chance(.15) ? "cooks" : null,
            AvoidCategories = Chance(.2) ? ["Games"] : null,
            ControlShare = Chance(.3) ? .5 : 0,
            Caps = Chance(.7) ? [new FrequencyCap(1 + (int)(3 * Draw()), 24)] : null,
        };

    private Ad AdOf(int at) =>
        new()
        {
            AdId = Name("a", at),
            CampaignId = Pick(Campaigns, "c"),
            Title = Name("a", at),
            ItemId = Chance(.8) ? Pick(Items, "i") : null,
            Categories = Chance(.1) ? ["Kitchen"] : null,
            State = Chance(.05) ? AdState.Paused : AdState.Active,
        };

    private CatalogueItem Item(int at) =>
        new(
            Name("i", at),
            null,
            at == 3 ? null : Categories[at % Categories.Length],
            "Acme",
            9,
            "EUR",
            at == 5 ? 0 : null,
            true,
            true,
            null,
            [],
            Now
        );

    private IClickModel Model()
    {
        var table = new ClickTable(ClickFields.Encoding());
        for (var row = 0; row < 3_000; row++)
        {
            var device = Chance(.5) ? "phone" : "desktop";
            var ad = Pick(Ads, "a");
            uint[] tokens = [.. Enumerable.Range(0, ClickFields.Count).Select(field => ClickEncoding.Token(field, ""))];
            tokens[ClickFields.Ad] = ClickEncoding.Token(ClickFields.Ad, ad);
            tokens[ClickFields.Device] = ClickEncoding.Token(ClickFields.Device, device);
            tokens[ClickFields.Category] = ClickEncoding.Token(ClickFields.Category, Categories[row % Categories.Length]);
            tokens[ClickFields.Interest] = ClickEncoding.Token(ClickFields.Interest, ClickFields.Shares[1 + (int)(36 * Draw())]);
            tokens[ClickFields.Shown] = ClickEncoding.Token(ClickFields.Shown, ClickFields.Steps[row % 6]);
            table.Add(tokens, Draw() < .02 + (.1 * SplitMix64.Uniform(9, StableHash.Of(ad + device))));
        }

        var name = Chance(.5) ? "ffm" : "logistic-ftrl";
        var trainer = ClickModelTrainers.All.Single(one => one.Algorithm == name);
        return trainer.Train(table, new Dictionary<string, double>(), new TrainingControl(1, 1, null, CancellationToken.None));
    }

    private static StoredDefinition Of<T>(T definition, int number)
        where T : class, IDefinition<T> => new(T.Kind, definition.Id ?? "", number, AdsJson.Write(definition), DateTimeOffset.UnixEpoch);

    private static string Name(string prefix, int at) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{at}");

    private string Pick(int count, string prefix) => Name(prefix, (int)(count * Draw()));

    private bool Chance(double share) => Draw() < share;

    private double Draw() => SplitMix64.Uniform(_seed, _draws++);
}
