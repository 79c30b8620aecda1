using System.Globalization;
using Marketing.Api.Hosting;
using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Api.Demo;

/// <summary>What the person who started the demo reads: where it is, the keys, and three commands to try.</summary>
internal sealed class DemoGreeting(MadeKeys keys, IDbContextFactory<MarketingDb> databases, DataDirectory directory, TimeProvider clock)
{
    /// <summary>A customer of the demo shop who buys novels, puzzles and games.</summary>
    internal const string DemoCustomer = "u-3361";

    /// <summary>Who looks at one of these is soon shown what goes with it.</summary>
    internal const string DemoCategory = "Sports > Camping > Tents";

    /// <param name="address">Where the host listens.</param>
    /// <param name="isDemo">The store holds the demo shop, not somebody's own data.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<string> WriteAsync(string address, bool isDemo, CancellationToken cancel)
    {
        var (customer, item, name) = await ExampleAsync(isDemo, cancel);
        // An address for everybody is not one that can be opened.
        var root = address
            .TrimEnd('/')
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);
        var text = new StringWriter();
        await text.WriteLineAsync($"\nMarketing is ready at {root}  (all operations: {root}/swagger, sign in with a key)");
        await text.WriteLineAsync(isDemo ? "" : "The store has data of its own, so the demo shop was not loaded.\n");
        foreach (var key in keys.Keys)
        {
            await text.WriteLineAsync($"  {key.Name, -11} {key.Key}");
        }

        var now = clock.GetUtcNow();
        var visitor = string.Create(CultureInfo.InvariantCulture, $"visitor-{now.ToUnixTimeSeconds()}");
        var happened = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var body =
            $$"""{"events":[{"id":"{{visitor}}","type":"view","userId":"{{visitor}}","itemId":"{{item}}","occurredAt":"{{happened}}"}]}""";
        var storefront = $"curl -sS -H 'X-Api-Key: {Key(ApiRole.Storefront)}'";
        await text.WriteLineAsync(
            $"""

            What to recommend to {customer}, and why:
              {storefront} '{root}/recommendations/{Uri.EscapeDataString(customer)}?n=5&explain=true'
            Somebody new looks at {name}, and is known a moment later:
              {storefront} -H 'Content-Type: application/json' -d '{body}' '{root}/events' && {storefront} '{root}/recommendations/{visitor}?n=5'
            Train every model again, as cron would at night:
              curl -sS -X POST -H 'X-Api-Key: {Key(ApiRole.Operator)}' '{root}/models/retrain'

            Log: {directory.File("logs")}. Ctrl+C stops it; the data stays.
            """
        );
        return text.ToString();
    }

    private string Key(ApiRole role) =>
        keys.Keys.FirstOrDefault(key => key.Role == role)?.Key ?? $"YOUR-{role.ToString().ToUpperInvariant()}-KEY";

    private async Task<(string Customer, string Item, string Name)> ExampleAsync(bool isDemo, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var customer = isDemo
            ? DemoCustomer
            : await db
                .Events.Where(e => e.Type == EventType.Purchase && !e.UserId.StartsWith(NewEvent.SessionPrefix))
                .Select(e => e.UserId)
                .FirstOrDefaultAsync(cancel);
        var items = db.Items.Where(i => i.Available && i.Recommendable && i.Stock != 0);
        var item = await (isDemo ? items.Where(i => i.Category == DemoCategory) : items)
            .OrderBy(i => i.ItemId)
            .Select(i => new { i.ItemId, i.Name })
            .FirstOrDefaultAsync(cancel);
        return (customer ?? "somebody", item?.ItemId ?? "something", item?.Name ?? item?.ItemId ?? "something");
    }
}
