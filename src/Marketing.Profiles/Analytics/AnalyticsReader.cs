using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Marketing.Profiles.Analytics;

/// <summary>Answers questions about the shop's figures: checks, reads the cells, puts the answer together, writes it as asked for.</summary>
internal sealed class AnalyticsReader(StoreReader store)
{
    /// <param name="format">json (when null or empty) or csv.</param>
    /// <param name="check">The question, given what there are figures of; or the field and the sentence of what is wrong with it.</param>
    /// <param name="read">Reads what the answer is made of.</param>
    /// <param name="make">Puts the answer together, outside the reading's time limit.</param>
    /// <param name="csv">Writes it as a file.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Results<Ok<TAnswer>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> AnswerAsync<TRead, TAnswer>(
        string? format,
        Func<AnalyticsStateRow, (AnalyticsQuery? Query, string Field, string Detail)> check,
        Func<NpgsqlConnection, AnalyticsQuery, CancellationToken, Task<TRead>> read,
        Func<AnalyticsQuery, AnalyticsStateRow, TRead, TAnswer> make,
        Func<TAnswer, FileContentHttpResult> csv,
        CancellationToken cancel
    )
    {
        if (Formats.Fault(format) is { } wrong)
        {
            return wrong;
        }

        var (refusal, made) = await store.ReadSqlAsync<(ValidationProblem?, Func<TAnswer>?)>(
            async (connection, token) =>
            {
                if (await CellReader.StateAsync(connection, token) is not { } state)
                {
                    return (null, null);
                }

                var (query, field, detail) = check(state);
                if (query is null)
                {
                    return (InsightProblems.Invalid(field, detail), null);
                }

                var cells = await read(connection, query, token);
                return (null, () => make(query, state, cells));
            },
            cancel
        );
        return refusal is not null ? refusal
            : made is null ? InsightProblems.NotYet()
            : format == Formats.Csv ? csv(made())
            : TypedResults.Ok(made());
    }
}

/// <summary>How an answer is written.</summary>
internal static class Formats
{
    public const string Csv = "csv";

    public static ValidationProblem? Fault(string? format) =>
        format is null or "" or "json" or Csv ? null : InsightProblems.Invalid("format", "'format' must be json or csv.");
}
