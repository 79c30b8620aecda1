using System.Threading.Channels;
using Marketing.Api.Commands;
using Marketing.DemoShop;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Api.Demo;

/// <summary>Puts the demo shop into an empty store, or completes one whose loading was interrupted. Leaves every other store alone.</summary>
internal sealed class DemoLoader(
    IDbContextFactory<MarketingDb> databases,
    NpgsqlDataSource source,
    ItemWriter items,
    UserWriter users,
    EventWriter events,
    DataDirectory directory,
    TimeProvider clock,
    DemoShopOptions options
)
{
    private const int BatchSize = 10_000;
    private static readonly WriteOptions Write = new() { AnyAge = true, Source = "demo" };

    /// <summary>The marker of the demo shop that the store holds, complete; null when the store holds somebody's own data.</summary>
    public async Task<DemoMarker?> EnsureAsync(ProgressDisplay display, CancellationToken cancel)
    {
        var marker = DemoMarker.Read(directory);
        var isEmpty = await IsEmptyAsync(cancel);
        if (!isEmpty && !await IsDemoAsync(cancel))
        {
            return null;
        }

        if (!isEmpty && marker is null or { Stage: not DemoStage.Loading })
        {
            return marker;
        }

        // A store that is empty again (a new cluster, a new database) makes an old marker worthless.
        marker = isEmpty || marker is null ? new DemoMarker(options.Seed, Yesterday(), DemoStage.Loading) : marker;
        marker.Write(directory);
        await LoadAsync(new SimulatedShop(marker.LastDay, options with { Seed = marker.Seed }), display, cancel);
        marker = marker with { Stage = DemoStage.Loaded };
        marker.Write(directory);
        return marker;
    }

    private DateOnly Yesterday() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);

    private async Task<bool> IsEmptyAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return !await db.Items.AnyAsync(cancel) && !await db.Users.AnyAsync(cancel) && !await db.Events.AnyAsync(cancel);
    }

    // The products are the first transaction of a load: whatever an interrupted one left has them.
    private async Task<bool> IsDemoAsync(CancellationToken cancel)
    {
        var first = DemoRows.Item(new SimulatedShop(Yesterday(), options with { Customers = 1 }).Products[0], default);
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Items.AnyAsync(item => item.ItemId == first.ItemId && item.Name == first.Name, cancel);
    }

    private async Task LoadAsync(SimulatedShop shop, ProgressDisplay display, CancellationToken cancel) =>
        await display.RunAsync(async board =>
        {
            var products = board.Begin("Demo products", "products");
            Demand(await items.WriteAsync([.. shop.Products.Select(p => DemoRows.Item(p, shop.FirstDay))], Write, cancel));
            products.Finish(shop.Products.Count);
            var customers = board.Begin("Demo customers", "customers");
            Demand(await users.WriteAsync([.. shop.Customers.Select(c => DemoRows.User(c, shop.FirstDay))], Write, cancel));
            customers.Finish(shop.Customers.Count);
            var count = await LoadEventsAsync(shop, board.Begin("Demo events", "events"), cancel);
            await AnalyzeAsync(cancel);
            return count;
        });

    /// <summary>The year is simulated on one core while the database stores what is ready on another.</summary>
    private async Task<long> LoadEventsAsync(SimulatedShop shop, ProgressStep step, CancellationToken cancel)
    {
        var batches = Channel.CreateBounded<NewEvent[]>(2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var simulation = Task.Run(() => SimulateAsync(shop, batches.Writer, stop.Token), stop.Token);
        try
        {
            var start = new DateTimeOffset(shop.FirstDay, default, TimeSpan.Zero);
            var days = (double)(shop.LastDay.DayNumber - shop.FirstDay.DayNumber + 1);
            var count = 0L;
            await foreach (var batch in batches.Reader.ReadAllAsync(cancel))
            {
                Demand(await events.WriteAsync(batch, Write, cancel));
                count += batch.Length;
                step.Report((batch[^1].OccurredAt - start).TotalDays / days, count);
            }

            await simulation;
            step.Finish(count);
            return count;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static async Task SimulateAsync(SimulatedShop shop, ChannelWriter<NewEvent[]> batches, CancellationToken cancel)
    {
        try
        {
            foreach (var batch in shop.Events().Chunk(BatchSize))
            {
                await batches.WriteAsync(Array.ConvertAll(batch, DemoRows.Event), cancel);
            }

            batches.Complete();
        }
        catch (Exception fault)
        {
            batches.Complete(fault);
        }
    }

    /// <summary>The planner knows nothing of tables that were filled a second ago, and the first training reads all of them.</summary>
    private async Task AnalyzeAsync(CancellationToken cancel)
    {
        await using var analyze = source.CreateCommand(
            "ANALYZE shop.events; ANALYZE shop.items; ANALYZE shop.users; ANALYZE shop.session_links"
        );
        analyze.CommandTimeout = 120;
        await analyze.ExecuteNonQueryAsync(cancel);
    }

    private static void Demand(WriteResult result)
    {
        if (result.Rejected is [var first, ..])
        {
            throw new InvalidOperationException(
                $"The store refused {result.Rejected.Count} rows of the demo shop: {first.Code}, {first.Detail}"
            );
        }
    }
}
