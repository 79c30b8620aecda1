using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Decisions;

/// <summary>An ad's price at a place, factor by factor. All money is per 1,000 impressions but for the bid.</summary>
/// <param name="Expectation">What is expected of it.</param>
/// <param name="Worth">What a certain click would be worth.</param>
/// <param name="Fixed">What an impression is worth whether or not it is clicked: a CPM bid, less costs.</param>
/// <param name="ChannelCost">Cost of the channel.</param>
/// <param name="Fatigue">Price of bothering the customer again.</param>
internal readonly record struct Score(Expectation Expectation, double Worth, double Fixed, double ChannelCost, double Fatigue)
{
    /// <summary>Expected value of 1,000 impressions, less costs.</summary>
    public double Ecpm => (Worth * Expectation.PClick) + Fixed;

    public Arm Arm => new(Expectation.Click.LogOdds, Expectation.Click.Deviation, Worth, Fixed);
}

/// <summary>The part of a score that all ads of a campaign share at a place.</summary>
/// <param name="Pricing">What is paid for.</param>
/// <param name="Bid">The bid, weighted by the goal.</param>
/// <param name="ChannelCost">As in <see cref="Score"/>.</param>
/// <param name="Fatigue">As in <see cref="Score"/>.</param>
internal readonly record struct Terms(Pricing Pricing, double Bid, double ChannelCost, double Fatigue)
{
    private const int FatigueDays = 7;

    public static Terms Of(LiveCampaign campaign, Place place, Ledger ledger, DateTimeOffset now)
    {
        var again = place.Channel.FatiguePrice == 0 ? 0 : ledger.Count(campaign.Id, null, now.AddDays(-FatigueDays));
        return new Terms(
            campaign.Definition.Pricing,
            (double)campaign.Definition.Bid * campaign.Definition.GoalWeight,
            1000 * (double)place.Channel.Cost,
            1000 * (double)place.Channel.FatiguePrice * again
        );
    }

    public Score Score(Expectation expected) =>
        Pricing switch
        {
            Pricing.Cpc => new Score(expected, 1000 * Bid, -ChannelCost - Fatigue, ChannelCost, Fatigue),
            Pricing.Cpa => new Score(expected, 1000 * Bid * expected.Conversion, -ChannelCost - Fatigue, ChannelCost, Fatigue),
            _ => new Score(expected, 0, Bid - ChannelCost - Fatigue, ChannelCost, Fatigue),
        };
}

/// <summary>Scores: eCPM = 1000 × bid × pCTR (CPC), × pCVR (CPA), or the bid (CPM), weighted by the campaign's goal, less channel cost and fatigue price.</summary>
internal static class Auction
{
    public static Score Score(LiveAd ad, Place place, Ledger ledger, DateTimeOffset now, Expectation expected) =>
        Terms.Of(ad.Campaign, place, ledger, now).Score(expected);

    /// <summary>What an impression is expected to cost the campaign; reserved when it is decided. Rounded up to six digits.</summary>
    public static decimal ExpectedCost(Campaign campaign, Expectation expected)
    {
        var cost = campaign.Pricing switch
        {
            Pricing.Cpc => campaign.Bid * (decimal)expected.PClick,
            Pricing.Cpa => campaign.Bid * (decimal)(expected.PClick * expected.Conversion),
            _ => campaign.Bid / 1000,
        };
        return decimal.Round(cost + .0000005m, 6, MidpointRounding.ToZero) is var up && up >= cost ? up : up + .000001m;
    }
}
