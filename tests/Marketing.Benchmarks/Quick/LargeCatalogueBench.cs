using Marketing.Store;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: p99 below 10 ms at 200 requests/s with 1,000,000 items, of which every answer looks at all (their recall: <see cref="TopKBench"/>).</summary>
internal static class LargeCatalogueBench
{
    private const int Items = 1_000_000;
    private const int Rate = 200;
    private const int Rounds = 3;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        ServingShop.Items = Items;
        var model = ServingBench.Load();
        using var catalogue = Catalogue.Of(ServingShop.Catalogue());
        await using var app = await ServingHost.StartAsync(model, catalogue);
        var (url, user) = (app.Urls.First(), 0);
        for (var round = 0; round <= Rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            await LoadProcess.RunAsync("load-at", url, $"{Rate}", $"{user}", round == 0 ? "" : $"{Items:N0} items");
            Console.WriteLine(
                $"  {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / (10 * Rate):0.00} ms of CPU a request in the server"
            );
            user += 10 * Rate;
        }
    }
}
