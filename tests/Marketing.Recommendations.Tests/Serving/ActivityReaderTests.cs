using System.Net;
using System.Net.Sockets;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.TestKit;
using Npgsql;

namespace Marketing.Recommendations.Tests.Serving;

public sealed class Reading_what_a_subject_did(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task waits_once_for_a_frozen_database_and_then_not_at_all()
    {
        // It takes connections and never says a word, like a server that is stopped.
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        var port = ((IPEndPoint)frozen.LocalEndpoint).Port;
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=u;Database=d;Timeout=30");
        var health = new DatabaseHealth();
        using var activity = new SubjectActivity(source, health, new StoreChanges(), TimeProvider.System, new IngestSettings());
        var reader = new ActivityReader(activity, health, new RecommendationsOptions { ReadMilliseconds = 50 });

        var first = await reader.ReadAsync("u1", CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        (first.IsAway, first.Rows.Count).Should().Be((true, 0));
        reader.Complete("u1", first).IsKnown.Should().BeFalse("the model must remember instead");
        for (var user = 0; user < 50; user++)
        {
            var next = reader.ReadAsync($"u{user}", CancellationToken.None);
            next.IsCompleted.Should().BeTrue("nobody waits while the first reading is under way, nor when it has failed");
            (await next).IsAway.Should().BeTrue();
        }
    }

    [Fact]
    public async Task gives_the_same_object_until_the_subject_does_something_however_short_the_history()
    {
        var changes = new StoreChanges();
        var health = new DatabaseHealth();
        using var activity = new SubjectActivity(database.DataSource, health, changes, TimeProvider.System, new IngestSettings());
        var reader = new ActivityReader(activity, health, new RecommendationsOptions { HistoryLength = 10, ReadMilliseconds = 10_000 });
        var writer = new EventWriter(database.DataSource, changes, health, TimeProvider.System, new IngestSettings());
        Task DoAsync(int from, int count) =>
            writer.WriteAsync([.. Enumerable.Range(from, count).Select(i => View(i))], WriteOptions.Live, CancellationToken.None);

        await DoAsync(0, 25);
        var first = await reader.ReadAsync("u", CancellationToken.None);
        var second = await reader.ReadAsync("u", CancellationToken.None);
        first.Rows.Should().HaveCount(10);
        second.Rows.Should().BeSameAs(first.Rows);

        await DoAsync(25, 1);
        (await reader.ReadAsync("u", CancellationToken.None)).Rows.Should().NotBeSameAs(first.Rows).And.HaveCount(10);
    }

    private static NewEvent View(int number) =>
        new()
        {
            Id = $"e{number}",
            Type = EventType.View,
            UserId = "u",
            ItemId = $"i{number}",
            OccurredAt = DateTimeOffset.UtcNow,
        };
}
