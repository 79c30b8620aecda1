using Marketing.Ads.Decisions;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Reports;

/// <summary>Customers of one day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Users">Who was shown ads; of a day that is enough by itself nobody is listed.</param>
/// <param name="Nameless">Times that somebody without an id was: each is somebody else.</param>
/// <param name="IsEnough">Ten customers or more.</param>
internal sealed record CustomerDay(DateOnly Day, IReadOnlyList<string> Users, long Nameless, bool IsEnough);

/// <summary>
/// The days of a report, pooled: days of fewer than ten customers belong to the days after them until there are ten, and a stretch is told of as a whole or not at all.
/// So two windows never differ by fewer than ten customers. Where stretches begin does not depend on the window: each day of ten customers ends one.
/// </summary>
/// <param name="Starts">First moments of the stretches that end in the window, ascending; they follow one another without a gap.</param>
/// <param name="To">First moment after the last.</param>
internal sealed record ReportStretches(IReadOnlyList<DateTimeOffset> Starts, DateTimeOffset To)
{
    private static readonly TimeSpan Near = TimeSpan.FromDays(7);

    private const string Days = $"""
        SELECT (decided_at AT TIME ZONE 'UTC')::date, count(DISTINCT user_id) FILTER (WHERE user_id <> '{Asker.Nobody}'), count(*) FILTER (WHERE user_id = '{Asker.Nobody}')
        FROM ads.decision_ads WHERE decided_at >= $1 AND decided_at < $2 GROUP BY 1 ORDER BY 1
        """;

    private const string Users = $"""
        SELECT DISTINCT (decided_at AT TIME ZONE 'UTC')::date, user_id FROM ads.decision_ads
        WHERE decided_at >= $1 AND decided_at < $2 AND user_id <> '{Asker.Nobody}' AND (decided_at AT TIME ZONE 'UTC')::date = ANY($3)
        """;

    /// <summary>Nothing was shown, or to too few.</summary>
    public bool IsEmpty => Starts.Count == 0;

    /// <summary>First moment of the first stretch.</summary>
    public DateTimeOffset From => IsEmpty ? To : Starts[0];

    /// <summary>The stretch of a moment, from 1; 0 where it lies in none.</summary>
    public int Of(DateTimeOffset at)
    {
        var after = 0;
        while (at < To && after < Starts.Count && Starts[after] <= at)
        {
            after++;
        }

        return after;
    }

    /// <summary>Reads those that end in a window of whole days; the first may begin before it.</summary>
    public static async Task<ReportStretches> ReadAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        // Mostly a day of the week before was enough; else from a day that is the same whatever the window.
        var days = await DaysAsync(connection, from - Near, to, cancel);
        var anchor = LastEnough(days, from);
        if (anchor is null)
        {
            days = await DaysAsync(connection, new DateTimeOffset(from.Year - 1, 1, 1, 0, 0, 0, TimeSpan.Zero), to, cancel);
            anchor = LastEnough(days, from);
        }

        return Of(Pool(days.Where(day => anchor is null || day.Day > anchor)), from, to);
    }

    /// <summary>Pools days: first and last of each stretch, the last ones left out where they are not ten customers yet.</summary>
    /// <param name="days">Days with customers, ascending.</param>
    internal static List<(DateOnly First, DateOnly Last)> Pool(IEnumerable<CustomerDay> days)
    {
        List<(DateOnly, DateOnly)> stretches = [];
        HashSet<string> users = new(StringComparer.Ordinal);
        var nameless = 0L;
        DateOnly? start = null;
        foreach (var day in days)
        {
            start ??= day.Day;
            users.UnionWith(day.Users);
            nameless += day.Nameless;
            if (day.IsEnough || users.Count + nameless >= SmallCells.Fewest)
            {
                stretches.Add((start.Value, day.Day));
                (start, nameless) = (null, 0);
                users.Clear();
            }
        }

        return stretches;
    }

    private static ReportStretches Of(List<(DateOnly First, DateOnly Last)> stretches, DateTimeOffset from, DateTimeOffset to)
    {
        var inside = stretches.Where(stretch => Moment(stretch.Last) >= from && Moment(stretch.Last) < to).ToList();
        return inside.Count == 0
            ? new ReportStretches([], from)
            : new ReportStretches([.. inside.Select(stretch => Moment(stretch.First))], Moment(inside[^1].Last.AddDays(1)));
    }

    private static DateOnly? LastEnough(IEnumerable<CustomerDay> days, DateTimeOffset before) =>
        days.Where(day => day.IsEnough && Moment(day.Day) < before).Select(day => (DateOnly?)day.Day).LastOrDefault();

    private static DateTimeOffset Moment(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static async Task<List<CustomerDay>> DaysAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        List<(DateOnly Day, long Users, long Nameless)> counts = [];
        await using (var command = new NpgsqlCommand(Days, connection))
        {
            AdPerformanceReader.Window(command, from, to);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                counts.Add((reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }

        DateOnly[] few = [.. counts.Where(day => day.Users + day.Nameless < SmallCells.Fewest).Select(day => day.Day)];
        var users = few.ToDictionary(day => day, _ => new List<string>());
        if (few.Length > 0)
        {
            await using var command = new NpgsqlCommand(Users, connection);
            AdPerformanceReader.Window(command, from, to);
            command.Parameters.Add(new NpgsqlParameter { Value = few, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                users[reader.GetFieldValue<DateOnly>(0)].Add(reader.GetString(1));
            }
        }

        return
        [
            .. counts.Select(day => new CustomerDay(
                day.Day,
                users.GetValueOrDefault(day.Day) ?? [],
                day.Nameless,
                day.Users + day.Nameless >= SmallCells.Fewest
            )),
        ];
    }
}
