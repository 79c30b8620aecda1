using Marketing.TestKit;
using static Marketing.Store.Tests.Ingest.IngestStore;

namespace Marketing.Store.Tests.Ingest;

public sealed class What_a_subject_did : IClassFixture<IngestStore>, IDisposable
{
    private readonly IngestStore _store;
    private readonly FakeTime _time = new(Now);
    private readonly SubjectActivity _activity;

    public What_a_subject_did(IngestStore store)
    {
        _store = store;
        _activity = new SubjectActivity(
            store.Database.DataSource,
            store.Health,
            store.Changes,
            _time,
            new IngestSettings { Activity = new() { ReadMilliseconds = 5_000 } }
        );
    }

    public void Dispose() => _activity.Dispose();

    [Fact]
    public async Task is_newest_first_with_linked_sessions()
    {
        await _store.WriteAsync(
            At("newest", 1, "a"),
            At("newest", 3, "c"),
            At("newest", 2, "b") with
            {
                UserId = null,
                SessionId = "n1",
            },
            At("newest", 5, "x") with
            {
                UserId = null,
                SessionId = "of somebody else",
            }
        );
        await _store.WriteAsync(At("newest", 4, "d") with { SessionId = "n1" });
        (await ItemsAsync("newest", 10)).Should().Equal("d", "c", "b", "a");
        (await ItemsAsync("newest", 2)).Should().Equal("d", "c");
        (await ItemsAsync("session:n1", 10)).Should().Equal("b");
        (await ItemsAsync("nobody", 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task shows_a_new_event_to_the_next_request()
    {
        await _store.WriteAsync(At("live", 1, "a"));
        (await ItemsAsync("live", 10)).Should().Equal("a");
        await _store.WriteAsync(At("live", 2, "b"));
        (await ItemsAsync("live", 10)).Should().Equal("b", "a");
    }

    [Fact]
    public async Task shows_a_new_event_of_a_linked_session()
    {
        await _store.WriteAsync(At("both", 1, "a") with { SessionId = "b1" });
        (await ItemsAsync("both", 10)).Should().Equal("a");
        await _store.WriteAsync(At("both", 2, "b") with { UserId = null, SessionId = "b1" });
        (await ItemsAsync("both", 10)).Should().Equal("b", "a");
    }

    [Fact]
    public async Task needs_no_database_the_second_time()
    {
        await _store.WriteAsync(At("cached", 1, "a"));
        (await ItemsAsync("cached", 10)).Should().Equal("a");
        await _store.Database.ExecuteAsync("DELETE FROM shop.events WHERE user_id = 'cached'"); // behind the feed's back
        (await ItemsAsync("cached", 10)).Should().Equal("a");
        (await ItemsAsync("cached", 200)).Should().Equal("a"); // there is no more, so no larger limit reads again
        _store.Changes.Raise(StoreChange.Everything(ChangeKind.Subjects));
        (await ItemsAsync("cached", 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task is_read_again_after_a_while()
    {
        await _store.WriteAsync(At("aged", 1, "a"));
        (await ItemsAsync("aged", 10)).Should().Equal("a");
        await _store.Database.ExecuteAsync("DELETE FROM shop.events WHERE user_id = 'aged'");
        _time.Advance(TimeSpan.FromSeconds(301));
        (await ItemsAsync("aged", 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task reads_on_when_more_is_asked_for_than_is_kept()
    {
        await _store.WriteAsync([.. Enumerable.Range(0, 150).Select(i => At("many", i, $"{i}"))]);
        (await ItemsAsync("many", 10)).Should().HaveCount(10);
        (await ItemsAsync("many", 120)).Should().HaveCount(120).And.StartWith("149");
    }

    [Fact]
    public async Task knows_what_was_acquired()
    {
        await _store.WriteAsync(
            At("buyer", 1, "kept") with
            {
                Type = EventType.Purchase,
            },
            At("buyer", 2, "returned") with
            {
                Type = EventType.Purchase,
                Quantity = 2,
            },
            At("buyer", 3, "returned") with
            {
                Type = EventType.Return,
                Quantity = 2,
            },
            At("buyer", 4, "half returned") with
            {
                Type = EventType.Purchase,
                Quantity = 2,
            },
            At("buyer", 5, "half returned") with
            {
                Type = EventType.Return,
            },
            At("buyer", 6, "rated") with
            {
                Type = EventType.Rating,
                Value = 1,
            },
            At("buyer", 7, "reviewed") with
            {
                Type = EventType.Review,
                Text = "so-so",
            },
            At("buyer", 8, "viewed"),
            At("buyer", 9, "rated, then returned") with
            {
                Type = EventType.Rating,
                Value = 5,
            },
            At("buyer", 10, "rated, then returned") with
            {
                Type = EventType.Return,
            },
            At("buyer", 11, "in the session") with
            {
                Type = EventType.Purchase,
                UserId = null,
                SessionId = "buyer-s",
            },
            At("buyer", 12, "viewed") with
            {
                SessionId = "buyer-s",
            }
        );
        var times = (await _activity.ReadAsync("buyer", 10, CancellationToken.None)).Acquired;
        times.Keys.Should().BeEquivalentTo("kept", "half returned", "rated", "reviewed", "rated, then returned", "in the session");
        times["half returned"].Should().Be(Now.AddDays(-1).AddMinutes(4));
        times["rated, then returned"].Should().Be(Now.AddDays(-1).AddMinutes(9));
    }

    [Fact]
    public async Task comes_from_memory_while_the_database_is_away()
    {
        await _store.WriteAsync(At("away", 1, "a"));
        (await ItemsAsync("away", 10)).Should().Equal("a");
        var health = new DatabaseHealth(_time, Microsoft.Extensions.Logging.Abstractions.NullLogger<DatabaseHealth>.Instance);
        using var nowhere = new SubjectActivity(
            Npgsql.NpgsqlDataSource.Create("Host=/nowhere/at/all;Timeout=1"),
            health,
            _store.Changes,
            _time,
            new IngestSettings()
        );
        (await nowhere.NewestAsync("away", 10, CancellationToken.None)).Should().BeEmpty();
        health.IsAvailable.Should().BeFalse();
        (await nowhere.ReadAsync("away", 10, CancellationToken.None)).Acquired.Should().BeEmpty();
    }

    [Fact]
    public async Task is_the_same_whether_one_asks_or_many_at_once()
    {
        string[] users = [.. Enumerable.Range(0, 90).Select(user => $"crowd-{user}")];
        await _store.WriteAsync([
            .. users.SelectMany(
                (user, number) =>
                    Enumerable.Range(0, number % 7).Select(minute => At(user, minute, $"{user}/{minute}") with { SessionId = $"s-{user}" })
            ),
            .. users
                .Where((_, number) => number % 3 == 0)
                .Select(user => At(user, 30, "of the session") with { UserId = null, SessionId = $"s-{user}" }),
            .. users
                .Where((_, number) => number % 5 == 0)
                .Select(user => At(user, 40, "bought") with { Type = EventType.Purchase, Price = 1, Currency = "EUR" }),
        ]);
        string[] asked = [.. users, "nobody", users[4], "session:s-crowd-3"];

        var together = await Task.WhenAll(asked.Select(user => _activity.ReadAsync(user, 1 + (user.Length % 4), CancellationToken.None)));

        _store.Changes.Raise(StoreChange.Everything(ChangeKind.Subjects));
        foreach (var (user, read) in asked.Zip(together))
        {
            var alone = await _activity.ReadAsync(user, 1 + (user.Length % 4), CancellationToken.None);
            read.Should().NotBeSameAs(alone, "it was read again").And.BeEquivalentTo(alone, how => how.WithStrictOrdering());
        }

        together[6].Newest.Select(row => row.ItemId).Should().Equal("of the session", "crowd-6/5", "crowd-6/4", "crowd-6/3");
        together[10].Acquired.Keys.Should().Equal("bought");
        together[11].Acquired.Should().BeEmpty();
    }

    private static NewEvent At(string user, int minute, string item) =>
        View(user, $"{minute}", item) with
        {
            OccurredAt = Now.AddDays(-1).AddMinutes(minute),
        };

    private async Task<List<string?>> ItemsAsync(string subject, int limit) =>
        [.. (await _activity.NewestAsync(subject, limit, CancellationToken.None)).Select(row => row.ItemId)];
}
