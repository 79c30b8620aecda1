using System.Globalization;
using Marketing.Profiles.Segments;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Marketing.Profiles.Endpoints;

/// <summary>A segment's id in a route: 1 to 128 printable characters, else the request is a 400 before any handler runs.</summary>
internal readonly record struct SegmentId(string Value)
{
    public static bool TryParse(string? text, IFormatProvider? _, out SegmentId id)
    {
        id = new SegmentId(text ?? "");
        return TextRules.IsId(id.Value);
    }

    public override string ToString() => Value;
}

/// <summary>The operations on segments.</summary>
internal static class SegmentSlices
{
    private const string OfNightlyRun = "learned-";
    private const int UsualPage = 50;

    public static async Task<Results<Ok<SegmentPage>, ValidationProblem>> List(
        SegmentStore store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? after = null,
        int? n = null
    )
    {
        var size = n ?? Math.Min(UsualPage, limits.Value.MaxN);
        if (Wrong(after, size, limits.Value.MaxN) is { } problem)
        {
            return problem;
        }

        var rows = await store.PageAsync(after, size + 1, cancel);
        return TypedResults.Ok(
            new SegmentPage([.. rows.Take(size).Select(SegmentAnswer.Of)], rows.Count > size ? rows[size - 1].SegmentId : null)
        );
    }

    public static async Task<Results<Ok<SegmentAnswer>, ProblemHttpResult>> Get(
        SegmentId id,
        SegmentStore store,
        CancellationToken cancel
    ) => await store.FindAsync(id.Value, cancel) is { } row ? TypedResults.Ok(SegmentAnswer.Of(row)) : ProfilesProblems.NoSegment();

    public static async Task<Results<Created<SegmentAnswer>, ValidationProblem, ProblemHttpResult>> Post(
        SegmentBody body,
        SegmentStore store,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var id = body.SegmentId ?? $"segment-{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        if (Wrong(body, id) is { } problem)
        {
            return problem;
        }

        return await store.PutAsync(id, body.Name, body.Definition, onlyNew: true, cancel) switch
        {
            SegmentStore.Written.Taken => ProfilesProblems.SegmentTaken(),
            SegmentStore.Written.TooMany => ProfilesProblems.TooManySegments(),
            _ => await store.FindAsync(id, cancel) is { } row
                ? TypedResults.Created($"/segments/{Uri.EscapeDataString(id)}", SegmentAnswer.Of(row))
                : ProfilesProblems.NoSegment(),
        };
    }

    public static async Task<Results<Ok<SegmentAnswer>, Created<SegmentAnswer>, ValidationProblem, ProblemHttpResult>> Put(
        SegmentId id,
        SegmentBody body,
        SegmentStore store,
        HttpContext http,
        CancellationToken cancel
    )
    {
        if (body.SegmentId is not null && body.SegmentId != id.Value)
        {
            return ProfilesProblems.Invalid("segmentId", "'segmentId' differs from the id in the address.");
        }

        if (Wrong(body, id.Value) is { } problem)
        {
            return problem;
        }

        var written = await store.PutAsync(id.Value, body.Name, body.Definition, onlyNew: false, cancel);
        if (written is SegmentStore.Written.Learned)
        {
            return ProfilesProblems.SegmentIsLearned();
        }

        if (written is SegmentStore.Written.TooMany)
        {
            return ProfilesProblems.TooManySegments();
        }

        if (await store.FindAsync(id.Value, cancel) is not { } row)
        {
            return ProfilesProblems.NoSegment();
        }

        return written == SegmentStore.Written.Created
            ? TypedResults.Created(http.Request.Path.Value, SegmentAnswer.Of(row))
            : TypedResults.Ok(SegmentAnswer.Of(row));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(SegmentId id, SegmentStore store, CancellationToken cancel) =>
        await store.DeleteAsync(id.Value, cancel) switch
        {
            true => TypedResults.NoContent(),
            false => ProfilesProblems.SegmentIsLearned(),
            null => ProfilesProblems.NoSegment(),
        };

    public static async Task<Results<Ok<MemberPage>, ValidationProblem, ProblemHttpResult>> Members(
        SegmentId id,
        SegmentStore store,
        CustomerDirectory customers,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? after = null,
        int? n = null
    )
    {
        var size = n ?? Math.Min(UsualPage, limits.Value.MaxN);
        if (Wrong(after, size, limits.Value.MaxN) is { } problem)
        {
            return problem;
        }

        if (await store.FindAsync(id.Value, cancel) is null)
        {
            return ProfilesProblems.NoSegment();
        }

        var rows = await store.MembersAsync(id.Value, after, size + 1, cancel);
        // Whoever has just refused is on no list, though the row is still to be removed.
        return TypedResults.Ok(
            new MemberPage(
                [.. rows.Take(size).Where(m => customers.MayPersonalize(m.UserId)).Select(m => new MemberAnswer(m.UserId, m.EnteredAt))],
                rows.Count > size ? rows[size - 1].UserId : null
            )
        );
    }

    private static ValidationProblem? Wrong(SegmentBody body, string id)
    {
        var check = new RuleCheck();
        check.Require("segmentId", TextRules.IsId(id), "must be 1 to 128 printable characters.");
        check.Require(
            "segmentId",
            !id.StartsWith(OfNightlyRun, StringComparison.Ordinal),
            "begins like those of the nightly run (learned-)."
        );
        check.Require("name", body.Name is not null, "is null.");
        check.Text("name", body.Name, 200);
        check.Text("description", body.Description, 2000);
        CheckWho(check, body.Rule, body.Rfm);
        return check.IsWrong ? ProfilesProblems.Invalid(check) : null;
    }

    internal static void CheckWho(RuleCheck check, SegmentRule? rule, RfmCells? cells)
    {
        check.Require("rule", (rule is null) != (cells is null), "or 'rfm' must say who belongs to the segment, and only one of them.");
        if (rule is not null)
        {
            check.Rule("rule", rule);
        }

        if (cells is not null)
        {
            check.Rfm("rfm", cells);
        }
    }

    private static ValidationProblem? Wrong(string? after, int size, int most) =>
        size < 1 || size > most
            ? ProfilesProblems.InvalidPage("n", string.Create(CultureInfo.InvariantCulture, $"'n' must lie between 1 and {most}."))
        : after is not null && !TextRules.IsId(after) ? ProfilesProblems.InvalidPage("after", "'after' is not the next of a page.")
        : null;
}
