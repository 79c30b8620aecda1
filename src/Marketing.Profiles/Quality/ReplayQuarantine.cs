using System.Text;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Marketing.Profiles.Quality;

/// <summary>What became of a replay.</summary>
/// <param name="Looked">Rows that were looked at.</param>
/// <param name="Replayed">Rows that are events now and no longer in quarantine.</param>
/// <param name="Duplicates">Rows whose event was there already: no longer in quarantine either.</param>
/// <param name="Rejected">Rows that stay, each with its reason.</param>
internal sealed record ReplayAnswer(int Looked, int Replayed, int Duplicates, IReadOnlyList<ReplayRejection> Rejected);

/// <summary>A row that could not be replayed.</summary>
/// <param name="QuarantineId">The row.</param>
/// <param name="Code">The reason.</param>
/// <param name="Detail">The reason in a sentence.</param>
internal sealed record ReplayRejection(Guid QuarantineId, string Code, string Detail);

internal static class ReplayQuarantine // POST /data-quality/quarantine/replay
{
    private const int MostRows = 1_000;

    /// <summary>Which rows, and how they are mended.</summary>
    internal sealed record Request
    {
        /// <summary>Rows with this reason, oldest first.</summary>
        public string? Code { get; init; }

        /// <summary>These rows; instead of <see cref="Code"/>.</summary>
        public IReadOnlyList<Guid>? QuarantineIds { get; init; }

        /// <summary>The rule; as they came when left out.</summary>
        public Mend? Mend { get; init; }

        /// <summary>Rows at most; 1,000 when left out.</summary>
        public int? Most { get; init; }

        /// <summary>True: tells what would be tried and stores nothing.</summary>
        public bool DryRun { get; init; }
    }

    public static async Task<Results<Ok<ReplayAnswer>, ValidationProblem>> Handle(
        Request request,
        StoreReader store,
        StoreWriter removal,
        EventWriter writer,
        IngestSettings settings,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (Fault(request) is var (field, detail))
        {
            return InsightProblems.Invalid(field, detail);
        }

        var most = request.Most ?? MostRows;
        var rows = await store.ReadSqlAsync(
            (connection, token) =>
                request.QuarantineIds is { } ids
                    ? ListQuarantine.ReadAsync(connection, [.. ids], token)
                    : ListQuarantine.ReadAsync(connection, request.Code, DateTimeOffset.UnixEpoch, Guid.Empty, most, token),
            cancel
        );
        var mend = request.Mend ?? new Mend();
        var (mended, rejected) = Mended(rows, mend, settings, clock.GetUtcNow());
        if (request.DryRun || mended.Count == 0)
        {
            return TypedResults.Ok(new ReplayAnswer(rows.Count, 0, 0, rejected));
        }

        var options = WriteOptions.Live with { AnyAge = mend.Rule == MendRule.AnyAge, Source = "replay" };
        var written = await writer.WriteAsync([.. mended.Select(row => row.Row)], options, cancel);
        var refused = written.Rejected.ToDictionary(row => row.Index);
        // A mended row that conflicts stands in quarantine again as it is now; what it was before goes.
        Guid[] done =
        [
            .. mended
                .Where((row, at) => !refused.TryGetValue(at, out var why) || (why.Code == RejectCodes.Conflict && row.IsChanged))
                .Select(row => row.Origin.QuarantineId),
        ];
        await removal.RunAsync(TimeSpan.FromSeconds(settings.WriteSeconds), (c, _, token) => RemoveAsync(c, done, token), cancel);
        rejected.AddRange(
            refused.Select(row => new ReplayRejection(mended[row.Key].Origin.QuarantineId, row.Value.Code, row.Value.Detail))
        );
        return TypedResults.Ok(new ReplayAnswer(rows.Count, written.Accepted, written.Duplicates, rejected));
    }

    private static (string Field, string Detail)? Fault(Request request)
    {
        if (request.Code is null == request.QuarantineIds is null)
        {
            return ("code", "Give either 'code' or 'quarantineIds'.");
        }

        if (request.Code is { } code && (code.Length == 0 || !ListQuarantine.IsCode(code)))
        {
            return ("code", "'code' must be one of the reasons that data quality lists.");
        }

        if (request.QuarantineIds is { } ids && ids.Count is < 1 or > MostRows)
        {
            return ("quarantineIds", "'quarantineIds' must hold 1 to 1,000 ids.");
        }

        return request.Most is < 1 or > MostRows ? ("most", "'most' must lie between 1 and 1,000.") : request.Mend?.Fault;
    }

    private static (List<(QuarantinedEvent Origin, NewEvent Row, bool IsChanged)> Mended, List<ReplayRejection> Rejected) Mended(
        List<QuarantinedEvent> rows,
        Mend mend,
        IngestSettings settings,
        DateTimeOffset now
    )
    {
        List<(QuarantinedEvent, NewEvent, bool)> mended = [];
        List<ReplayRejection> rejected = [];
        foreach (var origin in rows)
        {
            if (!EventJson.TryParse(Encoding.UTF8.GetBytes(origin.Content), 0, out var row, out var fault))
            {
                rejected.Add(new ReplayRejection(origin.QuarantineId, fault.Code, fault.Detail));
            }
            else if (mend.Apply(row, origin) is not { } changed)
            {
                rejected.Add(new ReplayRejection(origin.QuarantineId, RejectCodes.OutOfRange, "The rule cannot be applied to this row."));
            }
            else if (changed.OccurredAt > now.AddMinutes(settings.MaxAheadMinutes))
            {
                rejected.Add(new ReplayRejection(origin.QuarantineId, RejectCodes.InTheFuture, "'occurredAt' still lies ahead."));
            }
            else if (mend.Rule != MendRule.AnyAge && changed.OccurredAt < now.AddDays(-settings.MaxAgeDays))
            {
                rejected.Add(
                    new ReplayRejection(
                        origin.QuarantineId,
                        RejectCodes.TooOld,
                        "'occurredAt' is still too long ago; rule anyAge takes it."
                    )
                );
            }
            else
            {
                mended.Add((origin, changed, changed != row));
            }
        }

        return (mended, rejected);
    }

    private static async Task<int> RemoveAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("DELETE FROM shop.quarantine WHERE quarantine_id = ANY ($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
