using Marketing.Recommendations.Performance;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>What came of the answers of one group.</summary>
/// <param name="Placement">Null for answers without one, or when places are not told apart.</param>
/// <param name="ModelVersion">Null before the first training, or when versions are not told apart.</param>
/// <param name="Variant">Null outside of an experiment, or when variants are not told apart.</param>
/// <param name="Day">UTC day; null when days are not told apart.</param>
/// <param name="Subjects">Users, sessions, and answers to nobody in particular.</param>
/// <param name="Answers">Lists that were served.</param>
/// <param name="Shown">Of these, lists with an impression event that carries their id.</param>
/// <param name="Clicks">Lists with a click that carries their id.</param>
/// <param name="Conversions">Lists with an order that carries their id.</param>
/// <param name="Orders">Orders that carry the id of a list.</param>
/// <param name="Revenue">Of these orders.</param>
/// <param name="ClickRate">Clicks ÷ answers.</param>
/// <param name="ConversionRate">Conversions ÷ answers.</param>
/// <param name="RevenuePerAnswer">Revenue ÷ answers; null below two subjects.</param>
internal sealed record PerformanceGroup(
    string? Placement,
    string? ModelVersion,
    string? Variant,
    DateOnly? Day,
    long Subjects,
    long Answers,
    long Shown,
    long Clicks,
    long Conversions,
    long Orders,
    double Revenue,
    Interval? ClickRate,
    Interval? ConversionRate,
    Interval? RevenuePerAnswer
);

/// <summary>What came of the answers that were served.</summary>
/// <param name="From">Served at or after.</param>
/// <param name="To">Served before.</param>
/// <param name="Currency">Of revenue; null without orders.</param>
/// <param name="Groups">At most 1,000.</param>
internal sealed record PerformanceAnswer(DateTimeOffset From, DateTimeOffset To, string? Currency, IReadOnlyList<PerformanceGroup> Groups);

/// <summary>GET /recommendations/performance</summary>
internal static class PerformanceEndpoint
{
    private const int MostDays = 400;
    private static readonly string[] Groups = ["placement", "model", "variant", "day"];

    public static PerformanceAnswer Example { get; } =
        new(
            new DateTimeOffset(2026, 1, 8, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero),
            "EUR",
            [
                new PerformanceGroup(
                    "home",
                    "7",
                    "trending-first",
                    Day: null,
                    1840,
                    5210,
                    4988,
                    430,
                    61,
                    58,
                    2410.5,
                    new Interval(.0825, .0741, .0918),
                    new Interval(.0117, .0089, .0154),
                    new Interval(.4627, .3301, .5953)
                ),
            ]
        );

    public static async Task<Results<Ok<PerformanceAnswer>, ValidationProblem>> Handle(
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? placement,
        string? groupBy,
        string? currency,
        PerformanceReader reader,
        TimeProvider time,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var end = check.Time("to", to) ?? time.GetUtcNow();
        var start = check.Window(check.Time("from", from) ?? end.AddDays(-7), end, MostDays);
        var groups = groupBy is { Length: > 0 } ? groupBy.Split(',', StringSplitOptions.TrimEntries) : Groups[..3];
        if (!groups.All(Groups.Contains))
        {
            check.Errors["groupBy"] = [$"groupBy must name some of {string.Join(", ", Groups)}, divided by commas."];
        }

        if (currency is not null && !TextRules.IsCurrency(currency))
        {
            check.Errors["currency"] = ["currency must be a code of three upper-case letters."];
        }

        var place = check.Placement(placement);
        if (check.IsWrong)
        {
            return RecommendationProblems.Invalid(check.Errors);
        }

        var money = currency ?? await reader.CurrencyAsync(start, end, cancel);
        var query = new PerformanceQuery(
            start,
            end,
            place,
            groups.Contains(Groups[0]),
            groups.Contains(Groups[1]),
            groups.Contains(Groups[2]),
            groups.Contains(Groups[3]),
            money ?? ""
        );
        return TypedResults.Ok(new PerformanceAnswer(start, end, money, [.. (await reader.ReadAsync(query, cancel)).Select(Group)]));
    }

    private static PerformanceGroup Group(PerformanceRow row) =>
        new(
            row.Placement,
            row.ModelVersion,
            row.Variant,
            row.Day is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null,
            row.Clicked.Subjects,
            row.Answers,
            row.Shown,
            (long)row.Clicked.Y,
            (long)row.Bought.Y,
            row.Orders,
            Math.Round(row.Revenue.Y, 2),
            row.Clicked.Share(),
            row.Bought.Share(),
            row.Revenue.Mean()
        );
}
