using Marketing.Recommendations.Answers;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>GET /recommendations/popular, …/trending, …/new, /items/{itemId}/similar and /items/{itemId}/bought-together</summary>
internal static class ShopListEndpoints
{
    public static ValueTask<IResult> Popular(
        [AsParameters] ListQuery query,
        string? window,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => InWindow(ListWindows.Popular, ShopList.Popular, query, window, service, limits.Value, cancel);

    public static ValueTask<IResult> Trending(
        [AsParameters] ListQuery query,
        string? window,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => InWindow(ListWindows.Trending, ShopList.Trending, query, window, service, limits.Value, cancel);

    public static ValueTask<IResult> New(
        [AsParameters] ListQuery query,
        string? window,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => InWindow(ListWindows.New, ShopList.New, query, window, service, limits.Value, cancel);

    public static ValueTask<IResult> Similar(
        ItemId itemId,
        [AsParameters] ListQuery query,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => Beside(ShopList.Similar, itemId, query, service, limits.Value, cancel);

    public static ValueTask<IResult> BoughtTogether(
        ItemId itemId,
        [AsParameters] ListQuery query,
        ShopListService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    ) => Beside(ShopList.BoughtTogether, itemId, query, service, limits.Value, cancel);

    private static ValueTask<IResult> InWindow(
        ListWindows windows,
        ShopList list,
        ListQuery query,
        string? window,
        ShopListService service,
        ApiLimits limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits);
        var days = windows.Days(window);
        if (days is null)
        {
            check.Errors["window"] = [$"window must be one of {string.Join(", ", windows.Names)}."];
        }

        return AnswerAsync(check, list, AskOf(check, query) with { WindowDays = days ?? 0 }, service, cancel);
    }

    private static ValueTask<IResult> Beside(
        ShopList list,
        ItemId itemId,
        ListQuery query,
        ShopListService service,
        ApiLimits limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits);
        return AnswerAsync(check, list, AskOf(check, query) with { ItemId = itemId.Value }, service, cancel);
    }

    private static Ask AskOf(RequestCheck check, ListQuery query) =>
        new() { Request = query.Read(check), Language = check.Language(query.Language) };

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
