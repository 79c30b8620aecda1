using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>GET /recommendations/{userId}</summary>
internal static class RecommendForUser
{
    public static ValueTask<IResult> Handle(
        UserId userId,
        int? n,
        string? placement,
        string? category,
        string? exclude,
        decimal? minPrice,
        decimal? maxPrice,
        bool? explain,
        string? language,
        string? cursor,
        RecommendationService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var request = new RankRequest
        {
            N = check.N(n),
            Placement = check.Placement(placement),
            Category = check.Category(category),
            MinPrice = minPrice,
            MaxPrice = maxPrice,
            Exclude = exclude is null ? "" : RequestKeys.Join(check.Ids("exclude", Split(exclude))),
            Explain = explain ?? true,
        };
        check.Prices(minPrice, maxPrice);
        var ask = new Ask
        {
            UserId = userId.Value,
            Request = request,
            Cursor = cursor is { Length: > 0 } ? cursor : null,
            Language = check.Language(language),
        };
        return check.IsWrong
            ? ValueTask.FromResult<IResult>(RecommendationProblems.Invalid(check.Errors))
            : service.AnswerAsync(ask, cancel);
    }

    /// <summary>Ids divided by commas; ids that hold a comma go by POST.</summary>
    internal static string[] Split(string ids) => ids.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
