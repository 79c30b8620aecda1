using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>What a cleaning found.</summary>
/// <param name="Events">Events that were looked at.</param>
/// <param name="Currency">Currency of all amounts afterwards; null where there are none.</param>
/// <param name="Counts">Rows by rule; rules that are off are not in it.</param>
public sealed record CleaningResult(long Events, string? Currency, IReadOnlyDictionary<string, long> Counts);

/// <summary>
/// The one place between what came in and everything that learns: works out, rule by rule, what is wrong with the events and writes it down as marks. The
/// events stay as they came; <c>shop.clean_events</c> is how they read. A cleaning of all events depends on them and the settings alone, not on the order in
/// which they came or on earlier cleanings; one of a few days takes what is usual for an item from the last one of all.
/// </summary>
public sealed class EventCleaning(NpgsqlDataSource database, CleaningSettings settings, TimeProvider clock)
{
    private const long LockKey = 0x636c_6561_6e;

    private const string Merge = """
        INSERT INTO shop.cleaning_marks AS m (user_id, event_id, rules, set_aside, price, quantity, value, currency)
        SELECT n.user_id, n.event_id, n.rules, n.set_aside, n.price, n.quantity, n.value, n.currency FROM pg_temp.marks n
        WHERE EXISTS (SELECT FROM shop.events e WHERE e.user_id = n.user_id AND e.event_id = n.event_id)
        ON CONFLICT (user_id, event_id) DO UPDATE SET rules = excluded.rules, set_aside = excluded.set_aside, price = excluded.price,
            quantity = excluded.quantity, value = excluded.value, currency = excluded.currency
        WHERE (m.rules, m.set_aside, m.price, m.quantity, m.value, m.currency)
            IS DISTINCT FROM (excluded.rules, excluded.set_aside, excluded.price, excluded.quantity, excluded.value, excluded.currency)
        """;

    private const string Forget = """
        DELETE FROM shop.cleaning_marks m USING shop.events e
        WHERE e.user_id = m.user_id AND e.event_id = m.event_id AND e.occurred_at >= @from AND e.occurred_at < @to
            AND NOT EXISTS (SELECT FROM pg_temp.marks n WHERE n.user_id = m.user_id AND n.event_id = m.event_id)
        """;

    private const string WriteRun = """
        INSERT INTO shop.cleaning_runs (run_id, started_at, finished_at, scope_from, scope_to, events, currency, counts)
        VALUES (@id, @started, @finished, @scope_from, @scope_to, @events, @currency, @counts);
        DELETE FROM shop.cleaning_runs WHERE run_id NOT IN (SELECT run_id FROM shop.cleaning_runs ORDER BY run_id DESC LIMIT 100)
            AND run_id <> (SELECT run_id FROM shop.cleaning_runs WHERE scope_from IS NULL ORDER BY run_id DESC LIMIT 1)
        """;

    /// <summary>Cleans all events.</summary>
    /// <exception cref="NpgsqlException">The database is away or refuses.</exception>
    public Task<CleaningResult> CleanAllAsync(CancellationToken cancel) => CleanAsync(null, null, cancel);

    /// <summary>Cleans the events of a stretch of whole UTC days.</summary>
    /// <param name="firstDay">First day.</param>
    /// <param name="lastDay">Last day.</param>
    /// <param name="cancel">Gives up; nothing is changed then.</param>
    public Task<CleaningResult> CleanDaysAsync(DateOnly firstDay, DateOnly lastDay, CancellationToken cancel) =>
        CleanAsync(
            new DateTimeOffset(firstDay, TimeOnly.MinValue, TimeSpan.Zero),
            new DateTimeOffset(lastDay, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1),
            cancel
        );

    private async Task<CleaningResult> CleanAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancel)
    {
        var started = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(
            connection,
            $"""
            SET LOCAL work_mem = '128MB'; SELECT pg_advisory_xact_lock({LockKey});
            CREATE TEMP TABLE marks (LIKE shop.cleaning_marks INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP
            """,
            _ => { },
            cancel
        );
        var pass = new CleaningPass(from, to, await BaseCurrencyAsync(connection, from is null, cancel));
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var hasBounds = false;
        foreach (var rule in CleaningRules.All)
        {
            if (rule.Setting == "Cleaning:Missing" && !hasBounds)
            {
                hasBounds = true;
                await RenewBoundsAsync(connection, pass, cancel);
            }

            if (rule.Sql is not null && rule.IsOn(settings))
            {
                counts[rule.Name] = await ExecuteAsync(
                    connection,
                    rule.Statement(),
                    p =>
                    {
                        AddSpan(p, pass);
                        rule.Fill(p, settings, pass);
                    },
                    cancel
                );
                await ExecuteAsync(connection, "ANALYZE pg_temp.marks", _ => { }, cancel);
            }
        }

        // Whoever is erased in the meantime is either waited for here, and then gone, or waits until the marks are there to be removed.
        await ExecuteAsync(connection, ErasedPeople.ShareLock, _ => { }, cancel);
        await ExecuteAsync(connection, Forget, p => AddSpan(p, pass), cancel);
        await ExecuteAsync(connection, Merge, _ => { }, cancel);
        var result = new CleaningResult(await CountAsync(connection, pass, cancel), pass.Currency, counts);
        await WriteRunAsync(connection, pass, result, started, cancel);
        await transaction.CommitAsync(cancel);
        if (pass.IsWhole)
        {
            CleaningMetrics.Report(counts);
        }

        return result;
    }

    private static void AddSpan(NpgsqlParameterCollection parameters, CleaningPass pass)
    {
        // The ends of DateTime are PostgreSQL's infinities.
        parameters.AddNamed("from", pass.From?.UtcDateTime ?? DateTime.MinValue, NpgsqlDbType.TimestampTz);
        parameters.AddNamed("to", pass.To?.UtcDateTime ?? DateTime.MaxValue, NpgsqlDbType.TimestampTz);
    }

    private async Task<string?> BaseCurrencyAsync(NpgsqlConnection connection, bool isWhole, CancellationToken cancel)
    {
        if (settings.Currency.Base is { } given)
        {
            return given;
        }

        const string Last = "SELECT currency FROM shop.cleaning_runs WHERE scope_from IS NULL ORDER BY run_id DESC LIMIT 1";
        const string MostUsed =
            "SELECT currency FROM shop.events WHERE type = 3 AND weight > 0 AND price IS NOT NULL AND currency IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, currency COLLATE \"C\" LIMIT 1";
        foreach (var sql in isWhole ? [MostUsed] : new[] { Last, MostUsed })
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            if (await command.ExecuteScalarAsync(cancel) is string currency)
            {
                return currency;
            }
        }

        return null;
    }

    private async Task RenewBoundsAsync(NpgsqlConnection connection, CleaningPass pass, CancellationToken cancel)
    {
        if (!pass.IsWhole)
        {
            return;
        }

        await ExecuteAsync(connection, "DELETE FROM shop.cleaning_bounds", _ => { }, cancel);
        await ExecuteAsync(
            connection,
            CleaningAmounts.Bounds(CleaningRules.Current),
            p =>
            {
                AddSpan(p, pass);
                p.AddNamed("factor", settings.Outliers.Factor, NpgsqlDbType.Double);
                p.AddNamed("deviations", settings.Outliers.Deviations, NpgsqlDbType.Double);
            },
            cancel
        );
        await ExecuteAsync(connection, "ANALYZE shop.cleaning_bounds", _ => { }, cancel);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, CleaningPass pass, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM shop.events WHERE occurred_at >= @from AND occurred_at < @to",
            connection
        )
        {
            CommandTimeout = 0,
        };
        AddSpan(command.Parameters, pass);
        return await command.ExecuteScalarAsync(cancel) is long rows ? rows : 0;
    }

    private async Task WriteRunAsync(
        NpgsqlConnection connection,
        CleaningPass pass,
        CleaningResult result,
        DateTimeOffset started,
        CancellationToken cancel
    )
    {
        var finished = clock.GetUtcNow();
        await ExecuteAsync(
            connection,
            WriteRun,
            p =>
            {
                p.AddNamed<Guid?>("id", Guid.CreateVersion7(finished), NpgsqlDbType.Uuid);
                p.AddNamed<DateTime?>("started", started.UtcDateTime, NpgsqlDbType.TimestampTz);
                p.AddNamed<DateTime?>("finished", finished.UtcDateTime, NpgsqlDbType.TimestampTz);
                p.AddNamed("scope_from", pass.From?.UtcDateTime, NpgsqlDbType.TimestampTz);
                p.AddNamed("scope_to", pass.To?.UtcDateTime, NpgsqlDbType.TimestampTz);
                p.AddNamed<long?>("events", result.Events, NpgsqlDbType.Bigint);
                p.AddNamed("currency", result.Currency, NpgsqlDbType.Text);
                p.AddNamed("counts", JsonSerializer.Serialize(result.Counts), NpgsqlDbType.Jsonb);
            },
            cancel
        );
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> fill,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        fill(command.Parameters);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
