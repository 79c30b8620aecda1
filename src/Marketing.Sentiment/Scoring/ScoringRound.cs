using Marketing.Sentiment.Serving;
using Marketing.Store;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Sentiment.Scoring;

/// <summary>
/// Scores what waits, batch by batch, each in one transaction: scores, figures of the products touched, and the announcement. A lock lets one replica at a time do it; a
/// process that is killed leaves whole batches behind, and whoever comes next finds by itself what is missing.
/// </summary>
internal sealed class ScoringRound(
    NpgsqlDataSource database,
    StoreChanges changes,
    ItemMoods moods,
    SentimentReader reader,
    SentimentOptions options,
    TimeProvider clock,
    ILogger<ScoringRound> log
)
{
    internal const long LockKey = 0x7365_6e74_696d;
    private const int ItemsAtOnce = 200;

    // A transaction takes its time of storing before it commits: look back for those that were slow.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private readonly ScoreWriter _scores = new(options);
    private readonly MoodWriter _moods = new(options);

    // All of it is only where to look first: a process that knows nothing begins with a sweep.
    private DateTimeOffset _storedFrom = DateTimeOffset.UnixEpoch;
    private (string UserId, string EventId) _renewedUntil = ("", "");
    private ScoringVersion? _renewedTo;
    private DateTimeOffset? _sweptAt;
    private bool _sweeping;

    // Nothing is of an older version and no figure behind: until the next sweep, or another version, only new reviews are looked for.
    private bool _settled;

    /// <summary>Works until nothing waits any more.</summary>
    /// <returns>Reviews scored; null when another replica was at it before everything was done.</returns>
    public async Task<int?> RunAsync(CancellationToken cancel)
    {
        var scored = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (await StepAsync(cancel) is not { } step)
            {
                return null;
            }

            scored += step.Scored;
            if (!step.More)
            {
                return scored;
            }
        }
    }

    /// <summary>One transaction: new reviews first, then those that an older version scored, then figures that are behind. Null when another replica works.</summary>
    private async Task<(int Scored, bool More)?> StepAsync(CancellationToken cancel)
    {
        var (current, now) = (reader.Current, clock.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await TryLockAsync(connection, cancel))
        {
            return null;
        }

        BeginSweepWhenDue(now, current.Version);
        var (scored, items) = await AddNewAsync(connection, current, now, cancel);
        if (scored == 0 && !_settled)
        {
            (scored, items) = await CatchUpAsync(connection, current, now, cancel);
        }

        if (items.Length > 0)
        {
            await _moods.WriteAsync(connection, items, current.Version, now, cancel);
            await changes.AnnounceAsync(connection, transaction, ChangeKind.Moods, items, cancel);
        }

        await transaction.CommitAsync(cancel);
        if (items.Length > 0)
        {
            await moods.FollowAsync(items);
            changes.Raise(new StoreChange(ChangeKind.Moods, items));
        }

        var more = scored > 0 || items.Length > 0;
        (_sweeping, _sweptAt) = more ? (_sweeping, _sweptAt) : (false, _sweeping ? now : _sweptAt);
        log.LogDebug(
            "Scored {Count} reviews, worked out {Items} products by version {Version}",
            scored,
            items.Length,
            current.Version.Model
        );
        return (scored, more);
    }

    private void BeginSweepWhenDue(DateTimeOffset now, ScoringVersion version)
    {
        if (_renewedTo != version)
        {
            (_renewedTo, _renewedUntil, _settled) = (version, ("", ""), false);
        }

        if (!_sweeping && (_sweptAt is not { } at || now - at >= TimeSpan.FromMinutes(options.SweepMinutes)))
        {
            (_sweeping, _storedFrom, _renewedUntil, _settled) = (true, DateTimeOffset.UnixEpoch, ("", ""), false);
        }
    }

    private async Task<(int Scored, string[] Items)> AddNewAsync(
        NpgsqlConnection connection,
        CurrentSentiment current,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var databaseTime = await DatabaseTimeAsync(connection, cancel);
        var pending = await PendingReview.WithoutScoreAsync(connection, _storedFrom, options.BatchReviews, cancel);
        if (pending.Count == 0)
        {
            _storedFrom = databaseTime - Overlap;
            return (0, []);
        }

        await _scores.AddAsync(connection, Score(pending, current, cancel), current.Version, now, cancel);
        _storedFrom = pending[^1].ReceivedAt;
        return (pending.Count, Items(pending));
    }

    /// <summary>What an older version scored, then figures that are behind. A replica that serves an older version itself leaves both to the others: two would undo each other's work for ever.</summary>
    private async Task<(int Scored, string[] Items)> CatchUpAsync(
        NpgsqlConnection connection,
        CurrentSentiment current,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (!await IsNewestAsync(connection, current, cancel))
        {
            return (0, []);
        }

        var scored = await RenewAsync(connection, current, now, cancel);
        if (scored > 0)
        {
            return (scored, []);
        }

        var items = await BehindAsync(connection, current.Version, now, cancel);
        _settled = items.Length == 0;
        return (0, items);
    }

    private static async Task<bool> IsNewestAsync(NpgsqlConnection connection, CurrentSentiment current, CancellationToken cancel)
    {
        const string Newest = """
            SELECT (SELECT version::text FROM training.serving WHERE model = $1) IS NOT DISTINCT FROM $2
                AND coalesce((SELECT max(version) FROM sentiment.aspect_lists), 0) = $3
            """;
        await using var command = new NpgsqlCommand(Newest, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Model.SentimentModel.ModelName, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)current.LoadedVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = current.Version.Aspects, NpgsqlDbType = NpgsqlDbType.Integer });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>The figures of the products follow when all reviews are renewed: half-renewed ones would show a turn that is one of models.</summary>
    private async Task<int> RenewAsync(NpgsqlConnection connection, CurrentSentiment current, DateTimeOffset now, CancellationToken cancel)
    {
        var pending = await PendingReview.OfOtherVersionsAsync(connection, _renewedUntil, current.Version, options.BatchReviews, cancel);
        if (pending.Count > 0)
        {
            await ScoreWriter.RenewAsync(connection, Score(pending, current, cancel), current.Version, now, cancel);
            _renewedUntil = (pending[^1].UserId, pending[^1].EventId);
        }

        return pending.Count;
    }

    /// <summary>Products whose figures are of an older version, whose turn is no news any more, or, when it is time to sweep, whose reviews were deleted.</summary>
    private async Task<string[]> BehindAsync(
        NpgsqlConnection connection,
        ScoringVersion version,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        const string Older =
            "SELECT item_id FROM sentiment.item_moods WHERE model_version <> $1 OR aspects_version <> $2 OR turned_at < $4 LIMIT $3";
        const string Different = """
            SELECT coalesce(m.item_id, s.item_id) FROM sentiment.item_moods m
            FULL JOIN (SELECT item_id, count(*) AS n FROM sentiment.review_scores GROUP BY item_id) s ON s.item_id = m.item_id
            WHERE m.model_version IS DISTINCT FROM $1 OR m.aspects_version IS DISTINCT FROM $2 OR m.scored IS DISTINCT FROM s.n OR m.turned_at < $4 LIMIT $3
            """;
        await using var command = new NpgsqlCommand(_sweeping ? Different : Older, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = version.Model, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = version.Aspects, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)ItemsAtOnce, NpgsqlDbType = NpgsqlDbType.Bigint });
        var oldest = now.AddDays(-options.Turn.Days).UtcDateTime;
        command.Parameters.Add(new NpgsqlParameter { Value = oldest, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        List<string> items = [];
        while (await rows.ReadAsync(cancel))
        {
            items.Add(rows.GetString(0));
        }

        return [.. items];
    }

    private ScoredReview[] Score(List<PendingReview> pending, CurrentSentiment current, CancellationToken cancel)
    {
        var scored = new ScoredReview[pending.Count];
        for (var i = 0; i < scored.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            scored[i] = new ScoredReview(pending[i], reader.ReadStored(current, pending[i].Text, pending[i].ItemId));
        }

        return scored;
    }

    private static string[] Items(List<PendingReview> reviews) =>
        [.. reviews.Select(review => review.ItemId).Distinct().Order(StringComparer.Ordinal)];

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({LockKey})", connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static async Task<DateTimeOffset> DatabaseTimeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT now()", connection);
        return new DateTimeOffset(
            (DateTime)(await command.ExecuteScalarAsync(cancel) ?? throw new InvalidOperationException("now() is null."))
        );
    }
}
