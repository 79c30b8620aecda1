using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Recommendations.Serving;

/// <summary>
/// What answers before the first training: the most wanted items of the stored events (of a sample, where they are many). It is read in the
/// background at most every few seconds; a request waits for it only when there is none yet, and then half a second at most.
/// </summary>
internal sealed class Makeshift(NpgsqlDataSource database, TimeProvider time, ILogger<Makeshift> logger)
{
    private const int MostItems = 1000;
    private const double SampledRows = 500_000;
    private const int TimeoutSeconds = 2;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly ServedRecommendations Empty = Of([], [], 0);
    private readonly Lock _starting = new();
    private volatile ServedRecommendations? _made;
    private Task _reading = Task.CompletedTask;
    private long _readAt;

    /// <summary>The newest makeshift.</summary>
    public async ValueTask<ServedRecommendations> GetAsync(CancellationToken cancel)
    {
        var reading = ReadWhenOld();
        if (_made is { } made)
        {
            return made;
        }

        try
        {
            await reading.WaitAsync(Patience, time, cancel);
        }
        catch (TimeoutException)
        {
            // The catalogue's newest items then stand in for what is popular.
        }

        return _made ?? Empty;
    }

    private Task ReadWhenOld()
    {
        lock (_starting)
        {
            var now = time.GetTimestamp();
            if (_reading.IsCompleted && (_readAt == 0 || time.GetElapsedTime(_readAt, now) > Lasts))
            {
                _readAt = now;
                _reading = Task.Run(ReadAsync);
            }

            return _reading;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
            var (ids, popularity, newest) = await PopularAsync(connection);
            if (_made is not { } made || !made.ItemIds.SequenceEqual(ids) || !made.PopularityIn(0).SequenceEqual(popularity))
            {
                _made = Of(ids, popularity, newest);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            logger.LogDebug(fault, "What is popular could not be read; the catalogue's newest items stand in for it.");
        }
    }

    private static async Task<(string[] Ids, float[] Popularity, long Newest)> PopularAsync(NpgsqlConnection connection)
    {
        await using var size = new NpgsqlCommand("SELECT reltuples::float8 FROM pg_class WHERE oid = 'shop.events'::regclass", connection)
        {
            CommandTimeout = TimeoutSeconds,
        };
        var rows = await size.ExecuteScalarAsync() is double known ? known : 0;
        var percent = rows > SampledRows ? 100 * SampledRows / rows : 100;
        await using var command = new NpgsqlCommand(
            $"""
            SELECT e.item_id, sum(CASE e.type WHEN 3 THEN 5 WHEN 2 THEN 3 WHEN 6 THEN 5 WHEN 7 THEN 5 ELSE 1 END)::float4, max(e.occurred_at)
            FROM shop.events e TABLESAMPLE SYSTEM (@percent) REPEATABLE (1)
            LEFT JOIN shop.items i ON i.item_id = e.item_id
            WHERE e.item_id IS NOT NULL AND e.weight > 0 AND e.type IN (1, 2, 3, 6, 7, 9) AND i.recommendable IS DISTINCT FROM FALSE
            GROUP BY e.item_id ORDER BY 2 DESC, e.item_id COLLATE "C" LIMIT {MostItems}
            """,
            connection
        )
        {
            CommandTimeout = TimeoutSeconds,
            Parameters = { new NpgsqlParameter<float>("percent", (float)percent) },
        };
        var (ids, popularity, newest) = (new List<string>(), new List<float>(), 0L);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
            popularity.Add(reader.GetFloat(1));
            newest = Math.Max(newest, new DateTimeOffset(reader.GetFieldValue<DateTime>(2)).ToUnixTimeSeconds());
        }

        return ([.. ids], [.. popularity], newest);
    }

    private static ServedRecommendations Of(string[] ids, float[] popularity, long newest)
    {
        var none = new NeighbourLists(new int[ids.Length + 1], [], [], [], new int[ids.Length], 0);
        return new ServedRecommendations(
            new ModelContent
            {
                Champion = null,
                Kind = HistoryKind.Events,
                Reference = newest,
                ItemIds = ids,
                PopularityByWindow = Array.ConvertAll(Popularity.Windows, _ => popularity),
                Similar = none,
                Together = none,
                Users = StoredUsers.None,
            }
        );
    }
}
