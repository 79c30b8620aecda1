using System.Globalization;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Quality;

/// <summary>An event that was not stored among the events.</summary>
/// <param name="QuarantineId">Name it to replay it.</param>
/// <param name="UserId">Its subject; <c>?</c> where it could not be read.</param>
/// <param name="EventId">The sender's id.</param>
/// <param name="Code">The reason.</param>
/// <param name="Detail">The reason in a sentence.</param>
/// <param name="Content">As it came.</param>
/// <param name="ReceivedAt">When.</param>
internal sealed record QuarantinedEvent(
    Guid QuarantineId,
    string UserId,
    string? EventId,
    string Code,
    string Detail,
    string Content,
    DateTimeOffset ReceivedAt
);

/// <summary>A page of quarantine.</summary>
/// <param name="Rows">Oldest first.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; absent on the last.</param>
internal sealed record QuarantinePage(IReadOnlyList<QuarantinedEvent> Rows, string? Next);

internal static class ListQuarantine // GET /data-quality/quarantine
{
    private const int LongestCode = 64;

    /// <param name="store">The store.</param>
    /// <param name="limits">The largest <paramref name="n"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="code">Only this reason.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="n">Rows; 20 when left out.</param>
    public static async Task<Results<Ok<QuarantinePage>, ValidationProblem>> Handle(
        StoreReader store,
        IOptions<ApiLimits> limits,
        CancellationToken cancel,
        string? code = null,
        string? after = null,
        int? n = null
    )
    {
        if (n is { } asked && (asked < 1 || asked > limits.Value.MaxN))
        {
            return InsightProblems.Invalid(
                "n",
                string.Create(CultureInfo.InvariantCulture, $"'n' must lie between 1 and {limits.Value.MaxN}.")
            );
        }

        if (code is { Length: > 0 } && !IsCode(code))
        {
            return InsightProblems.Invalid("code", "'code' must be one of the reasons that data quality lists.");
        }

        var cursor = (At: DateTimeOffset.UnixEpoch, Id: Guid.Empty);
        if (after is { Length: > 0 } && !TryRead(after, out cursor))
        {
            return InsightProblems.Invalid("after", "'after' must be the 'next' of the page before.");
        }

        var size = n ?? Math.Min(20, limits.Value.MaxN);
        var rows = await store.ReadSqlAsync(
            (connection, token) => ReadAsync(connection, code is { Length: > 0 } ? code : null, cursor.At, cursor.Id, size + 1, token),
            cancel
        );
        var page = rows.Take(size).ToList();
        return TypedResults.Ok(new QuarantinePage(page, rows.Count > size ? Cursor(page[^1]) : null));
    }

    /// <summary>Rows after a place, oldest first.</summary>
    public static Task<List<QuarantinedEvent>> ReadAsync(
        NpgsqlConnection connection,
        string? code,
        DateTimeOffset at,
        Guid id,
        int most,
        CancellationToken cancel
    ) =>
        connection.QueryAsync(
            """
            SELECT quarantine_id, user_id, event_id, code, detail, content, received_at FROM shop.quarantine
            WHERE (received_at, quarantine_id) > ($1, $2) AND ($3 IS NULL OR code = $3) ORDER BY received_at, quarantine_id LIMIT $4
            """,
            p =>
            {
                p.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
                p.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                p.Add(new NpgsqlParameter { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                p.Add(new NpgsqlParameter<int> { TypedValue = most });
            },
            Read,
            cancel
        );

    /// <summary>Rows by their ids.</summary>
    public static Task<List<QuarantinedEvent>> ReadAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancel) =>
        connection.QueryAsync(
            "SELECT quarantine_id, user_id, event_id, code, detail, content, received_at FROM shop.quarantine WHERE quarantine_id = ANY ($1) ORDER BY received_at, quarantine_id",
            p => p.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids }),
            Read,
            cancel
        );

    /// <summary>Lower-case words divided by hyphens.</summary>
    public static bool IsCode(string code) => code.Length <= LongestCode && code.All(c => char.IsAsciiLetterLower(c) || c == '-');

    private static QuarantinedEvent Read(NpgsqlDataReader r) =>
        new(
            r.GetGuid(0),
            r.GetString(1),
            r.IsDBNull(2) ? null : r.GetString(2),
            r.GetString(3),
            r.GetString(4),
            r.GetString(5),
            r.GetFieldValue<DateTimeOffset>(6)
        );

    private static string Cursor(QuarantinedEvent row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(row.ReceivedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{row.QuarantineId:N}"
        );

    private static bool TryRead(string text, out (DateTimeOffset At, Guid Id) cursor)
    {
        cursor = default;
        var parts = text.Split('-');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds > 4_000_000_000_000_000
            || !Guid.TryParseExact(parts[1], "N", out var id)
        )
        {
            return false;
        }

        cursor = (DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), id);
        return true;
    }
}
