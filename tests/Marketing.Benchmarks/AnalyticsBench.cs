using System.Diagnostics;
using System.Globalization;
using Marketing.Ads;
using Marketing.Profiles;
using Marketing.Store;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Marketing.Benchmarks;

/// <summary>
/// Answers of analytics and data quality over HTTP, and what the nightly run does for them. Target: under a second at 10 M events, the first call too. Answers are
/// sums of base cells and of counts by the day, whose number depends on days and values and not on events; events of the last quarter of an hour came after the night.
/// </summary>
public static class AnalyticsBench
{
    private const int Days = 400;
    private const int Rounds = 15;

    // As many customers are asked for ads as there are users, up to 50,000, each once a week of ten weeks; a tenth is kept from the campaign.
    private const string Decisions = """
        INSERT INTO ads.decisions (user_id, decision_id, decided_at, replica_id, seed, holdout, degraded, context, eligible, campaigns, controls, answer)
        SELECT 'u' || u, 'd' || u || '-' || w, @until - w * interval '7 days' - u % 7 * interval '1 day', 'r', u, false, false, '{}', '', CASE WHEN u % 10 > 0 THEN ARRAY['spring'] ELSE '{}'::text[] END,
            CASE WHEN u % 10 = 0 THEN ARRAY['spring'] ELSE '{}'::text[] END, '{}'
        FROM generate_series(0, least(@users, 50000) - 1) u, generate_series(1, 10) w
        """;

    // Over 400 days up to now, as they happened: 80 % views, 12 % carts, 8 % purchases; a twentieth of the users do half of it.
    private const string Insert = """
        INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, price, currency, quantity, order_id, channel, weight, content_hash)
        SELECT 'u' || CASE WHEN n % 2 = 0 THEN h % (@users / 20) ELSE h % @users END, 'e' || n, CASE WHEN h2 % 100 < 80 THEN 1 WHEN h2 % 100 < 92 THEN 2 ELSE 3 END,
            'i' || h2 % 10000, at, at + interval '2 seconds',
            CASE WHEN h2 % 100 >= 92 THEN 5 + h2 % 90 END, CASE WHEN h2 % 100 >= 92 THEN 'EUR' END, CASE WHEN h2 % 100 >= 92 THEN 1 END,
            CASE WHEN h2 % 100 >= 92 THEN 'o' || n / 3 END, (ARRAY['web', 'app', 'email', 'shop'])[1 + h % 4], 1, n
        FROM (SELECT n, abs(hashint8(n)::bigint) AS h, abs(hashint8(n + 1000000007)::bigint) AS h2, @until - (@to - n)::float8 / @rows * interval '400 days' AS at
            FROM generate_series(@from::bigint, @to) n) g
        """;

    /// <param name="args"><c>--rows N</c> events (1,000,000).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = Array.IndexOf(args, "--rows") is >= 0 and var at ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1_000_000;
        var connectionString = await Workplace.StartDatabaseAsync();
        await using (var database = NpgsqlDataSource.Create(connectionString))
        {
            var steps = new Steps(Workplace.Processes());
            await FillAsync(database, rows);
            steps.Done($"{rows:N0} events stored");
        }

        await MeasureAsync(connectionString, rows);
        return 0;
    }

    private static async Task FillAsync(NpgsqlDataSource database, long rows)
    {
        await using var items = database.CreateCommand(
            """
            INSERT INTO shop.items (item_id, category, price, available, recommendable, tags, created_at, changed_at)
            SELECT 'i' || n, 'Category ' || n % 20 || ' > Part', 5 + n % 90, true, true, '{}', now(), now() FROM generate_series(0, 9999) n
            """
        );
        await items.ExecuteNonQueryAsync();
        // Millions of rows into trees one by one take several times as long as trees built from all of them.
        await ExecuteAsync(database, "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = 'shop.events'::regclass");
        await EventsAsync(database, rows, 1, rows);
        await ExecuteAsync(database, "SET maintenance_work_mem = '512MB'; REINDEX TABLE shop.events");
        await using var decisions = database.CreateCommand(Decisions);
        decisions.CommandTimeout = 0;
        decisions.Parameters.Add(new NpgsqlParameter<long>("users", Users(rows)));
        decisions.Parameters.Add(new NpgsqlParameter<DateTime>("until", TimeProvider.System.GetUtcNow().UtcDateTime));
        await decisions.ExecuteNonQueryAsync();
        await ExecuteAsync(database, "VACUUM ANALYZE");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static long Users(long rows) => Math.Max(1_000, rows / 50);

    private static async Task EventsAsync(NpgsqlDataSource database, long rows, long from, long to)
    {
        await using var events = database.CreateCommand(Insert);
        events.CommandTimeout = 0;
        events.Parameters.Add(new NpgsqlParameter<long>("rows", rows));
        events.Parameters.Add(new NpgsqlParameter<long>("users", Users(rows)));
        events.Parameters.Add(new NpgsqlParameter<long>("from", from));
        events.Parameters.Add(new NpgsqlParameter<long>("to", to));
        events.Parameters.Add(new NpgsqlParameter<DateTime>("until", TimeProvider.System.GetUtcNow().UtcDateTime));
        await events.ExecuteNonQueryAsync();
    }

    private static async Task MeasureAsync(string connectionString, long rows)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Marketing"] = connectionString,
                ["Marketing:DataDirectory"] = Path.Combine(Workplace.Folder, "data"),
            }
        );
        builder
            .Services.AddMarketingStore(builder.Configuration)
            .AddMarketingTraining(builder.Configuration)
            .AddAds(builder.Configuration)
            .AddProfiles(builder.Configuration);
        builder.Services.AddSingleton(Options.Create(new ApiLimits()));
        await using var app = builder.Build();
        app.MapProfiles();
        var steps = new Steps(Workplace.Processes());
        foreach (var work in app.Services.GetServices<INightlyWork>())
        {
            await work.DoAsync(CancellationToken.None);
            steps.Done($"{rows:N0} events, nightly {work.Name}");
        }

        using var process = Process.GetCurrentProcess();
        await using (var database = NpgsqlDataSource.Create(connectionString))
        {
            await using var count = database.CreateCommand("SELECT count(*) FROM analytics.cells");
            Console.WriteLine(
                $"base cells of {Days} days: {await count.ExecuteScalarAsync():N0}; peak of this process {process.PeakWorkingSet64 >> 20:N0} MiB"
            );
        }

        await using (var database = NpgsqlDataSource.Create(connectionString))
        {
            // A quarter of an hour of the busiest day goes on after the night.
            await EventsAsync(database, rows, rows + 1, rows + (rows / Days / 48));
        }

        await app.StartAsync();
        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<MarketingDb>>().CreateDbContextAsync())
        {
            // The host has opened its store before it listens.
            await db.Items.FirstAsync();
        }

        var server = Workplace.Processes();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        foreach (
            var path in new[]
            {
                "/analytics/overview?from=" + Since() + "&bucket=week&by=category",
                "/analytics/overview?from=" + Since() + "&by=channel",
                "/analytics/funnel?from=" + Since() + "&by=channel",
                "/analytics/cohorts",
                "/analytics/overview?bucket=week&by=segment",
                "/analytics/trends",
                "/analytics/campaigns?weeks=52",
                "/data-quality",
                "/data-quality?days=90",
            }
        )
        {
            var before = Steps.Now(server);
            var first = await AskAsync(client, path) - (before with { Wall = 0 });
            var times = new List<double>();
            before = Steps.Now(server);
            for (var round = 0; round < Rounds; round++)
            {
                times.Add((await AskAsync(client, path)).Wall);
            }

            var each = (Steps.Now(server) - before) * (1.0 / Rounds);
            times.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path, -62} first {1000 * first.Wall, 6:0} ms (CPU {1000 * first.Here, 5:0} here, {1000 * first.Server, 4:0} PostgreSQL), median {1000 * times[Rounds / 2], 6:0.0} ms (CPU {1000 * each.Here, 4:0} here, {1000 * each.Server, 4:0} PostgreSQL), slowest {1000 * times[^1], 5:0} ms"
                )
            );
        }

        async Task<Cost> AskAsync(HttpClient from, string path)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await from.GetAsync(new Uri(path, UriKind.Relative));
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
            return Steps.Now(server) with { Wall = Stopwatch.GetElapsedTime(start).TotalSeconds };
        }

        await app.StopAsync();
    }

    private static string Since() =>
        DateOnly
            .FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)
            .AddDays(-Days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
