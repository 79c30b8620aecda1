using Marketing.Ads.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Ads.Decisions;

/// <summary>POST /ads/decisions</summary>
internal static class MakeDecision
{
    public static async Task<IResult> Handle(
        DecisionRequest request,
        DecisionService service,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        CancellationToken cancel
    )
    {
        var check = new FieldCheck();
        request.Check(check);
        if (check.IsWrong)
        {
            return AdsProblems.Invalid(check);
        }

        var result = await service.DecideAsync(request, json.Value.SerializerOptions, cancel);
        return result.Answer is { } answer ? TypedResults.Text(answer, "application/json") : AdsProblems.OtherCustomer();
    }

    public static object ExampleRequest { get; } = new
    {
        decisionId = "d-20260115-0001",
        userId = "u-1001",
        context = new { device = "phone", categories = new[] { "Kitchen" } },
        placements = new[] { new { placement = "home_hero", n = 1 } },
    };

    public static DecisionAnswer ExampleAnswer { get; } =
        new()
        {
            DecisionId = "d-20260115-0001",
            ModelVersion = "7",
            Seed = 5_184_221_964_217_003,
            Decisions = new Dictionary<string, IReadOnlyList<ChosenAd>>(StringComparer.Ordinal)
            {
                ["home_hero"] =
                [
                    new ChosenAd(
                        "whisk-1",
                        "spring-kitchen",
                        1,
                        .8125,
                        .034,
                        [.027, .043],
                        .35m,
                        Pricing.Cpc,
                        11.9,
                        [
                            new ScoreReason("bid", .35, "Pays 0.35 a click"),
                            new ScoreReason("pCtr", .034, "3.40 % of those who see it are expected to click"),
                        ],
                        "Whisk it, whisk it well",
                        "The balloon whisk that pastry chefs use.",
                        "sku-1042",
                        "/items/sku-1042",
                        "/images/sku-1042.jpg"
                    ),
                ],
            },
            Rejected = [new RejectedAd("pan-3", "frequency-cap")],
        };
}
