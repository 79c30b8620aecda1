using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>GET /recommendations/popular, /items/{itemId}/similar and /items/{itemId}/bought-together</summary>
internal static class ShopListEndpoints
{
    public static ValueTask<IResult> Popular(
        int? n,
        string? category,
        string? window,
        string? placement,
        string? exclude,
        bool? explain,
        string? language,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var days = PopularWindows.Days(window);
        if (days is null)
        {
            check.Errors["window"] = [$"window must be one of {string.Join(", ", PopularWindows.Names)}."];
        }

        var ask = Ask(check, n, category, placement, exclude, explain, language) with { WindowDays = days ?? 0 };
        return AnswerAsync(check, ShopList.Popular, ask, service, cancel);
    }

    public static ValueTask<IResult> Similar(
        ItemId itemId,
        int? n,
        string? category,
        string? placement,
        string? exclude,
        bool? explain,
        string? language,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var ask = Ask(check, n, category, placement, exclude, explain, language) with { ItemId = itemId.Value };
        return AnswerAsync(check, ShopList.Similar, ask, service, cancel);
    }

    public static ValueTask<IResult> BoughtTogether(
        ItemId itemId,
        int? n,
        string? category,
        string? placement,
        string? exclude,
        bool? explain,
        string? language,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var ask = Ask(check, n, category, placement, exclude, explain, language) with { ItemId = itemId.Value };
        return AnswerAsync(check, ShopList.BoughtTogether, ask, service, cancel);
    }

    private static Ask Ask(
        RequestCheck check,
        int? n,
        string? category,
        string? placement,
        string? exclude,
        bool? explain,
        string? language
    ) =>
        new()
        {
            Request = new RankRequest
            {
                N = check.N(n),
                Placement = check.Placement(placement),
                Category = check.Category(category),
                Exclude = exclude is null ? "" : RequestKeys.Join(check.Ids("exclude", RecommendForUser.Split(exclude))),
                Explain = explain ?? true,
            },
            Language = check.Language(language),
        };

    private static ValueTask<IResult> AnswerAsync(
        RequestCheck check,
        ShopList list,
        Ask ask,
        ShopListService service,
        CancellationToken cancel
    ) =>
        check.IsWrong
            ? ValueTask.FromResult<IResult>(RecommendationProblems.Invalid(check.Errors))
            : service.AnswerAsync(list, ask, cancel);
}
