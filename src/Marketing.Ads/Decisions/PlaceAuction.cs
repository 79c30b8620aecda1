using System.Buffers;
using Marketing.Ads.Budgets;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Decisions;

/// <summary>
/// The ads that one place could show, priced. What all ads of a campaign share is worked out once a place, what is expected of an ad for anybody comes from a table, and
/// the full model looks at a short list.
/// </summary>
internal sealed class PlaceAuction(
    DecisionWorld world,
    Place place,
    Prior[] priors,
    IBudgetDesk budgets,
    Asker asker,
    DateOnly day,
    ulong seed
) : IDisposable
{
    private const ulong PacingPurpose = 0x9ac1;
    private readonly CampaignTerms?[] _campaigns = new CampaignTerms?[world.Book.Campaigns.Count];
    private Priced[] _priced = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Those that could be shown, by number.</summary>
    public ReadOnlySpan<Priced> Ads => _priced.AsSpan(0, Count);

    /// <summary>Budget or pacing, where one of them keeps the ad from being shown now.</summary>
    public string? WhyNotNow(LiveAd ad, Ledger ledger)
    {
        var campaign = TermsOf(ad.Campaign, ledger);
        return campaign.Left < priors[ad.Index].Cost ? Reasons.Budget
            : campaign.IsPaced ? Reasons.Pacing
            : null;
    }

    /// <summary>Predicts and scores the ads that pass budget, pacing and the place's floor. Those beyond the short list stand with what is known of ad and place.</summary>
    /// <param name="passed">By number.</param>
    /// <param name="predictor">The full model.</param>
    /// <param name="filter">Knows the items.</param>
    /// <param name="ledger">What the customer was given.</param>
    /// <param name="rejected">Receives a reason for each ad that does not pass.</param>
    public void Price(List<LiveAd> passed, Predictor predictor, AdFilter filter, Ledger ledger, Rejections rejected)
    {
        _priced = ArrayPool<Priced>.Shared.Rent(passed.Count);
        foreach (var ad in passed)
        {
            if (WhyNotNow(ad, ledger) is { } reason)
            {
                rejected.Note(ad, reason);
            }
            else
            {
                ref readonly var prior = ref priors[ad.Index];
                var score = TermsOf(ad.Campaign, ledger).Terms.Score(prior.Expectation);
                _priced[Count++] = new Priced(ad.Index, score, (score.Worth * prior.Optimistic) + score.Fixed);
            }
        }

        var codes = predictor.Begin(asker.Features, place.Id, place.ChannelId);
        foreach (var at in Shortlist())
        {
            var ad = world.Book.Ads[_priced[at].Index];
            var shown = ledger.Shown(ad.Id, asker.Now.AddDays(-30));
            var expected = predictor.Predict(codes, ad, filter.Items[ad.Index], asker.Features, place.Id, shown);
            var score = TermsOf(ad.Campaign, ledger).Terms.Score(expected);
            _priced[at] = new Priced(ad.Index, score, score.Arm.ValueAt(2));
        }

        // What might be worth it stays: only who is hopeless at two deviations is dropped.
        var floor = Math.Max(0, (double)place.Definition.FloorEcpm);
        Keep(one => one.Optimistic >= floor, gone => rejected.Note(world.Book.Ads[gone.Index], Reasons.Floor));
    }

    /// <summary>Chooses by Thompson sampling.</summary>
    public ThompsonPick Choose(ulong draw)
    {
        var arms = new Arm[Count];
        for (var at = 0; at < arms.Length; at++)
        {
            arms[at] = _priced[at].Score.Arm;
        }

        return ThompsonChoice.Choose(arms, 1, world.Options.Exploration, draw)[0];
    }

    /// <summary>Drops those that do not pass.</summary>
    public void Keep(Func<Priced, bool> passes, Action<Priced>? dropped = null)
    {
        var kept = 0;
        for (var at = 0; at < Count; at++)
        {
            if (passes(_priced[at]))
            {
                _priced[kept++] = _priced[at];
            }
            else
            {
                dropped?.Invoke(_priced[at]);
            }
        }

        Count = kept;
    }

    public void Dispose()
    {
        if (_priced.Length > 0)
        {
            ArrayPool<Priced>.Shared.Return(_priced);
            (_priced, Count) = ([], 0);
        }
    }

    /// <summary>Places of those with the highest value at two deviations; of equal ones the first.</summary>
    private IEnumerable<int> Shortlist()
    {
        var most = world.Options.Shortlist;
        if (Count <= most)
        {
            return Enumerable.Range(0, Count);
        }

        var best = new PriorityQueue<int, (double Value, int Before)>(most);
        for (var at = 0; at < Count; at++)
        {
            var rank = (_priced[at].Optimistic, -at);
            if (best.Count < most)
            {
                best.Enqueue(at, rank);
            }
            else
            {
                best.EnqueueDequeue(at, rank);
            }
        }

        return best.UnorderedItems.Select(one => one.Element);
    }

    private CampaignTerms TermsOf(LiveCampaign campaign, Ledger ledger) =>
        _campaigns[campaign.Index] ??= new CampaignTerms(
            Terms.Of(campaign, place, ledger, asker.Now),
            budgets.Left(campaign, day) ?? decimal.MaxValue,
            budgets.PassRate(campaign) is < 1 and var rate && SplitMix64.Uniform(seed ^ PacingPurpose, StableHash.Of(campaign.Id)) >= rate
        );

    private sealed record CampaignTerms(Terms Terms, decimal Left, bool IsPaced);
}

/// <summary>An ad that could be shown.</summary>
/// <param name="Index">Its place in <see cref="AdBook.Ads"/>.</param>
/// <param name="Score">Its price.</param>
/// <param name="Optimistic">What it is worth at two deviations above its mean.</param>
internal readonly record struct Priced(int Index, Score Score, double Optimistic);
