using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Decisions;

/// <summary>What is asked: how many ads at which place.</summary>
internal sealed record Wanted(string Placement, int N);

/// <summary>
/// Makes one decision: filter, predict, score, pace, explore, place by place and position by position, so that what stands above counts for caps and budgets of what
/// comes below. Pure but for the budgets, from which it takes what its choices are expected to cost.
/// </summary>
internal sealed class Decider(DecisionWorld world, Predictor predictor, PriorTable priors, IBudgetDesk budgets)
{
    private const ulong PacingPurpose = 0x9ac1;

    public Decision Decide(string decisionId, Asker asker, IReadOnlyList<Wanted> wanted, Ledger ledger)
    {
        var seed = StableHash.Seed(decisionId);
        var filter = new AdFilter(world, asker);
        var day = DateOnly.FromDateTime(asker.Now.UtcDateTime);
        List<Choice> choices = [];
        Dictionary<string, int[]> eligible = new(StringComparer.Ordinal);
        HashSet<string> campaigns = new(StringComparer.Ordinal);
        HashSet<string> controls = new(StringComparer.Ordinal);
        Dictionary<LiveAd, string> rejected = [];
        foreach (var (name, n) in wanted)
        {
            var definition = world.Book.Placement(name);
            var place = new Place(name, definition, definition.ChannelId, world.Book.Channel(definition.ChannelId));
            List<LiveAd> kept = [];
            var passed = filter.Pass(place, ledger, (ad, reason) => Note(rejected, ad, reason), kept);
            // Comparable with those who could see it only where budget and pace would have let it.
            controls.UnionWith(
                kept.Where(ad => WhyNotNow(ad, priors.Of(ad, place), day, (ulong)seed) is null).Select(ad => ad.Campaign.Id)
            );
            var priced = Price(passed, place, asker, ledger, choices, day, (ulong)seed, (ad, reason) => Note(rejected, ad, reason));
            eligible[name] = [.. priced.Select(one => one.Ad.Number).Order()];
            campaigns.UnionWith(priced.Select(one => one.Ad.Campaign.Id));
            Fill(priced, place, Math.Min(n, definition.Slots), asker, ledger, choices, day, (ulong)seed, rejected);
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
            Campaigns = [.. campaigns.Order(StringComparer.Ordinal)],
            Controls = [.. controls.Where(id => !campaigns.Contains(id)).Order(StringComparer.Ordinal)],
            Answer = Answers.Make(
                decisionId,
                predictor.Version,
                seed,
                wanted,
                choices,
                [.. rejected.Where(pair => !eligible.Values.Any(numbers => Array.BinarySearch(numbers, pair.Key.Number) >= 0))],
                filter.IsHeldOut,
                world
            ),
        };
    }

    /// <summary>Predicts and scores the ads that pass budget, pacing and the place's floor. The full model looks at a short list; the others stand with what is known of ad and place.</summary>
    private List<Priced> Price(
        List<LiveAd> passed,
        Place place,
        Asker asker,
        Ledger ledger,
        List<Choice> choices,
        DateOnly day,
        ulong seed,
        Action<LiveAd, string> reject
    )
    {
        List<Priced> priced = [];
        foreach (var ad in passed.Where(ad => !choices.Exists(choice => choice.Ad == ad)))
        {
            var expected = priors.Of(ad, place);
            if (WhyNotNow(ad, expected, day, seed) is { } reason)
            {
                reject(ad, reason);
            }
            else
            {
                priced.Add(new Priced(ad, Auction.Score(ad, place, ledger, asker.Now, expected)));
            }
        }

        var shortlist =
            priced.Count <= world.Options.Shortlist
                ? priced.Select((_, at) => at)
                : Enumerable
                    .Range(0, priced.Count)
                    .OrderByDescending(at => priced[at].Score.Arm.ValueAt(2))
                    .ThenBy(at => at)
                    .Take(world.Options.Shortlist);
        var codes = predictor.Begin(asker.Features, place.Id, place.ChannelId);
        foreach (var at in shortlist.ToList())
        {
            var ad = priced[at].Ad;
            var item = ad.Ad.ItemId is { } itemId ? world.Catalogue.Find(itemId) : null;
            var shown = ledger.Shown(ad.Id, asker.Now.AddDays(-30));
            var expected = predictor.Predict(codes, ad, item, asker.Features, place.Id, shown);
            priced[at] = priced[at] with { Score = Auction.Score(ad, place, ledger, asker.Now, expected) };
        }

        for (var at = priced.Count - 1; at >= 0; at--)
        {
            // What might be worth it stays: only who is hopeless at two deviations is dropped.
            if (priced[at].Score.Arm.ValueAt(2) < Math.Max(0, (double)place.Definition.FloorEcpm))
            {
                reject(priced[at].Ad, Reasons.Floor);
                priced.RemoveAt(at);
            }
        }

        return priced;
    }

    private string? WhyNotNow(LiveAd ad, Expectation expected, DateOnly day, ulong seed) =>
        !budgets.Has(ad.Campaign, day, Auction.ExpectedCost(ad.Campaign.Definition, expected)) ? Reasons.Budget
        : budgets.PassRate(ad.Campaign) is < 1 and var rate
        && SplitMix64.Uniform(seed ^ PacingPurpose, StableHash.Of(ad.Campaign.Id)) >= rate
            ? Reasons.Pacing
        : null;

    private void Fill(
        List<Priced> priced,
        Place place,
        int n,
        Asker asker,
        Ledger ledger,
        List<Choice> choices,
        DateOnly day,
        ulong seed,
        Dictionary<LiveAd, string> rejected
    )
    {
        var left = priced.ToList();
        var draw = SplitMix64.At(seed, StableHash.Of(place.Id));
        for (var (position, attempt) = (1, 0UL); position <= n && left.Count > 0; attempt++)
        {
            var pick = ThompsonChoice.Choose(
                [.. left.Select(one => one.Score.Arm)],
                1,
                world.Options.Exploration,
                SplitMix64.At(draw, attempt)
            )[0];
            var one = left[pick.Index];
            var cost = Auction.ExpectedCost(one.Ad.Campaign.Definition, one.Score.Expectation);
            if (!budgets.TryTake(one.Ad.Campaign, day, cost))
            {
                // Somebody else has just taken the rest.
                foreach (var gone in left.Where(other => other.Ad.Campaign == one.Ad.Campaign))
                {
                    Note(rejected, gone.Ad, Reasons.Budget);
                }

                left.RemoveAll(other => other.Ad.Campaign == one.Ad.Campaign);
                continue;
            }

            var item = one.Ad.Ad.ItemId is { } itemId ? world.Catalogue.Find(itemId) : null;
            var shown = ledger.Shown(one.Ad.Id, asker.Now.AddDays(-30));
            choices.Add(
                new Choice
                {
                    Ad = one.Ad,
                    Place = place,
                    Position = position++,
                    Propensity = pick.Propensity,
                    Score = one.Score,
                    Row = Predictor.Row(one.Ad, item, asker.Features, place.Id, place.ChannelId, shown),
                    Reserved = cost,
                }
            );
            if (asker.IsKnown)
            {
                ledger.Add(new LedgerEntry(one.Ad.Campaign.Id, one.Ad.Id, place.ChannelId, asker.Now, world.Share.ReplicaId));
            }

            left.RemoveAll(other => other.Ad == one.Ad || IsCapped(other.Ad.Campaign, place, ledger, asker));
        }
    }

    private bool IsCapped(LiveCampaign campaign, Place place, Ledger ledger, Asker asker) =>
        !CapRules.Allow(campaign, place.ChannelId, ledger, asker.Now, world.Share, asker.Hash);

    private static void Note(Dictionary<LiveAd, string> rejected, LiveAd ad, string reason) =>
        rejected[ad] = rejected.TryGetValue(ad, out var known) ? Reasons.Later(known, reason) : reason;

    private readonly record struct Priced(LiveAd Ad, Score Score);
}
