using Marketing.TestKit;

namespace Marketing.Store.Tests.Ingest;

/// <summary>A writer on a database of its own, with a clock that stands at <see cref="Now"/>.</summary>
public sealed class IngestStore : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public TestDatabase Database { get; } = new();

    public StoreChanges Changes { get; } = new();

    public DatabaseHealth Health { get; } = new();

    public EventWriter Writer => new(Database.DataSource, Changes, Health, new FakeTime(Now), new IngestSettings());

    public static NewEvent View(string user, string id, string item = "i") =>
        new()
        {
            Id = id,
            Type = EventType.View,
            UserId = user,
            ItemId = item,
            OccurredAt = Now.AddHours(-1),
        };

    public Task<WriteResult> WriteAsync(params NewEvent[] events) => Writer.WriteAsync(events, WriteOptions.Live, CancellationToken.None);

    public Task<int> CountAsync(string where) => CountAsync("shop.events", where);

    public async Task<int> CountAsync(string table, string where) =>
        (int)await Database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE {where}");

    public Task InitializeAsync() => Database.InitializeAsync();

    public Task DisposeAsync() => Database.DisposeAsync();
}
