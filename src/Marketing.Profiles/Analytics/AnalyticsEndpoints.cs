using Marketing.Store.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Marketing.Profiles.Analytics;

internal static class AnalyticsEndpoints
{
    private const string Rule =
        " No cell of fewer than ten customers is shown and no two answers differ by fewer: days and values that are too small are pooled, counts of customers are rounded "
        + "down to tens, and only whole days (UTC) are told of. What comes late into days that have been told of waits until ten customers are together. With format=csv a file "
        + "for spreadsheets.";

    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly DateTimeOffset At = new(2026, 3, 9, 2, 40, 0, TimeSpan.Zero);
    private static readonly OverviewRow Week = new(Day, Day.AddDays(6), "web", 48_210.5, 812, 60.1, 1_430, 590.2, 740, 5_120);
    private static readonly FunnelRow Steps = new(Day, Day.AddDays(6), "*", 5_120, 1_240, 740, .2422, .1445);

    private static readonly MarketTrend Trend = new(
        "Home",
        19_800,
        [new TrendDay(Day, 1_320.5, 1_290, 12.3, 18.2, false)],
        [],
        [new ForecastDay(Day.AddDays(7), 1_300, 1_050, 1_550)],
        new Backtest(6, 96.4, .074, .81, .94)
    );

    public static void MapAnalytics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/analytics").WithTags("Analytics").ProducesValidationProblem().RequireApiRole(ApiRole.Marketer);
        group
            .MapGet("/overview", ReadOverview.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadOverview")
            .WithSummary("Revenue, orders and customers")
            .WithDescription(
                "Revenue after returns, orders, average order, buyers and active customers by day, week or month, of all or by channel, category or segment."
                    + Rule
            )
            .WithExample(
                response: new OverviewAnswer(Day, Day.AddDays(6), "week", "channel", "EUR", At, [Week], [Week]),
                parameters: [("bucket", "week"), ("by", "channel")]
            );
        group
            .MapGet("/funnel", ReadFunnel.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadFunnel")
            .WithSummary("From looking to buying")
            .WithDescription(
                "Customers who looked, who put something into the cart within a week, and who ordered within a week, of all or by channel or segment. The newest six days wait "
                    + "until their week is over."
                    + Rule
            )
            .WithExample(
                response: new FunnelAnswer(Day, Day.AddDays(6), "week", "all", At, [Steps], [Steps]),
                parameters: [("bucket", "week"), ("by", "all")]
            );
        group
            .MapGet("/cohorts", ReadCohorts.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadCohorts")
            .WithSummary("Who comes back")
            .WithDescription(
                "Customers by the month of their first purchase, and which share of them bought in each month from then on." + Rule
            )
            .WithExample(
                response: new CohortAnswer(
                    new DateOnly(2025, 3, 1),
                    new DateOnly(2026, 2, 1),
                    At,
                    [new CohortRow(new DateOnly(2025, 12, 1), 840, [1, .31, .22])]
                ),
                parameters: [("from", "2025-03-01")]
            );
        group
            .MapGet("/trends", ReadTrends.Handle)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("ReadMarketTrends")
            .WithSummary("How the market goes, by category")
            .WithDescription(
                "The whole shop and its largest categories day by day, taken apart into trend, season of the week and rest; days that stand out; a forecast with 95 % intervals, "
                    + "and how good such forecasts have been from earlier days on, beside \"as a week before\"."
                    + Rule
            )
            .WithExample(
                response: new TrendsAnswer(Day, Day.AddDays(6), "revenue", "EUR", At, [Trend]),
                parameters: [("category", "Home"), ("horizon", 14)]
            );
        group
            .MapGet("/campaigns", ReadCampaigns.Handle)
            .WithName("ReadCampaignEffects")
            .WithSummary("What campaigns added")
            .WithDescription(
                "Customers who could see a campaign against those who were kept from it by lot: shares that bought, the difference and the revenue that it added, with 95 % "
                    + "intervals, over 1, 4, 13 or 52 whole weeks."
                    + Rule
            )
            .WithExample(
                response: new CampaignsAnswer(
                    Day.AddDays(-21),
                    Day.AddDays(6),
                    "EUR",
                    [
                        new CampaignFigures(
                            "spring",
                            4,
                            9_120,
                            990,
                            .0512,
                            .0431,
                            .0081,
                            [-.0064, .0197],
                            4_120,
                            [-880, 9_120],
                            "No difference is proven."
                        ),
                    ]
                ),
                parameters: [("weeks", 4)]
            );
    }
}
