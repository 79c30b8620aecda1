using System.Diagnostics;
using System.Globalization;
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
/// Answers of analytics and data quality over HTTP, and what the nightly run does for them. Target: under a second at 10 M events. Answers of analytics are sums of
/// base cells, whose number depends on days and values and not on events.
/// </summary>
public static class AnalyticsBench
{
    private const int Days = 400;

    // Over 400 days up to yesterday: 80 % views, 12 % carts, 8 % purchases; a twentieth of the users do half of it.
    private const string Insert = """
        INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, price, currency, quantity, order_id, channel, weight, content_hash)
        SELECT 'u' || CASE WHEN n % 2 = 0 THEN h % (@users / 20) ELSE h % @users END, 'e' || n, CASE WHEN h2 % 100 < 80 THEN 1 WHEN h2 % 100 < 92 THEN 2 ELSE 3 END,
            'i' || h2 % 10000, @until - (n % @rows)::float8 / @rows * interval '400 days', now(),
            CASE WHEN h2 % 100 >= 92 THEN 5 + h2 % 90 END, CASE WHEN h2 % 100 >= 92 THEN 'EUR' END, CASE WHEN h2 % 100 >= 92 THEN 1 END,
            CASE WHEN h2 % 100 >= 92 THEN 'o' || n / 3 END, (ARRAY['web', 'app', 'email', 'shop'])[1 + h % 4], 1, n
        FROM (SELECT n, abs(hashint8(n)::bigint) AS h, abs(hashint8(n + 1000000007)::bigint) AS h2 FROM generate_series(1, @rows) n) g
        """;

    /// <param name="args"><c>--rows N</c> events (1,000,000).</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = Array.IndexOf(args, "--rows") is >= 0 and var at ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Path.Combine(Path.GetTempPath(), "marketing-bench-" + Environment.ProcessId);
        try
        {
            await using var server = await EmbeddedPostgres.JoinOrStartAsync(folder, new EmbeddedPostgresOptions(), CancellationToken.None);
            await using (var db = new MarketingDb(new DbContextOptionsBuilder<MarketingDb>().UseNpgsql(server.ConnectionString).Options))
            {
                await db.Database.MigrateAsync();
            }

            await using (var database = NpgsqlDataSource.Create(server.ConnectionString))
            {
                await FillAsync(database, rows);
            }

            await MeasureAsync(server.ConnectionString, folder, rows);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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
        await using var events = database.CreateCommand(Insert);
        events.CommandTimeout = 0;
        events.Parameters.Add(new NpgsqlParameter<long>("rows", rows));
        events.Parameters.Add(new NpgsqlParameter<long>("users", Math.Max(1_000, rows / 50)));
        events.Parameters.Add(new NpgsqlParameter<DateTime>("until", TimeProvider.System.GetUtcNow().UtcDateTime.Date));
        await events.ExecuteNonQueryAsync();
        await using var analyze = database.CreateCommand("VACUUM ANALYZE shop.events");
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    private static async Task MeasureAsync(string connectionString, string folder, long rows)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Marketing"] = connectionString,
                ["Marketing:DataDirectory"] = Path.Combine(folder, "data"),
            }
        );
        builder
            .Services.AddMarketingStore(builder.Configuration)
            .AddMarketingTraining(builder.Configuration)
            .AddProfiles(builder.Configuration);
        builder.Services.AddSingleton(Options.Create(new ApiLimits()));
        await using var app = builder.Build();
        app.MapProfiles();
        foreach (var work in app.Services.GetServices<INightlyWork>())
        {
            var from = Stopwatch.GetTimestamp();
            await work.DoAsync(CancellationToken.None);
            Console.WriteLine($"{rows:N0} events, nightly {work.Name, -10} {Stopwatch.GetElapsedTime(from).TotalSeconds, 8:0.0} s");
        }

        using var process = Process.GetCurrentProcess();
        await using (var database = NpgsqlDataSource.Create(connectionString))
        {
            await using var count = database.CreateCommand("SELECT count(*) FROM analytics.cells");
            Console.WriteLine(
                $"base cells of {Days} days: {await count.ExecuteScalarAsync():N0}; peak of this process {process.PeakWorkingSet64 >> 20:N0} MiB"
            );
        }

        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        foreach (
            var path in new[]
            {
                "/analytics/overview?from=" + Since() + "&bucket=week&by=category",
                "/analytics/overview?from=" + Since() + "&by=channel",
                "/analytics/funnel?from=" + Since() + "&by=channel",
                "/analytics/cohorts",
                "/analytics/trends",
                "/analytics/campaigns?weeks=52",
                "/data-quality",
            }
        )
        {
            var times = new List<double>();
            for (var round = 0; round < 15; round++)
            {
                var from = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"{path, -70} median {times[7], 7:0.0} ms, slowest {times[^1], 7:0.0} ms");
        }

        await app.StopAsync();
    }

    private static string Since() =>
        DateOnly
            .FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)
            .AddDays(-Days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
