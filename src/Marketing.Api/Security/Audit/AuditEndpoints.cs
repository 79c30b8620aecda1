using Marketing.Api.Events;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Security.Audit;

/// <summary>One privileged call.</summary>
/// <param name="Sequence">1, 2, 3, … without gaps.</param>
/// <param name="CalledAt">When.</param>
/// <param name="Caller">Name of the API key.</param>
/// <param name="Role">Its role.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">The route with the names of its parameters, never their values.</param>
/// <param name="TraceId">Finds the call in the host's log.</param>
/// <param name="Hash">Of this row and the one before, hexadecimal.</param>
internal sealed record AuditEntry(
    long Sequence,
    DateTimeOffset CalledAt,
    string Caller,
    string Role,
    string Method,
    string Route,
    string TraceId,
    string Hash
);

/// <summary>Privileged calls, oldest first.</summary>
/// <param name="Entries">The calls.</param>
/// <param name="After">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? After);

/// <summary>Whether the log is as it was written.</summary>
/// <param name="Intact">Every row fits the one before, and the newest that this machine has seen is there.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="FirstBroken">Place of the first row that does not fit; absent where all do.</param>
/// <param name="FirstMissing">Place of the first row that is gone from the end of the log; absent where none is.</param>
internal sealed record AuditVerdict(bool Intact, long Rows, long? FirstBroken, long? FirstMissing);

internal static class AuditEndpoints
{
    private const int MostEntries = 1000;

    private static readonly AuditEntry Entry = new(
        1,
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        "admin",
        "Admin",
        "DELETE",
        "/users/{userId}",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        new string('0', 64)
    );

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit").WithTags("Privacy").RequireApiRole(ApiRole.Admin);
        group
            .MapGet("", List)
            .ProducesValidationProblem()
            .WithName("ListAudit")
            .WithSummary("Privileged calls")
            .WithDescription(
                "Who called what and when, oldest first; without personal data: routes carry the names of their parameters, not the values."
            )
            .WithExample(response: new AuditPage([Entry], null), parameters: [("after", 0), ("n", 100)]);
        group
            .MapGet("/verify", Verify)
            .WithName("VerifyAudit")
            .WithSummary("Is the audit log as it was written?")
            .WithDescription(
                "Walks the chain of hashes over the whole log and names the first row that does not fit, or the first that is gone from its end: each replica remembers the "
                    + $"newest row that it has seen in {AuditHead.FileName} of its data directory. After an older copy of the database was put back on purpose, delete that file."
            )
            .WithExample(response: new AuditVerdict(Intact: true, 1, null, null));
    }

    private static async Task<Results<Ok<AuditPage>, ValidationProblem>> List(long? after, int? n, AuditLog log, CancellationToken cancel)
    {
        var limit = n ?? 100;
        if (limit is < 1 or > MostEntries)
        {
            return IngestProblems.InvalidQuery("n", $"'n' must lie between 1 and {MostEntries}.");
        }

        var rows = await log.PageAsync(after ?? 0, limit, cancel);
        return TypedResults.Ok(
            new AuditPage(
                [
                    .. rows.Select(row => new AuditEntry(
                        row.Sequence,
                        row.CalledAt,
                        row.Caller,
                        row.Role,
                        row.Method,
                        row.Route,
                        row.TraceId,
                        Convert.ToHexStringLower(row.Hash)
                    )),
                ],
                rows.Count == limit ? rows[^1].Sequence : null
            )
        );
    }

    private static async Task<Ok<AuditVerdict>> Verify(AuditLog log, CancellationToken cancel)
    {
        var (rows, broken, missing) = await log.VerifyAsync(cancel);
        return TypedResults.Ok(new AuditVerdict(broken is null && missing is null, rows, broken, missing));
    }
}
