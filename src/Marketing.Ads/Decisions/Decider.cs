using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning;

namespace Marketing.Ads.Decisions;

/// <summary>What is asked: how many ads at which place.</summary>
internal sealed record Wanted(string Placement, int N);

/// <summary>
/// Makes one decision: filter, predict, score, pace, explore, place by place and position by position, so that what stands above counts for caps and budgets of what
/// comes below. Pure but for the budgets, from which it takes what its choices are expected to cost.
/// </summary>
internal sealed class Decider(DecisionWorld world, Predictor predictor, PriorTable priors, IBudgetDesk budgets)
{
    public Decision Decide(string decisionId, Asker asker, IReadOnlyList<Wanted> wanted, Ledger ledger)
    {
        var seed = StableHash.Seed(decisionId);
        var filter = new AdFilter(world, asker);
        var day = DateOnly.FromDateTime(asker.Now.UtcDateTime);
        List<Choice> choices = [];
        Dictionary<string, int[]> eligible = new(StringComparer.Ordinal);
        var (campaigns, controls) = (new bool[world.Book.Campaigns.Length], new bool[world.Book.Campaigns.Length]);
        var rejected = new Rejections(world.Book);
        var (passed, kept) = (new List<LiveAd>(world.Book.Ads.Length), new List<LiveAd>());
        foreach (var (name, n) in wanted)
        {
            var definition = world.Book.Placement(name);
            var place = new Place(name, definition, definition.ChannelId, world.Book.Channel(definition.ChannelId));
            passed.Clear();
            kept.Clear();
            filter.Pass(place, ledger, rejected, passed, kept);
            foreach (var choice in choices)
            {
                passed.Remove(choice.Ad);
            }

            using var auction = new PlaceAuction(world, place, priors.Of(place, world.Book), budgets, asker, day, (ulong)seed);
            foreach (var ad in kept)
            {
                // Comparable with those who could see it only where budget and pace would have let it.
                controls[ad.Campaign.Index] |= auction.WhyNotNow(ad, ledger) is null;
            }

            auction.Price(passed, predictor, filter, ledger, rejected);
            var numbers = new int[auction.Count];
            for (var at = 0; at < numbers.Length; at++)
            {
                var ad = world.Book.Ads[auction.Ads[at].Index];
                (numbers[at], campaigns[ad.Campaign.Index]) = (ad.Number, true);
                rejected.Passes(ad);
            }

            eligible[name] = numbers;
            Fill(auction, place, Math.Min(n, definition.Slots));
        }

        return new Decision
        {
            DecisionId = decisionId,
            Asker = asker,
            Seed = seed,
            ModelVersion = predictor.Version,
            Holdout = filter.IsHeldOut,
            Degraded = world.Share.IsAway,
            Day = day,
            Choices = choices,
            Eligible = eligible,
            Campaigns = Ids(campaigns, null),
            Controls = Ids(controls, campaigns),
            Answer = Answers.Make(decisionId, predictor.Version, seed, wanted, choices, rejected.All(), filter.IsHeldOut, world),
        };

        void Fill(PlaceAuction auction, Place place, int n)
        {
            var draw = SplitMix64.At((ulong)seed, StableHash.Of(place.Id));
            for (var (position, attempt) = (1, 0UL); position <= n && auction.Count > 0; attempt++)
            {
                var pick = auction.Choose(SplitMix64.At(draw, attempt));
                var (index, score, _) = auction.Ads[pick.Index];
                var ad = world.Book.Ads[index];
                var cost = Auction.ExpectedCost(ad.Campaign.Definition, score.Expectation);
                if (!budgets.TryTake(ad.Campaign, day, cost))
                {
                    // Somebody else has just taken the rest.
                    auction.Drop(ad.Campaign);
                    continue;
                }

                var shown = ledger.Shown(ad.Id, asker.Now.AddDays(-30));
                choices.Add(
                    new Choice
                    {
                        Ad = ad,
                        Place = place,
                        Position = position++,
                        Propensity = pick.Propensity,
                        Score = score,
                        Row = Predictor.Row(ad, filter.Items[index], asker.Features, place.Id, place.ChannelId, shown),
                        Reserved = cost,
                    }
                );
                if (asker.IsKnown)
                {
                    ledger.Add(new LedgerEntry(ad.Campaign.Id, ad.Id, place.ChannelId, asker.Now, world.Share.ReplicaId));
                }

                auction.Drop(pick.Index);
                // The ledger grew by this campaign alone, so no other can have come to its cap.
                if (!CapRules.Allow(ad.Campaign, place.ChannelId, ledger, asker.Now, world.Share, asker.Hash))
                {
                    auction.Drop(ad.Campaign);
                }
            }
        }

        List<string> Ids(bool[] which, bool[]? without)
        {
            List<string> ids = [];
            foreach (var campaign in world.Book.Campaigns)
            {
                if (which[campaign.Index] && without?[campaign.Index] != true)
                {
                    ids.Add(campaign.Id);
                }
            }

            ids.Sort(StringComparer.Ordinal);
            return ids;
        }
    }
}
