using System.Globalization;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Marketing.Recommendations.Endpoints;

/// <summary>Several answers.</summary>
/// <param name="Answers">By user, then by place, in the order of the request.</param>
internal sealed record BatchAnswer(IReadOnlyList<RecommendationAnswer> Answers);

/// <summary>POST /recommendations/batch</summary>
internal static class RecommendInBatch
{
    private const int MostPlaces = 20;

    /// <summary>One list of each person.</summary>
    internal sealed record Place
    {
        /// <summary>The place on the page.</summary>
        public string? Placement { get; init; }

        /// <summary>Items wanted, 1 to 100; 10 when left out.</summary>
        public int? N { get; init; }

        /// <summary>The item whose page it is.</summary>
        public string? ItemId { get; init; }

        /// <summary>Category path; it and what is below it.</summary>
        public string? Category { get; init; }

        /// <summary>Makers, one of which it must be.</summary>
        public IReadOnlyList<string>? Brands { get; init; }

        /// <summary>Lowest price.</summary>
        public decimal? MinPrice { get; init; }

        /// <summary>Highest price.</summary>
        public decimal? MaxPrice { get; init; }
    }

    /// <summary>Who is asked for, and which lists.</summary>
    internal sealed record Request
    {
        /// <summary>Of a mailing: 1 to 10,000 users. Then neither userId nor sessionId.</summary>
        public IReadOnlyList<string>? Users { get; init; }

        /// <summary>Of a page: the user.</summary>
        public string? UserId { get; init; }

        /// <summary>Of a page: the session of a visitor who has not signed in.</summary>
        public string? SessionId { get; init; }

        /// <summary>1 to 20; the first has the first choice. One list without a place when left out.</summary>
        public IReadOnlyList<Place>? Placements { get; init; }

        /// <summary>Item ids that must not be shown, at most 1,000.</summary>
        public IReadOnlyList<string>? Exclude { get; init; }

        /// <summary>Items looked at on this visit, the newest last; of a page only.</summary>
        public IReadOnlyList<string>? RecentItems { get; init; }

        /// <summary>Items in the basket; of a page only.</summary>
        public IReadOnlyList<string>? Basket { get; init; }

        /// <summary>Whether items carry reasons; true when left out.</summary>
        public bool? Explain { get; init; }

        /// <summary>Language of the reasons, BCP 47; each user's when left out.</summary>
        public string? Language { get; init; }
    }

    public static IResult Handle(Request request, HttpContext context, BatchService service, IOptions<ApiLimits> limits)
    {
        var check = new RequestCheck(limits.Value);
        var places = Places(request, check);
        var isMailing = request.Users is not null;
        if (isMailing && (request.UserId ?? request.SessionId) is not null)
        {
            check.Errors["users"] = ["users goes without userId and sessionId."];
        }

        if (isMailing && (request.RecentItems ?? request.Basket) is not null)
        {
            check.Errors["users"] = ["users goes without recentItems and basket, which are of one visitor."];
        }

        var whole = new Ask
        {
            UserId = check.Subject("userId", request.UserId),
            SessionId = request.UserId is null ? check.Subject("sessionId", request.SessionId) : null,
            Request = new RankRequest(),
            Language = check.Language(request.Language),
            RecentItems = check.Ids("recentItems", request.RecentItems),
            Basket = check.Ids("basket", request.Basket),
            IsBulk = isMailing,
        };
        var users = isMailing ? Users(request.Users ?? [], check, limits.Value.BatchRows) : [];
        if (check.IsWrong)
        {
            return RecommendationProblems.Invalid(check.Errors);
        }

        var isLines = context.Request.Headers.Accept.ToString().Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase);
        IEnumerable<Ask> people = isMailing ? users.Select(user => whole with { UserId = user }) : [whole];
        return new BatchResult(service, people, places, isLines);
    }

    private static RankRequest[] Places(Request request, RequestCheck check)
    {
        var places = request.Placements ?? [new Place()];
        if (places.Count is < 1 or > MostPlaces || places.Any(place => place is null))
        {
            check.Errors["placements"] = [string.Create(CultureInfo.InvariantCulture, $"placements must be 1 to {MostPlaces} objects.")];
            return [];
        }

        var exclude = RequestKeys.Join(check.Ids("exclude", request.Exclude));
        return
        [
            .. places.Select(place =>
            {
                check.Prices(place.MinPrice, place.MaxPrice);
                return new RankRequest
                {
                    N = check.N(place.N),
                    Placement = check.Placement(place.Placement),
                    ItemId = check.Subject("itemId", place.ItemId),
                    Category = check.Category(place.Category),
                    Brands = check.Brands(place.Brands),
                    MinPrice = place.MinPrice,
                    MaxPrice = place.MaxPrice,
                    Exclude = exclude,
                    Explain = request.Explain ?? true,
                };
            }),
        ];
    }

    private static IReadOnlyList<string> Users(IReadOnlyList<string> users, RequestCheck check, int most)
    {
        if (users.Count < 1 || users.Count > most || !users.All(user => user is not null && Store.TextRules.IsId(user)))
        {
            check.Errors["users"] =
            [
                string.Create(CultureInfo.InvariantCulture, $"users must be 1 to {most} ids of 1 to 128 printable characters."),
            ];
        }

        return users;
    }
}
