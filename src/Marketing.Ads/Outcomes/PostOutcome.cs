using Marketing.Ads.Definitions;
using Marketing.Store;
using Microsoft.AspNetCore.Http;

namespace Marketing.Ads.Outcomes;

/// <summary>What became of a chosen ad.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="Type">impression, click or conversion.</param>
/// <param name="OccurredAt">When, with its zone.</param>
/// <param name="Value">Of a conversion: what it was worth, in the shop's currency.</param>
internal sealed record OutcomeRequest(string AdId, AdOutcomeType Type, DateTimeOffset OccurredAt, decimal? Value = null);

/// <summary>What was made of it.</summary>
/// <param name="Duplicate">The same was reported before.</param>
/// <param name="Weight">1; 0 when it counts for nothing.</param>
internal sealed record OutcomeAnswer(bool Duplicate, int Weight);

/// <summary>POST /ads/decisions/{decisionId}/outcomes</summary>
internal static class PostOutcome
{
    public static async Task<IResult> Handle(
        AdKey decisionId,
        OutcomeRequest request,
        OutcomeService service,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var check = new FieldCheck();
        check.Id("adId", request.AdId);
        check.Money("value", request.Value);
        check.Require("value", request.Value is null || request.Type == AdOutcomeType.Conversion, "belongs to conversions only.");
        var now = clock.GetUtcNow();
        check.Require("occurredAt", request.OccurredAt <= now + OutcomeRules.ClockSkew, "lies in the future.");
        check.Require("occurredAt", request.OccurredAt > now.AddDays(-400), "is older than 400 days.");
        check.Require("type", Enum.IsDefined(request.Type), "must be impression, click or conversion.");
        if (check.IsWrong)
        {
            return AdsProblems.Invalid(check);
        }

        var outcome = new Reported(request.Type, request.OccurredAt.ToUniversalTime(), request.Value);
        var (taken, flag) = await service.TakeAsync(decisionId.Value, request.AdId, outcome, cancel);
        return taken switch
        {
            Taken.NoDecision => AdsProblems.NotFound("decision"),
            Taken.NotChosen => AdsProblems.Invalid("adId", "The decision did not choose this ad."),
            // Whoever clicks in mass learns nothing of why it does not count.
            _ => TypedResults.Ok(new OutcomeAnswer(taken == Taken.Duplicate, flag is null ? 1 : 0)),
        };
    }
}
