using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Tests.Decisions;

/// <summary>What came of a decision, to be compared.</summary>
internal sealed record PlainDecision(
    IReadOnlyList<(string Ad, string Place, int Position, double Propensity, double Ecpm, decimal Reserved)> Choices,
    IReadOnlyDictionary<string, int[]> Eligible,
    IReadOnlyList<string> Campaigns,
    IReadOnlyList<string> Controls,
    IReadOnlyDictionary<string, string> Rejected
);

/// <summary>The slow twin of <see cref="Decider"/>: each ad is asked everything anew, at each place and after each choice.</summary>
internal sealed class PlainDecider(DecisionWorld world, Predictor predictor, IBudgetDesk budgets)
{
    private static readonly AskerFeatures Nobody = new() { Local = new DateTime(2026, 1, 14, 12, 0, 0) };

    public PlainDecision Decide(string decisionId, Asker asker, IReadOnlyList<Wanted> wanted, Ledger ledger)
    {
        var seed = (ulong)StableHash.Seed(decisionId);
        var day = DateOnly.FromDateTime(asker.Now.UtcDateTime);
        List<(string Ad, string Place, int Position, double Propensity, double Ecpm, decimal Reserved)> choices = [];
        Dictionary<string, int[]> eligible = [];
        Dictionary<string, string> rejected = [];
        HashSet<string> campaigns = [];
        HashSet<string> controls = [];
        foreach (var (name, n) in wanted)
        {
            var definition = world.Book.Placement(name);
            var place = new Place(name, definition, definition.ChannelId, world.Book.Channel(definition.ChannelId));
            List<LiveAd> passed = [];
            foreach (var ad in world.Book.Ads)
            {
                var why = Reasons.InOrder.LastOrDefault(gate =>
                    Stops(gate, ad, place, asker, ledger) && ComesTo(gate, ad, place, asker, ledger)
                );
                if (why is Reasons.Control or Reasons.Holdout && WhyNotNow(ad, Before(ad, place), day, seed) is null)
                {
                    controls.Add(ad.Campaign.Id);
                }

                if (why is null && choices.Any(choice => choice.Ad == ad.Id))
                {
                    continue;
                }

                why ??= WhyNotNow(ad, Before(ad, place), day, seed);
                if (why is null)
                {
                    passed.Add(ad);
                }
                else
                {
                    Note(ad, why);
                }
            }

            var before = passed.ToDictionary(ad => ad, ad => Auction.Score(ad, place, ledger, asker.Now, Before(ad, place)));
            var shortlist = passed.OrderByDescending(ad => before[ad].Arm.ValueAt(2)).Take(world.Options.Shortlist).ToHashSet();
            var scores = passed.ToDictionary(
                ad => ad,
                ad => shortlist.Contains(ad) ? Auction.Score(ad, place, ledger, asker.Now, Expected(ad, place, asker, ledger)) : before[ad]
            );
            foreach (var ad in passed.Where(ad => scores[ad].Arm.ValueAt(2) < Math.Max(0, (double)definition.FloorEcpm)).ToList())
            {
                Note(ad, Reasons.Floor);
                passed.Remove(ad);
            }

            eligible[name] = [.. passed.Select(ad => ad.Number).Order()];
            campaigns.UnionWith(passed.Select(ad => ad.Campaign.Id));
            var (position, attempt) = (1, 0UL);
            while (position <= Math.Min(n, definition.Slots) && passed.Count > 0)
            {
                var draw = SplitMix64.At(SplitMix64.At(seed, StableHash.Of(name)), attempt++);
                var pick = ThompsonChoice.Choose([.. passed.Select(ad => scores[ad].Arm)], 1, world.Options.Exploration, draw)[0];
                var ad = passed[pick.Index];
                var cost = Auction.ExpectedCost(ad.Campaign.Definition, scores[ad].Expectation);
                if (!budgets.TryTake(ad.Campaign, day, cost))
                {
                    passed.RemoveAll(other => other.Campaign == ad.Campaign);
                    continue;
                }

                choices.Add((ad.Id, name, position++, pick.Propensity, scores[ad].Ecpm, cost));
                if (asker.IsKnown)
                {
                    ledger.Add(new LedgerEntry(ad.Campaign.Id, ad.Id, place.ChannelId, asker.Now, world.Share.ReplicaId));
                }

                passed.RemoveAll(other =>
                    other == ad || !CapRules.Allow(other.Campaign, place.ChannelId, ledger, asker.Now, world.Share, asker.Hash)
                );
            }
        }

        var seen = world.Book.Ads.Where(ad => eligible.Values.Any(numbers => numbers.Contains(ad.Number))).Select(ad => ad.Id);
        return new PlainDecision(
            choices,
            eligible,
            [.. campaigns.Order(StringComparer.Ordinal)],
            [.. controls.Except(campaigns).Order(StringComparer.Ordinal)],
            rejected.Where(pair => !seen.Contains(pair.Key)).ToDictionary()
        );

        void Note(LiveAd ad, string reason) =>
            rejected[ad.Id] = rejected.TryGetValue(ad.Id, out var known) ? Reasons.Later(known, reason) : reason;
    }

    private Expectation Before(LiveAd ad, Place place) =>
        predictor.Predict(predictor.Begin(Nobody, place.Id, place.ChannelId), ad, Item(ad), Nobody, place.Id, 0);

    // By the row that is logged and learned from: what is predicted must be what is learned.
    private Expectation Expected(LiveAd ad, Place place, Asker asker, Ledger ledger) =>
        predictor.Predict(
            Predictor.Row(ad, Item(ad), asker.Features, place.Id, place.ChannelId, ledger.Shown(ad.Id, asker.Now.AddDays(-30)))
        );

    private Store.CatalogueItem? Item(LiveAd ad) => ad.Ad.ItemId is { } id ? world.Catalogue.Find(id) : null;

    private string? WhyNotNow(LiveAd ad, Expectation expected, DateOnly day, ulong seed) =>
        budgets.Left(ad.Campaign, day) is { } left && left < Auction.ExpectedCost(ad.Campaign.Definition, expected) ? Reasons.Budget
        : SplitMix64.Uniform(seed ^ 0x9ac1, StableHash.Of(ad.Campaign.Id)) >= budgets.PassRate(ad.Campaign) ? Reasons.Pacing
        : null;

    // Of the gates that ask the ad itself, and of those that ask its campaign, the first that stops counts: what comes behind it was not come to.
    private bool ComesTo(string gate, LiveAd ad, Place place, Asker asker, Ledger ledger)
    {
        bool OfAd(string one) => one is Reasons.Stock or Reasons.BadReviews || (one == Reasons.BrandSafety && IsBlocked(ad, place));
        var own = OfAd(gate) || (gate == Reasons.Paused && ad.Ad.State == AdState.Paused);
        return !Reasons
            .InOrder.TakeWhile(one => one != gate)
            .Any(one =>
                own
                    ? (one == Reasons.Paused ? ad.Ad.State == AdState.Paused : OfAd(one)) && Stops(one, ad, place, asker, ledger)
                    : !(one == Reasons.Paused && ad.Campaign.Definition.State != AdState.Paused)
                        && !(OfAd(one) && !(one == Reasons.BrandSafety && IsAvoided(ad, asker)))
                        && Stops(one, ad, place, asker, ledger)
            );
    }

    private bool Stops(string gate, LiveAd ad, Place place, Asker asker, Ledger ledger)
    {
        var campaign = ad.Campaign.Definition;
        return gate switch
        {
            Reasons.Paused => ad.Ad.State == AdState.Paused || campaign.State == AdState.Paused,
            Reasons.NotStarted => campaign.StartsAt > asker.Now,
            Reasons.Ended => campaign.EndsAt <= asker.Now,
            Reasons.Placement => !place.Definition.Enabled || campaign.Placements?.Contains(place.Id) == false,
            Reasons.Channel => !place.Channel.Enabled || campaign.Channels?.Contains(place.ChannelId) == false,
            Reasons.Stock => Item(ad) is { CanBeRecommended: false },
            Reasons.BrandSafety => IsAvoided(ad, asker) || IsBlocked(ad, place),
            Reasons.Segment => campaign.SegmentId is { } segment && world.Segments?.Contains(segment, asker.UserId ?? "") != true,
            Reasons.Control => AdFilter.IsControl(ad.Campaign, asker.Hash),
            Reasons.FrequencyCap => !CapRules.Allow(ad.Campaign, place.ChannelId, ledger, asker.Now, world.Share, asker.Hash),
            _ => false, // the worlds of these tests have none of the others
        };
    }

    private static bool IsAvoided(LiveAd ad, Asker asker) =>
        ad.Campaign.Definition.AvoidCategories?.Any(category => asker.PageCategories.Contains(category)) == true;

    private bool IsBlocked(LiveAd ad, Place place) =>
        place.Definition.BlockedCategories?.Any(category =>
            ad.Ad.Categories?.Contains(category) == true || Item(ad)?.Category?.Split(" > ").Contains(category) == true
        ) == true;
}
