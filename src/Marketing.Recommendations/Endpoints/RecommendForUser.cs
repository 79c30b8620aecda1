using Marketing.Recommendations.Answers;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>GET /recommendations/{userId}</summary>
internal static class RecommendForUser
{
    public static ValueTask<IResult> Handle(
        UserId userId,
        [AsParameters] ListQuery query,
        string? itemId,
        double? diversity,
        int? maxPerBrand,
        int? maxPerCategory,
        string? cursor,
        RecommendationService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        var ask = new Ask
        {
            UserId = userId.Value,
            Request = query.Read(check) with
            {
                ItemId = check.Subject("itemId", itemId),
                Diversity = check.Diversity(diversity),
                MaxPerBrand = check.Cap("maxPerBrand", maxPerBrand),
                MaxPerCategory = check.Cap("maxPerCategory", maxPerCategory),
            },
            Cursor = cursor is { Length: > 0 } ? cursor : null,
            Language = check.Language(query.Language),
        };
        return check.IsWrong
            ? ValueTask.FromResult<IResult>(RecommendationProblems.Invalid(check.Errors))
            : service.AnswerAsync(ask, cancel);
    }
}
