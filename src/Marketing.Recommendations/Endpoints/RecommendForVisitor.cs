using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>POST /recommendations</summary>
internal static class RecommendForVisitor
{
    /// <summary>Who is asked for, and what the page knows of him. All fields are optional.</summary>
    internal sealed record Request
    {
        /// <summary>The user; any id reaches this route.</summary>
        public string? UserId { get; init; }

        /// <summary>The session of a visitor who has not signed in. Not looked at when <c>userId</c> is there.</summary>
        public string? SessionId { get; init; }

        /// <summary>Items wanted, 1 to 100; 10 when left out.</summary>
        public int? N { get; init; }

        /// <summary>The place on the page.</summary>
        public string? Placement { get; init; }

        /// <summary>Category path; it and what is below it.</summary>
        public string? Category { get; init; }

        /// <summary>Item ids that must not be shown, at most 1,000.</summary>
        public IReadOnlyList<string>? Exclude { get; init; }

        /// <summary>Lowest price; items without a price fail it.</summary>
        public decimal? MinPrice { get; init; }

        /// <summary>Highest price; items without a price fail it.</summary>
        public decimal? MaxPrice { get; init; }

        /// <summary>Makers, one of which it must be; case does not matter.</summary>
        public IReadOnlyList<string>? Brands { get; init; }

        /// <summary>Attributes that it must have, each with one of its values; case does not matter.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }

        /// <summary>The item whose page it is: the list goes with it and does not hold it.</summary>
        public string? ItemId { get; init; }

        /// <summary>0: by score alone; up to 1: the more different neighbours in the list are, the better. The placement's when left out.</summary>
        public double? Diversity { get; init; }

        /// <summary>Most items of one brand among ten in a row, 1 to 100. Gives way before the list gets short.</summary>
        public int? MaxPerBrand { get; init; }

        /// <summary>Most items of one category among ten in a row, 1 to 100. Gives way before the list gets short.</summary>
        public int? MaxPerCategory { get; init; }

        /// <summary>Whether items carry reasons; true when left out.</summary>
        public bool? Explain { get; init; }

        /// <summary>Language of the reasons, BCP 47; the user's when left out.</summary>
        public string? Language { get; init; }

        /// <summary><c>nextCursor</c> of the page before.</summary>
        public string? Cursor { get; init; }

        /// <summary>Items looked at on this visit, the newest last, at most 1,000. They count like views of this moment.</summary>
        public IReadOnlyList<string>? RecentItems { get; init; }

        /// <summary>Items in the basket, at most 1,000. They count like carts of this moment and are not recommended.</summary>
        public IReadOnlyList<string>? Basket { get; init; }
    }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoAttributes = new Dictionary<string, IReadOnlyList<string>>(
        StringComparer.Ordinal
    );

    public static ValueTask<IResult> Handle(
        Request request,
        RecommendationService service,
        IOptions<ApiLimits> limits,
        CancellationToken cancel
    )
    {
        var check = new RequestCheck(limits.Value);
        check.Prices(request.MinPrice, request.MaxPrice);
        var ask = new Ask
        {
            UserId = check.Subject("userId", request.UserId),
            SessionId = request.UserId is null ? check.Subject("sessionId", request.SessionId) : null,
            Request = new RankRequest
            {
                N = check.N(request.N),
                Placement = check.Placement(request.Placement),
                Category = check.Category(request.Category),
                Brands = check.Brands(request.Brands),
                Attributes = check.Attributes([
                    .. (request.Attributes ?? NoAttributes).SelectMany(pair =>
                        (pair.Value ?? [""]).Select(value => ((string?)pair.Key, (string?)value))
                    ),
                ]),
                ItemId = check.Subject("itemId", request.ItemId),
                Diversity = check.Diversity(request.Diversity),
                MaxPerBrand = check.Cap("maxPerBrand", request.MaxPerBrand),
                MaxPerCategory = check.Cap("maxPerCategory", request.MaxPerCategory),
                MinPrice = request.MinPrice,
                MaxPrice = request.MaxPrice,
                Exclude = RequestKeys.Join(check.Ids("exclude", request.Exclude)),
                Explain = request.Explain ?? true,
            },
            Cursor = request.Cursor is { Length: > 0 } ? request.Cursor : null,
            Language = check.Language(request.Language),
            RecentItems = check.Ids("recentItems", request.RecentItems),
            Basket = check.Ids("basket", request.Basket),
        };
        return check.IsWrong
            ? ValueTask.FromResult<IResult>(RecommendationProblems.Invalid(check.Errors))
            : service.AnswerAsync(ask, cancel);
    }
}
