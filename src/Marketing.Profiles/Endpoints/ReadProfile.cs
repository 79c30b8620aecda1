using Marketing.Profiles.Features;
using Marketing.Profiles.Model;
using Marketing.Profiles.Segments;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Profiles.Endpoints;

internal static class ReadProfile // GET /profiles/{userId}
{
    public static async Task<Results<Ok<ProfileAnswer>, ProblemHttpResult>> Handle(
        UserId userId,
        ProfileReader profiles,
        CancellationToken cancel
    ) => await profiles.FindAsync(userId.Value, cancel) is { } profile ? TypedResults.Ok(profile) : ProfilesProblems.NoProfile();
}

/// <summary>Profiles as they are shown: what is stored, and what the model says of it now.</summary>
internal sealed class ProfileReader(
    StoreReader store,
    CustomerDirectory customers,
    ErasedMemory erased,
    IServingModel<ServedProfiles> serving
)
{
    /// <summary>Null where there is none.</summary>
    public async Task<ProfileAnswer?> FindAsync(string userId, CancellationToken cancel)
    {
        if (erased.Contains(userId))
        {
            return null;
        }

        if (!customers.MayPersonalize(userId))
        {
            return ProfileAnswer.Refused(userId);
        }

        if (await store.ReadAsync((db, token) => FindAsync(db, userId, token), cancel) is not { } stored)
        {
            return null;
        }

        var document = ProfileDocument.Read(stored.Document);
        var predictions = new PredictionAnswers(stored.Row, document, serving.Current, customers.Find(userId));
        return ProfileAnswer.Of(stored.Row, document) with
        {
            ModelVersion = stored.Row.ModelVersion,
            Score = predictions.Score,
            Predictions = predictions.All,
            Segments = stored.Segments,
        };
    }

    private static async Task<(ProfileRow Row, string Document, MembershipAnswer[] Segments)?> FindAsync(
        MarketingDb db,
        string userId,
        CancellationToken cancel
    )
    {
        var found = await (
            from row in db.Profiles.AsNoTracking()
            join detail in db.ProfileDetails.AsNoTracking() on row.UserId equals detail.UserId
            where row.UserId == userId
            select new { Row = row, detail.Document }
        ).SingleOrDefaultAsync(cancel);
        if (found is null)
        {
            return null;
        }

        var segments = await (
            from member in db.SegmentMembers.AsNoTracking()
            join segment in db.Segments.AsNoTracking() on member.SegmentId equals segment.SegmentId
            where member.UserId == userId
            orderby segment.SegmentId
            select new { Segment = segment, member.EnteredAt }
        ).ToListAsync(cancel);
        return (
            found.Row,
            found.Document,
            [
                .. segments.Select(s => new MembershipAnswer(
                    s.Segment.SegmentId,
                    s.Segment.Name,
                    s.Segment.Kind,
                    s.EnteredAt,
                    SegmentJson.Read(s.Segment.Definition).RestsOn
                )),
            ]
        );
    }
}
