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
    private readonly CampaignTerms[] _campaigns = new CampaignTerms[world.Book.Campaigns.Length];
    private Priced[] _priced = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Those that could be shown, by number.</summary>
    public ReadOnlySpan<Priced> Ads => _priced.AsSpan(0, Count);

    /// <summary>Budget or pacing, where one of them keeps the ad from being shown now.</summary>
    public string? WhyNotNow(LiveAd ad, Ledger ledger)
    {
        ref readonly var campaign = ref TermsOf(ad.Campaign, ledger);
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

        LookCloser(predictor, filter, ledger);
        DropBelow(Math.Max(0, (double)place.Definition.FloorEcpm), rejected);
    }

    /// <summary>Chooses by Thompson sampling.</summary>
    public ThompsonPick Choose(ulong draw)
    {
        var arms = ArrayPool<Arm>.Shared.Rent(Count);
        for (var at = 0; at < Count; at++)
        {
            arms[at] = _priced[at].Score.Arm;
        }

        var pick = ThompsonChoice.ChooseOne(arms.AsSpan(0, Count), world.Options.Exploration, SplitMix64.Uniform(draw, 0));
        ArrayPool<Arm>.Shared.Return(arms);
        return pick;
    }

    /// <summary>Drops one ad.</summary>
    /// <param name="at">Its place in <see cref="Ads"/>.</param>
    public void Drop(int at)
    {
        Array.Copy(_priced, at + 1, _priced, at, Count - at - 1);
        Count--;
    }

    /// <summary>Drops all ads of a campaign.</summary>
    public void Drop(LiveCampaign campaign)
    {
        var kept = 0;
        for (var at = 0; at < Count; at++)
        {
            if (world.Book.Ads[_priced[at].Index].Campaign.Index != campaign.Index)
            {
                _priced[kept++] = _priced[at];
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

    /// <summary>Asks the full model for those with the highest value at two deviations; of equal ones the first.</summary>
    private void LookCloser(Predictor predictor, AdFilter filter, Ledger ledger)
    {
        var codes = predictor.Begin(asker.Features, place.Id, place.ChannelId);
        var (most, since) = (world.Options.Shortlist, asker.Now.AddDays(-30));
        if (Count <= most)
        {
            for (var at = 0; at < Count; at++)
            {
                Look(at);
            }

            return;
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

        foreach (var (at, _) in best.UnorderedItems)
        {
            Look(at);
        }

        void Look(int at)
        {
            var ad = world.Book.Ads[_priced[at].Index];
            var shown = ledger.Shown(ad.Id, since);
            var expected = predictor.Predict(codes, ad, filter.Items[ad.Index], asker.Features, place.Id, shown);
            var score = TermsOf(ad.Campaign, ledger).Terms.Score(expected);
            _priced[at] = new Priced(ad.Index, score, score.Arm.ValueAt(2));
        }
    }

    // What might be worth it stays: only who is hopeless at two deviations is dropped.
    private void DropBelow(double floor, Rejections rejected)
    {
        var kept = 0;
        for (var at = 0; at < Count; at++)
        {
            if (!(_priced[at].Optimistic >= floor))
            {
                rejected.Note(world.Book.Ads[_priced[at].Index], Reasons.Floor);
            }
            else if (kept++ < at)
            {
                _priced[kept - 1] = _priced[at];
            }
        }

        Count = kept;
    }

    private ref readonly CampaignTerms TermsOf(LiveCampaign campaign, Ledger ledger)
    {
        ref var terms = ref _campaigns[campaign.Index];
        if (!terms.IsKnown)
        {
            terms = new CampaignTerms(
                true,
                Terms.Of(campaign, place, ledger, asker.Now),
                budgets.Left(campaign, day) ?? decimal.MaxValue,
                budgets.PassRate(campaign) is < 1 and var rate && SplitMix64.Uniform(seed ^ PacingPurpose, campaign.Hash) >= rate
            );
        }

        return ref terms;
    }

    private readonly record struct CampaignTerms(bool IsKnown, Terms Terms, decimal Left, bool IsPaced);
}

/// <summary>An ad that could be shown.</summary>
/// <param name="Index">Its place in <see cref="AdBook.Ads"/>.</param>
/// <param name="Score">Its price.</param>
/// <param name="Optimistic">What it is worth at two deviations above its mean.</param>
internal readonly record struct Priced(int Index, Score Score, double Optimistic);
