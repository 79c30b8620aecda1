using Marketing.Ads.Definitions;

namespace Marketing.Ads.Decisions;

/// <summary>A decision in the form in which it is stored and spooled.</summary>
internal sealed record DecisionRecord
{
    public required string Subject { get; init; }
    public required string DecisionId { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string ReplicaId { get; init; }
    public string? ModelVersion { get; init; }
    public long Seed { get; init; }
    public bool Holdout { get; init; }
    public bool Degraded { get; init; }
    public required string Context { get; init; }
    public required byte[] Eligible { get; init; }
    public required string[] Campaigns { get; init; }
    public required string[] Controls { get; init; }
    public required string Answer { get; init; }
    public DateOnly Day { get; init; }
    public required IReadOnlyList<AdRecord> Ads { get; init; }

    public static DecisionRecord Of(Decision decision, string answer, string replicaId, AdsOptions options)
    {
        var asker = decision.Asker;
        return new DecisionRecord
        {
            Subject = asker.Subject,
            DecisionId = decision.DecisionId,
            DecidedAt = asker.Now,
            ExpiresAt = asker.Now.AddMinutes(options.Waiting.ImpressionMinutes),
            ReplicaId = replicaId,
            ModelVersion = decision.ModelVersion,
            Seed = decision.Seed,
            Holdout = decision.Holdout,
            Degraded = decision.Degraded,
            Context = ContextOf(asker),
            Eligible = EligibleSet.Write(decision.Eligible),
            Campaigns = [.. decision.Campaigns],
            Controls = [.. decision.Controls],
            Answer = answer,
            Day = decision.Day,
            Ads = [.. decision.Choices.Select(AdRecord.Of)],
        };
    }

    /// <summary>What the model may see of the customer and the page, for other policies to be judged by.</summary>
    private static string ContextOf(Asker asker) =>
        AdsJson.Write(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["known"] = asker.Features.Known,
                ["language"] = asker.Features.Language,
                ["device"] = asker.Features.Device,
                ["page"] = asker.Features.Page,
                ["hour"] = asker.Features.Hour,
                ["weekday"] = asker.Features.Weekday,
                ["favourite"] = asker.Features.Favourite,
            }
        );
}

/// <summary>A chosen ad in the form in which it is stored and spooled.</summary>
internal sealed record AdRecord(
    string AdId,
    string CampaignId,
    string Placement,
    short Position,
    string Channel,
    string Pricing,
    decimal Bid,
    double Propensity,
    double PClick,
    double PConversion,
    double Ecpm,
    string Features,
    decimal Reserved
)
{
    public static AdRecord Of(Choice choice) =>
        new(
            choice.Ad.Id,
            choice.Ad.Campaign.Id,
            choice.Place.Id,
            (short)choice.Position,
            choice.Place.ChannelId,
            NameOf(choice.Ad.Campaign.Definition.Pricing),
            choice.Ad.Campaign.Definition.Bid,
            choice.Propensity,
            choice.Score.Expectation.PClick,
            choice.Score.Expectation.Conversion,
            choice.Score.Ecpm,
            AdsJson.Write(choice.Row),
            BudgetsCount(choice) ? choice.Reserved : 0
        );

    public static string NameOf(Pricing pricing) =>
        pricing switch
        {
            Definitions.Pricing.Cpc => "cpc",
            Definitions.Pricing.Cpa => "cpa",
            _ => "cpm",
        };

    private static bool BudgetsCount(Choice choice) => Budgets.BudgetDesk.IsBounded(choice.Ad.Campaign);
}
