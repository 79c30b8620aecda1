using System.Diagnostics;
using System.Globalization;
using Marketing.Store.Tests.Embedded;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Marketing.Store.Tests.Ingest.IngestStore;

namespace Marketing.Store.Tests.Ingest;

public sealed class A_database_that_fails
{
    [Fact]
    public async Task frozen_is_given_up_in_time_and_loses_nothing()
    {
        await using var cluster = new TemporaryCluster();
        await using var server = await cluster.UseAsync();
        await using var database = await MigratedAsync(server);
        var health = new DatabaseHealth();
        var writer = new EventWriter(database, new StoreChanges(), health, TimeProvider.System, new IngestSettings { WriteSeconds = 2 });
        var patient = new EventWriter(database, new StoreChanges(), health, TimeProvider.System, new IngestSettings());
        (await WriteAsync(patient, Batch(0))).Accepted.Should().Be(100);

        var processes = Processes(cluster);
        await SignalAsync("STOP", processes);
        try
        {
            var watch = Stopwatch.StartNew();
            var frozen = () => WriteAsync(writer, Batch(1));
            await frozen.Should().ThrowAsync<TimeoutException>();
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8)); // 2 s on an idle machine
            health.IsAvailable.Should().BeFalse();

            watch.Restart();
            var refused = () => WriteAsync(writer, Batch(1));
            await refused.Should().ThrowAsync<TimeoutException>().WithMessage("*away*");
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(1), "the breaker is open");

            health.ReportSuccess();
            using var activity = new SubjectActivity(
                database,
                health,
                new StoreChanges(),
                TimeProvider.System,
                new IngestSettings { Activity = new() { ReadMilliseconds = 500 } }
            );
            watch.Restart();
            (await activity.NewestAsync("user-1", 10, CancellationToken.None)).Should().BeEmpty();
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(4)); // half a second on an idle machine
            health.IsAvailable.Should().BeFalse();
        }
        finally
        {
            await SignalAsync("CONT", processes);
        }

        health.ReportSuccess();
        var again = await WriteAsync(patient, Batch(1));
        (again.Accepted + again.Duplicates).Should().Be(100);
        (await CountAsync(database)).Should().Be(200);
    }

    [Fact]
    public async Task killed_in_the_middle_keeps_all_that_was_acknowledged()
    {
        await using var cluster = new TemporaryCluster();
        var options = new EmbeddedPostgresOptions();
        HashSet<int> acknowledged = [];
        await using (var server = await cluster.UseAsync(options))
        {
            await using var database = await MigratedAsync(server);
            var writer = new EventWriter(
                database,
                new StoreChanges(),
                new DatabaseHealth(),
                TimeProvider.System,
                new IngestSettings { WriteSeconds = 5 }
            );
            var next = -1;
            var senders = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Interlocked.Increment(ref next) is < 5_000 and var number)
                        {
                            await WriteAsync(writer, Batch(number));
                            lock (acknowledged)
                            {
                                acknowledged.Add(number);
                            }
                        }
                    })
                )
                .ToArray();
            await TemporaryCluster.EventuallyAsync(() =>
            {
                lock (acknowledged)
                {
                    return acknowledged.Count >= 20;
                }
            });
            await cluster.KillServerAsync();
            var all = () => Task.WhenAll(senders);
            await all.Should().ThrowAsync<Exception>();
        }

        await using (var server = await cluster.UseAsync(options))
        {
            await using var database = NpgsqlDataSource.Create(server.ConnectionString);
            await using var command = database.CreateCommand(
                "SELECT split_part(event_id, '-', 1)::int, count(*) FROM shop.events GROUP BY 1"
            );
            await using var reader = await command.ExecuteReaderAsync();
            HashSet<int> found = [];
            while (await reader.ReadAsync())
            {
                found.Add(reader.GetInt32(0));
                reader.GetInt64(1).Should().Be(100, "a batch is stored whole or not at all");
            }

            found.Should().Contain(acknowledged);
        }
    }

    private static NewEvent[] Batch(int number) =>
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i => View($"user-{i % 10}", $"{number}-{i}") with { OccurredAt = DateTimeOffset.UtcNow.AddHours(-1) }),
        ];

    private static Task<WriteResult> WriteAsync(EventWriter writer, NewEvent[] batch) =>
        writer.WriteAsync(batch, WriteOptions.Live, CancellationToken.None);

    private static async Task<NpgsqlDataSource> MigratedAsync(EmbeddedPostgres server)
    {
        await using (var db = new MarketingDb(new DbContextOptionsBuilder<MarketingDb>().UseNpgsql(server.ConnectionString).Options))
        {
            await db.Database.MigrateAsync();
        }

        return NpgsqlDataSource.Create(server.ConnectionString);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM shop.events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The server and its children.</summary>
    private static List<int> Processes(TemporaryCluster cluster)
    {
        var postmaster = Marketing.Store.Embedded.Postmaster.ProcessId(cluster.Layout)!.Value;
        List<int> found = [postmaster];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) == postmaster)
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static int ParentOf(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task SignalAsync(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
        kill.ExitCode.Should().Be(0);
    }
}
