using Marketing.Api.Events;
using Marketing.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Complaints;

/// <summary>A complaint's id in a route: 1 to 128 printable characters.</summary>
/// <param name="Value">The shop's key.</param>
internal readonly record struct ComplaintId(string Value)
{
    public static bool TryParse(string? text, IFormatProvider? _, out ComplaintId id)
    {
        id = new ComplaintId(text ?? "");
        return TextRules.IsId(id.Value);
    }

    public override string ToString() => Value;
}

/// <summary>A complaint as it is sent: of a customer, about an item, or both.</summary>
/// <param name="ComplaintId">The shop's key, 1 to 128 printable characters; made when left out.</param>
/// <param name="UserId">Who complains.</param>
/// <param name="ItemId">What about.</param>
/// <param name="Note">In words, at most 4,000 characters.</param>
/// <param name="OpenedAt">Since when; now when left out, and at most 10 minutes ahead.</param>
internal sealed record NewComplaint(
    string? ComplaintId = null,
    string? UserId = null,
    string? ItemId = null,
    string? Note = null,
    DateTimeOffset? OpenedAt = null
)
{
    private const int LongestNote = 4_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is wrong with it, by field.</summary>
    public Dictionary<string, string[]> Faults(DateTimeOffset now)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Require("complaintId", ComplaintId is null || TextRules.IsId(ComplaintId), "must be 1 to 128 printable characters.");
        Require("userId", UserId is null || TextRules.IsUserId(UserId), "must be 1 to 128 printable characters, and no session.");
        Require("itemId", ItemId is null || TextRules.IsId(ItemId), "must be 1 to 128 printable characters.");
        Require(
            "note",
            Note is null || (Note.Length <= LongestNote && TextRules.IsStorable(Note)),
            "must be storable text of at most 4,000 characters."
        );
        Require(
            "openedAt",
            OpenedAt is null || (OpenedAt >= Earliest && OpenedAt <= now + Ahead),
            "must lie between 2000 and 10 minutes from now."
        );
        if (UserId is null && ItemId is null)
        {
            faults["userId"] = ["A complaint names a customer ('userId'), an item ('itemId') or both."];
        }

        return faults;

        void Require(string field, bool holds, string sentence)
        {
            if (!holds)
            {
                faults[field] = [$"'{field}' {sentence}"];
            }
        }
    }
}

/// <summary>A complaint as it is stored.</summary>
/// <param name="ComplaintId">The shop's key.</param>
/// <param name="UserId">Who complains.</param>
/// <param name="ItemId">What about.</param>
/// <param name="Note">In words.</param>
/// <param name="OpenedAt">Since when, UTC.</param>
/// <param name="ClosedAt">When it was settled, UTC; null while it is open.</param>
internal sealed record ComplaintAnswer(
    string ComplaintId,
    string? UserId,
    string? ItemId,
    string? Note,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt
)
{
    public static ComplaintAnswer Of(ComplaintRow row) =>
        new(row.ComplaintId, row.UserId, row.ItemId, row.Note, row.OpenedAt, row.ClosedAt);
}

/// <summary>A page of complaints.</summary>
/// <param name="Complaints">By id, in byte order.</param>
/// <param name="Next">What to give as <c>after</c> for the page after this one; null on the last.</param>
internal sealed record ComplaintPage(IReadOnlyList<ComplaintAnswer> Complaints, string? Next);

/// <summary>What can be wrong with a complaint.</summary>
internal static class ComplaintProblems
{
    public static ValidationProblem Invalid(Dictionary<string, string[]> faults) =>
        TypedResults.ValidationProblem(
            faults,
            type: "/problems/invalid",
            title: "The request is not valid",
            detail: string.Join(" ", faults.Values.SelectMany(sentences => sentences))
        );

    public static ValidationProblem Erased() => IngestProblems.InvalidQuery("userId", "This person was erased; nothing of them is stored.");

    public static ProblemHttpResult NotFound() =>
        TypedResults.Problem(
            type: "/problems/no-such-complaint",
            title: "There is no such complaint",
            detail: "No complaint has this id.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static ProblemHttpResult Taken() =>
        TypedResults.Problem(
            type: "/problems/complaint-exists",
            title: "The complaint is there already",
            detail: "Another complaint has this id, and stays as it is.",
            statusCode: StatusCodes.Status409Conflict
        );
}
