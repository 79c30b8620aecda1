using Marketing.Store.Mirrors;
using Marketing.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Store.Tests.Items;

public sealed class The_catalogue_in_memory(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-mirror-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task follows_what_another_replica_changed()
    {
        await ClearAsync();
        var changes = new StoreChanges();
        using var here = new Catalogue(database.DataSource);
        using var keeper = Keeper(here, changes, new DatabaseHealth());
        await keeper.StartAsync(CancellationToken.None);
        using var there = new Catalogue(database.DataSource);
        var writer = new ItemWriter(database.DataSource, new StoreChanges(), new DatabaseHealth(), there, new IngestSettings());
        await writer.WriteAsync(
            [Writing_items.Item("a"), Writing_items.Item("b"), Writing_items.Item("c")],
            WriteOptions.Live,
            CancellationToken.None
        );
        here.Current.Count.Should().Be(0);

        changes.Raise(new StoreChange(ChangeKind.Items, ["a"]));
        await EventuallyAsync(() => here.Current.Find("a") is not null);
        here.Current.Find("b").Should().BeNull("only a was named");
        changes.Raise(StoreChange.Everything(ChangeKind.Items));
        await EventuallyAsync(() => here.Current.Count == 3);
        await writer.DeleteAsync("b", CancellationToken.None);
        changes.Raise(StoreChange.Everything(ChangeKind.Items));
        await EventuallyAsync(() => here.Current.Count == 2);
        here.Current.All.Select(i => i.ItemId).Should().Equal("a", "c");
        await keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task is_there_without_a_database()
    {
        await ClearAsync();
        using var first = new Catalogue(database.DataSource);
        using var keeper = Keeper(first, new StoreChanges(), new DatabaseHealth());
        await keeper.StartAsync(CancellationToken.None);
        var writer = new ItemWriter(database.DataSource, new StoreChanges(), new DatabaseHealth(), first, new IngestSettings());
        await writer.WriteAsync(
            [
                Writing_items.Item("full") with
                {
                    Brand = "b",
                    Price = 1.5m,
                    Currency = "EUR",
                    Stock = 0,
                    Tags = ["x", "y"],
                    Category = "A > B",
                    ImageUrl = "/i",
                },
                Writing_items.Item("bare"),
            ],
            WriteOptions.Live,
            CancellationToken.None
        );
        await keeper.StopAsync(CancellationToken.None);

        await using var nowhere = NpgsqlDataSource.Create("Host=/nowhere/at/all;Timeout=1");
        using var second = new Catalogue(nowhere);
        var health = new DatabaseHealth();
        health.ReportFailure();
        using var restarted = Keeper(second, new StoreChanges(), health);
        await restarted.StartAsync(CancellationToken.None);
        second.IsLoaded.Should().BeFalse();
        second.Current.All.Should().BeEquivalentTo(first.Current.All, o => o.WithStrictOrdering());
        second.Current.CanBeRecommended("full").Should().BeFalse();
        second.Current.CanBeRecommended("bare").Should().BeTrue();
        second.Current.CanBeRecommended("unknown").Should().BeTrue();
        await restarted.StopAsync(CancellationToken.None);
    }

    /// <summary>Nothing says when "silent" was changed, as where an older database was put back: the start does not see it, the reading after it does.</summary>
    [Fact]
    public async Task starts_with_its_file_and_what_changed_since_and_then_reads_everything()
    {
        await ClearAsync();
        using var first = new Catalogue(database.DataSource);
        using var keeper = Keeper(first, new StoreChanges(), new DatabaseHealth());
        await keeper.StartAsync(CancellationToken.None);
        var writer = new ItemWriter(database.DataSource, new StoreChanges(), new DatabaseHealth(), first, new IngestSettings());
        await writer.WriteAsync(
            [Writing_items.Item("edited"), Writing_items.Item("silent"), Writing_items.Item("same")],
            WriteOptions.Live,
            CancellationToken.None
        );
        await keeper.StopAsync(CancellationToken.None);
        await database.ExecuteAsync(
            """
            UPDATE shop.items SET changed_at = now() - interval '1 day' WHERE item_id = 'silent';
            UPDATE shop.items SET name = 'new', changed_at = now() WHERE item_id = 'edited';
            UPDATE shop.items SET name = 'new' WHERE item_id = 'silent'
            """
        );

        using var second = new Catalogue(database.DataSource);
        using var restarted = Keeper(second, new StoreChanges(), new DatabaseHealth());
        await restarted.StartAsync(CancellationToken.None);
        second.Current.Find("edited")?.Name.Should().Be("new");
        second.Current.Find("same").Should().Be(first.Current.Find("same"));
        await EventuallyAsync(() => second.Current.Find("silent")?.Name == "new");
        second.IsLoaded.Should().BeTrue();
        await restarted.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-1)]
    public void does_not_trust_a_damaged_file(int position)
    {
        var path = Path.Combine(_data.FullName, "c.bin");
        var rows = new[] { Row("a", null), Row("b", 1) }.ToDictionary(r => r.ItemId);
        MirrorFile.Save(path, Catalogue.Source, new MirrorSnapshot<CatalogueItem>(rows, DateTimeOffset.UnixEpoch, 1));
        MirrorFile.Load(path, Catalogue.Source)!.Count.Should().Be(2);
        var bytes = File.ReadAllBytes(path);
        bytes[position < 0 ? bytes.Length + position : position] ^= 1;
        File.WriteAllBytes(path, bytes);
        MirrorFile.Load(path, Catalogue.Source).Should().BeNull();
        File.WriteAllBytes(path, bytes[..10]);
        MirrorFile.Load(path, Catalogue.Source).Should().BeNull();
    }

    [Fact]
    public void keeps_its_count_through_many_small_changes()
    {
        var snapshot = new MirrorSnapshot<CatalogueItem>(
            new[] { Row("0", 0), Row("1", 1) }.ToDictionary(r => r.ItemId),
            DateTimeOffset.MinValue,
            1
        );
        var twin = new Dictionary<string, CatalogueItem> { ["0"] = Row("0", 0), ["1"] = Row("1", 1) };
        for (var i = 0; i < 6_000; i++)
        {
            var key = $"{i * 7919 % 3001}";
            var row = i % 3 == 2 ? null : Row(key, i);
            snapshot = snapshot.With([new(key, row)], DateTimeOffset.MinValue.AddTicks(i));
            if (row is null)
            {
                twin.Remove(key);
            }
            else
            {
                twin[key] = row;
            }
        }

        snapshot.Count.Should().Be(twin.Count);
        snapshot
            .GetAll()
            .ToDictionary(r => r.ItemId, r => r.Stock)
            .Should()
            .BeEquivalentTo(twin.ToDictionary(r => r.Key, r => r.Value.Stock));
        snapshot.Newest.Ticks.Should().Be(5_999);
    }

    [Fact]
    public async Task of_100_000_items_loads_within_seconds()
    {
        await ClearAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO shop.items (item_id, name, category, price, available, recommendable, tags, created_at, changed_at)
            SELECT 'item-' || i, 'Name of ' || i, 'A > B' || i % 100, i, true, true, '{}', now(), now() FROM generate_series(1, 100000) i
            """
        );
        using var catalogue = new Catalogue(database.DataSource);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await catalogue.LoadAsync(CancellationToken.None);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10)); // .4 s on an idle machine; the rest is for busy ones
        catalogue.Current.Count.Should().Be(100_000);
    }

    private static CatalogueItem Row(string id, int? stock) =>
        new(id, null, null, null, null, null, stock, true, true, null, [], DateTimeOffset.UnixEpoch);

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        condition().Should().BeTrue();
    }

    private Task<int> ClearAsync() => database.ExecuteAsync("DELETE FROM shop.items");

    private MirrorKeeper<CatalogueItem> Keeper(Catalogue catalogue, StoreChanges changes, DatabaseHealth health) =>
        new(
            catalogue.Mirror,
            Catalogue.Source,
            ChangeKind.Items,
            changes,
            health,
            new DataDirectory(_data.FullName),
            TimeProvider.System,
            NullLogger<MirrorKeeper<CatalogueItem>>.Instance
        );
}
