using Marketing.Profiles.Features;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Profiles.Endpoints;

internal static class ReadProfile // GET /profiles/{userId}
{
    public static async Task<Results<Ok<ProfileAnswer>, ProblemHttpResult>> Handle(
        UserId userId,
        StoreReader store,
        CustomerDirectory customers,
        CancellationToken cancel
    )
    {
        if (!customers.MayPersonalize(userId.Value))
        {
            return TypedResults.Ok(ProfileAnswer.Refused(userId.Value));
        }

        var found = await store.ReadAsync((db, token) => FindAsync(db, userId.Value, token), cancel);
        return found is { } stored
            ? TypedResults.Ok(ProfileAnswer.Of(stored.Row, ProfileDocument.Read(stored.Document)))
            : ProfilesProblems.NoProfile();
    }

    private static async Task<(ProfileRow Row, string Document)?> FindAsync(MarketingDb db, string userId, CancellationToken cancel)
    {
        var found = await (
            from row in db.Profiles.AsNoTracking()
            join detail in db.ProfileDetails.AsNoTracking() on row.UserId equals detail.UserId
            where row.UserId == userId
            select new { Row = row, detail.Document }
        ).SingleOrDefaultAsync(cancel);
        return found is null ? null : (found.Row, found.Document);
    }
}
