using System.Globalization;
using Marketing.Ads.Definitions;

namespace Marketing.Ads.Decisions;

/// <summary>Puts a decision into the form in which it is answered, every factor of a score visible.</summary>
internal static class Answers
{
    public static DecisionAnswer Make(
        string decisionId,
        string? modelVersion,
        long seed,
        IReadOnlyList<Wanted> wanted,
        IReadOnlyList<Choice> choices,
        IReadOnlyList<(LiveAd Ad, string Reason)> rejected,
        bool holdout,
        DecisionWorld world
    ) =>
        new()
        {
            DecisionId = decisionId,
            ModelVersion = modelVersion,
            Seed = seed,
            Decisions = wanted.ToDictionary(
                one => one.Placement,
                one => (IReadOnlyList<ChosenAd>)[.. choices.Where(choice => choice.Place.Id == one.Placement).Select(Chosen)],
                StringComparer.Ordinal
            ),
            Rejected = [.. rejected.Take(world.Options.MostRejected).Select(one => new RejectedAd(one.Ad.Id, one.Reason))],
            RejectedMore = Math.Max(0, rejected.Count - world.Options.MostRejected),
            Holdout = holdout,
            Degraded = world.Share.IsAway,
        };

    private static ChosenAd Chosen(Choice choice)
    {
        var (ad, campaign, expected) = (choice.Ad.Ad, choice.Ad.Campaign.Definition, choice.Score.Expectation);
        var (low, high) = expected.Click.Interval();
        return new ChosenAd(
            choice.Ad.Id,
            choice.Ad.Campaign.Id,
            choice.Position,
            choice.Propensity,
            Round(expected.PClick),
            [Round(low), Round(high)],
            campaign.Bid,
            campaign.Pricing,
            Round(choice.Score.Ecpm),
            Why(choice, campaign),
            ad.Title,
            ad.Text,
            ad.ItemId,
            ad.Url,
            ad.ImageUrl
        );
    }

    private static List<ScoreReason> Why(Choice choice, Campaign campaign)
    {
        var (score, expected) = (choice.Score, choice.Score.Expectation);
        List<ScoreReason> reasons =
        [
            new("bid", (double)campaign.Bid, string.Create(CultureInfo.InvariantCulture, $"Pays {campaign.Bid} {Unit(campaign.Pricing)}")),
            new(
                "pCtr",
                Round(expected.PClick),
                string.Create(CultureInfo.InvariantCulture, $"{expected.PClick:P2} of those who see it are expected to click")
            ),
        ];
        if (campaign.Pricing == Pricing.Cpa)
        {
            reasons.Add(
                new(
                    "pConversion",
                    Round(expected.Conversion),
                    string.Create(CultureInfo.InvariantCulture, $"{expected.Conversion:P2} of clicks are expected to become sales")
                )
            );
        }

        if (campaign.GoalWeight is not 1)
        {
            reasons.Add(
                new(
                    "goalWeight",
                    campaign.GoalWeight,
                    string.Create(CultureInfo.InvariantCulture, $"The campaign's goal counts {campaign.GoalWeight} times")
                )
            );
        }

        if (score.ChannelCost > 0)
        {
            reasons.Add(
                new(
                    "channelCost",
                    Round(-score.ChannelCost),
                    string.Create(CultureInfo.InvariantCulture, $"1,000 impressions cost {score.ChannelCost:0.######} on this channel")
                )
            );
        }

        if (score.Fatigue > 0)
        {
            reasons.Add(
                new(
                    "fatigue",
                    Round(-score.Fatigue),
                    string.Create(CultureInfo.InvariantCulture, $"The customer has seen the campaign lately: {score.Fatigue:0.######} off")
                )
            );
        }

        return reasons;
    }

    private static string Unit(Pricing pricing) =>
        pricing switch
        {
            Pricing.Cpc => "a click",
            Pricing.Cpa => "a conversion",
            _ => "for 1,000 impressions",
        };

    private static double Round(double value) => Math.Round(value, 9);
}
