using Marketing.Profiles.Segments;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Profiles.Endpoints;

internal static class PreviewSegment // POST /segments/preview
{
    public static async Task<Results<Ok<SegmentPreview>, ValidationProblem>> Handle(
        PreviewBody body,
        StoreReader store,
        CancellationToken cancel
    )
    {
        var check = new RuleCheck();
        SegmentSlices.CheckWho(check, body.Rule, body.Rfm);
        return check.IsWrong
            ? ProfilesProblems.Invalid(check)
            : TypedResults.Ok(
                await store.ReadAsync(
                    async (db, token) =>
                    {
                        await db.Database.OpenConnectionAsync(token);
                        return await CountAsync(
                            (NpgsqlConnection)db.Database.GetDbConnection(),
                            new SegmentDefinition { Rule = body.Rule, Rfm = body.Rfm },
                            token
                        );
                    },
                    cancel
                )
            );
    }

    /// <summary>One pass over all profiles.</summary>
    internal static async Task<SegmentPreview> CountAsync(
        NpgsqlConnection connection,
        SegmentDefinition definition,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var condition = new RuleSql(command.Parameters).Of(definition);
        command.CommandText = $"SELECT count(*) FILTER (WHERE {condition}), count(*) FROM profiles.profiles p";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new SegmentPreview(reader.GetInt64(0), reader.GetInt64(1));
    }
}
