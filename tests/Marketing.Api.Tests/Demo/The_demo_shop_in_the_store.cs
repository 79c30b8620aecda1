using Marketing.Api.Commands;
using Marketing.Api.Demo;
using Marketing.Api.Hosting;
using Marketing.DemoShop;
using Marketing.Store;
using Marketing.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Api.Tests.Demo;

/// <summary>A small demo shop, loaded into a database of its own by each test.</summary>
public sealed class The_demo_shop_in_the_store : IAsyncLifetime
{
    private static readonly DemoShopOptions Small = new() { Products = 320, Customers = 150 };
    private readonly TestDatabase _database = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-demo-");
    private WebApplication? _host;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _host = MarketingHost.Build(
            [.. ApiFixture.Defaults(_data.FullName), $"ConnectionStrings:Marketing={_database.ConnectionString}"],
            builder => builder.Services.AddDemo(Small)
        );
        await Services.GetRequiredService<StoreStartup>().PrepareAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _database.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Is_stored_completely_and_a_second_start_changes_nothing()
    {
        var marker = await EnsureAsync();
        marker!.Stage.Should().Be(DemoStage.Loaded);
        marker.LastDay.Should().Be(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1));
        await ShouldBeComplete(marker.LastDay);
        var received = await _database.ScalarAsync<DateTime>("SELECT max(received_at) FROM shop.events");

        (await EnsureAsync()).Should().Be(marker);
        (await _database.ScalarAsync<DateTime>("SELECT max(received_at) FROM shop.events")).Should().Be(received);
    }

    [Fact]
    public async Task Is_completed_with_its_first_last_day_when_loading_was_interrupted()
    {
        // What a process that was killed leaves: the marker, the products, and events up to some batch.
        var lastDay = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-9);
        new DemoMarker(Small.Seed, lastDay, DemoStage.Loading).Write(Services.GetRequiredService<DataDirectory>());
        var shop = new SimulatedShop(lastDay, Small);
        var options = new WriteOptions { AnyAge = true };
        await Services
            .GetRequiredService<ItemWriter>()
            .WriteAsync([.. shop.Products.Select(p => DemoRows.Item(p, shop.FirstDay))], options, default);
        await Services
            .GetRequiredService<EventWriter>()
            .WriteAsync([.. shop.Events().Take(4_000).Select(DemoRows.Event)], options, default);

        var marker = await EnsureAsync();

        marker.Should().Be(new DemoMarker(Small.Seed, lastDay, DemoStage.Loaded));
        await ShouldBeComplete(lastDay);
    }

    [Fact]
    public async Task Does_not_touch_a_store_with_data_of_its_own()
    {
        await Services
            .GetRequiredService<ItemWriter>()
            .WriteAsync([new NewItem { ItemId = "mine", Name = "Mine" }], WriteOptions.Live, default);
        // Not even where an old marker says that loading was under way.
        new DemoMarker(Small.Seed, new DateOnly(2026, 1, 1), DemoStage.Loading).Write(Services.GetRequiredService<DataDirectory>());

        (await EnsureAsync()).Should().BeNull();

        (await _database.ScalarAsync<long>("SELECT (SELECT count(*) FROM shop.items) + (SELECT count(*) FROM shop.events)")).Should().Be(1);
    }

    [Fact]
    public async Task Is_loaded_again_into_a_store_that_was_emptied()
    {
        new DemoMarker(Small.Seed, new DateOnly(2026, 1, 1), DemoStage.Trained).Write(Services.GetRequiredService<DataDirectory>());
        var marker = await EnsureAsync();
        await ShouldBeComplete(marker!.LastDay);
    }

    [Fact]
    public async Task Has_the_clicks_of_its_programs_flagged_and_hardly_any_of_its_people()
    {
        var marker = await EnsureAsync();
        var truth = new SimulatedShop(marker!.LastDay, Small).Truth;
        await using var db = _database.CreateDb();
        var clicks = db.Events.Where(e => e.Type == EventType.Click).Select(e => new { e.SessionId, e.Weight }).ToList();
        var byBot = clicks.ToLookup(click => click.SessionId is { } session && truth.IsBot(session), click => click.Weight);
        byBot[true].Count().Should().BeGreaterThan(200);
        byBot[true].Average(weight => weight).Should().BeLessThan(0.1f);
        byBot[false].Average(weight => weight).Should().BeGreaterThan(0.9f);
    }

    private IServiceProvider Services => _host!.Services;

    private Task<DemoMarker?> EnsureAsync() =>
        Services
            .GetRequiredService<DemoLoader>()
            .EnsureAsync(new ProgressDisplay(terminal: null, TextWriter.Null, TimeProvider.System), CancellationToken.None);

    private async Task ShouldBeComplete(DateOnly lastDay)
    {
        var shop = new SimulatedShop(lastDay, Small);
        var events = shop.Events().DistinctBy(e => e.Id).ToList();
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.items")).Should().Be(shop.Products.Count);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.users")).Should().Be(shop.Customers.Count);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.events")).Should().Be(events.Count);
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.quarantine")).Should().Be(0);
        var links = events
            .Where(e => e is { UserId: not null, SessionId: not null })
            .Select(e => (e.UserId, e.SessionId))
            .Distinct()
            .Count();
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.session_links")).Should().Be(links);
        var revenue = events.Where(e => e.Type == DemoEventType.Purchase).Sum(e => e.Price * e.Quantity);
        (await _database.ScalarAsync<decimal>("SELECT sum(price * quantity) FROM shop.events WHERE type = 3")).Should().Be(revenue);
    }
}
