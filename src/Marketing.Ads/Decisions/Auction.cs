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

/// <summary>Scores: eCPM = 1000 × bid × pCTR (CPC), × pCVR (CPA), or the bid (CPM), weighted by the campaign's goal, less channel cost and fatigue price.</summary>
internal static class Auction
{
    private const int FatigueDays = 7;

    public static Score Score(LiveAd ad, Place place, Ledger ledger, DateTimeOffset now, Expectation expected)
    {
        var campaign = ad.Campaign.Definition;
        var bid = (double)campaign.Bid * campaign.GoalWeight;
        var cost = 1000 * (double)place.Channel.Cost;
        var again = place.Channel.FatiguePrice == 0 ? 0 : ledger.Count(ad.Campaign.Id, null, now.AddDays(-FatigueDays));
        var fatigue = 1000 * (double)place.Channel.FatiguePrice * again;
        return campaign.Pricing switch
        {
            Pricing.Cpc => new Score(expected, 1000 * bid, -cost - fatigue, cost, fatigue),
            Pricing.Cpa => new Score(expected, 1000 * bid * expected.Conversion, -cost - fatigue, cost, fatigue),
            _ => new Score(expected, 0, bid - cost - fatigue, cost, fatigue),
        };
    }

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
