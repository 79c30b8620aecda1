using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Ads.Tests.Http;
using Marketing.Store;

namespace Marketing.Ads.Tests.Decisions;

/// <summary>One ad that would be shown, but for one thing.</summary>
public sealed class An_ad_that_is_not_shown
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Func<Scene, Scene>> Cases = new()
    {
        [Reasons.Paused] = plain => plain with { Campaign = plain.Campaign with { State = AdState.Paused } },
        [Reasons.NotStarted] = plain => plain with { Campaign = plain.Campaign with { StartsAt = Now.AddTicks(1) } },
        [Reasons.Ended] = plain => plain with { Campaign = plain.Campaign with { EndsAt = Now } },
        [Reasons.Placement] = plain => plain with { Campaign = plain.Campaign with { Placements = ["elsewhere"] } },
        [Reasons.Channel] = plain => plain with { Campaign = plain.Campaign with { Channels = ["push"] } },
        [Reasons.Stock] = plain => plain with { Stock = 0 },
        [Reasons.BadReviews] = plain => plain with { BadItems = ["tea"] },
        [Reasons.BrandSafety] = plain => plain with { Campaign = plain.Campaign with { AvoidCategories = ["war"] } },
        [Reasons.Consent] = plain => plain with { Campaign = plain.Campaign with { SegmentId = "vip" }, IsPersonal = false },
        [Reasons.OpenComplaint] = plain => plain with { Complaining = ["u1"] },
        [Reasons.QuietHours] = plain => plain with { Campaign = plain.Campaign with { QuietHours = new QuietHours("13:59", "14:01") } },
        [Reasons.Segment] = plain => plain with { Campaign = plain.Campaign with { SegmentId = "vip" } },
        [Reasons.Holdout] = plain => plain with { Holdout = 1 },
        [Reasons.Control] = plain => plain with { Campaign = plain.Campaign with { ControlShare = 1 } },
        [Reasons.UnknownCustomer] = plain =>
            plain with
            {
                User = null,
                Campaign = plain.Campaign with { Caps = [new FrequencyCap(1, 24)] },
            },
        [Reasons.FrequencyCap] = plain =>
            plain with
            {
                Campaign = plain.Campaign with { Caps = [new FrequencyCap(1, 24)] },
                Ledger = [new LedgerEntry("c", "a", "web", Now.AddHours(-23), "one")],
            },
        [Reasons.Budget] = plain => plain with { Left = .0009m },
        [Reasons.Pacing] = plain => plain with { PassRate = 0 },
        [Reasons.Floor] = plain => plain with { FloorEcpm = 1.01m },
    };

    public static TheoryData<string> Codes => [.. Reasons.InOrder];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Is_listed_with_the_reason(string reason)
    {
        var decision = Cases[reason](new Scene()).Decide();

        decision.Choices.Should().BeEmpty();
        decision.Answer.Rejected.Should().Equal(new RejectedAd("a", reason));
    }

    [Fact]
    public void Would_be_shown_otherwise()
    {
        // The nearest cases on the other side of each bound.
        var plain = new Scene();
        Scene[] fine =
        [
            plain,
            plain with
            {
                Stock = 1,
                Left = .001m,
                FloorEcpm = 1,
            },
            plain with
            {
                Campaign = plain.Campaign with { StartsAt = Now, EndsAt = Now.AddTicks(1), SegmentId = "vip" },
                User = "v",
            },
            plain with
            {
                Campaign = plain.Campaign with { QuietHours = new QuietHours("14:01", "14:00") },
            },
            plain with
            {
                Campaign = plain.Campaign with { Caps = [new FrequencyCap(1, 24), new FrequencyCap(1, 48, "push")] },
                Ledger = [new LedgerEntry("c", "a", "web", Now.AddHours(-24), "one"), new LedgerEntry("d", "b", "web", Now, "one")],
            },
            plain with
            {
                User = null,
                Holdout = 1,
                Campaign = plain.Campaign with { ControlShare = 1 },
            },
        ];
        foreach (var scene in fine)
        {
            scene.Decide().Choices.Should().ContainSingle().Which.Ad.Id.Should().Be("a");
        }
    }

    private sealed record Scene : IBudgetDesk
    {
        public Campaign Campaign { get; init; } =
            new()
            {
                CampaignId = "c",
                Name = "c",
                Pricing = Pricing.Cpm,
                Bid = 1,
                ControlShare = 0,
            };

        public string? User { get; init; } = "u1";

        public bool IsPersonal { get; init; } = true;

        public int? Stock { get; init; }

        public double Holdout { get; init; }

        public decimal FloorEcpm { get; init; }

        public decimal Left { get; init; } = 1;

        public double PassRate { get; init; } = 1;

        public string[] BadItems { get; init; } = [];

        public string[] Complaining { get; init; } = [];

        public LedgerEntry[] Ledger { get; init; } = [];

        public Decision Decide()
        {
            TestTroubles troubles = new();
            troubles.Put(BadItems, Complaining);
            TestSegments segments = new();
            segments.Put("vip", "v");
            var ad = new Ad
            {
                AdId = "a",
                CampaignId = "c",
                Title = "a",
                ItemId = "tea",
            };
            var world = new DecisionWorld(
                AdBook.Of([Stored(Campaign), Stored(ad), Stored(new Placement { PlacementId = "top", FloorEcpm = FloorEcpm })]),
                CatalogueSnapshot.Of([new CatalogueItem("tea", null, null, null, 9, "EUR", Stock, true, true, null, [], Now)]),
                segments,
                troubles,
                troubles,
                new ReplicaShare("one", 0, 1, IsAway: false),
                new AdsOptions { Holdout = Holdout }
            );
            var subject = User ?? Asker.Nobody;
            var asker = new Asker
            {
                Subject = subject,
                UserId = User,
                IsPersonal = IsPersonal,
                Now = Now,
                Local = Now.UtcDateTime,
                Hash = StableHash.Of(subject),
                PageCategories = ["War"],
                Features = new AskerFeatures { Local = Now.UtcDateTime },
            };
            var priors = new PriorTable(Predictor.Ignorant, world.Catalogue);
            return new Decider(world, Predictor.Ignorant, priors, this).Decide("d", asker, [new Wanted("top", 1)], new Ledger(Ledger));
        }

        double IBudgetDesk.PassRate(LiveCampaign campaign) => PassRate;

        decimal? IBudgetDesk.Left(LiveCampaign campaign, DateOnly day) => Left;

        public bool TryTake(LiveCampaign campaign, DateOnly day, decimal amount) => amount <= Left;

        public void GiveBack(LiveCampaign campaign, DateOnly day, decimal amount) { }

        private static StoredDefinition Stored<T>(T definition)
            where T : class, IDefinition<T> => new(T.Kind, definition.Id ?? "", 1, AdsJson.Write(definition), DateTimeOffset.UnixEpoch);
    }
}
