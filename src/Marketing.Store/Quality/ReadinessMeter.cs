using System.Globalization;
using Npgsql;

namespace Marketing.Store;

/// <summary>Something that a model needs before it can be trained.</summary>
/// <param name="What">In the plural: <c>interactions</c>, <c>users</c>.</param>
/// <param name="Needed">How many.</param>
/// <param name="Present">How many there are; counting ends at <paramref name="Needed"/>.</param>
public sealed record ModelNeed(string What, long Needed, long Present);

/// <summary>What a model needs, and whether it is there.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="IsReady">Whether everything is there.</param>
/// <param name="Says">One sentence for people.</param>
/// <param name="Needs">One by one.</param>
public sealed record ModelReadiness(string Model, bool IsReady, string Says, IReadOnlyList<ModelNeed> Needs);

/// <summary>
/// Tells what a model still needs. Registered by its module as a singleton; <c>GET /data-quality</c> asks all of them. It counts no further than needed, so that it
/// answers at once however large the shop is.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="join">Between the needs: <c>by</c>, <c>with</c>.</param>
/// <param name="needs">Each with a query that gives a count; @most is how many are needed.</param>
public sealed class ReadinessMeter(string model, string join, params (string What, long Needed, string Sql)[] needs)
{
    /// <summary>Counts users that have events, by jumps through the primary key, for needs of users.</summary>
    public const string CountUsers = """
        WITH RECURSIVE u (id, n) AS (
            (SELECT user_id, 1 FROM shop.events ORDER BY user_id LIMIT 1)
            UNION ALL
            SELECT (SELECT e.user_id FROM shop.events e
                    WHERE e.user_id > CASE WHEN u.id LIKE 'session:%' THEN 'session:' || chr(1114111) ELSE u.id END ORDER BY e.user_id LIMIT 1), u.n + 1
            FROM u WHERE u.id IS NOT NULL AND u.n <= @most
        )
        SELECT least(count(*), @most) FROM u WHERE id IS NOT NULL AND id NOT LIKE 'session:%'
        """;

    /// <summary>Counts cleaned events that fit a condition on <c>e</c>.</summary>
    public static string CountEvents(string where) => $"SELECT count(*) FROM (SELECT FROM shop.clean_events e WHERE {where} LIMIT @most) c";

    /// <summary>Counts.</summary>
    public async Task<ModelReadiness> MeasureAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        List<ModelNeed> found = [];
        foreach (var (what, needed, sql) in needs)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter<long>("most", needed));
            found.Add(new ModelNeed(what, needed, await command.ExecuteScalarAsync(cancel) is long present ? present : 0));
        }

        var isReady = found.All(need => need.Present >= need.Needed);
        var wanted = string.Join(
            $" {join} ",
            found.Select(need => string.Create(CultureInfo.InvariantCulture, $"{need.Needed:N0} {need.What}"))
        );
        var there = string.Join($" {join} ", found.Select(need => string.Create(CultureInfo.InvariantCulture, $"{need.Present:N0}")));
        return new ModelReadiness(
            model,
            isReady,
            isReady ? $"{model} need {wanted}: they are there." : $"{model} need {wanted}: you have {there}.",
            found
        );
    }
}
