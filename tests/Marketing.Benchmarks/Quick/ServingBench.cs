using System.Diagnostics;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Artefact;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Store.Mirrors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Targets: a model of 100,000 users × 100,000 items × 64 factors loads within 3 s; p99 below 10 ms at 500 requests/s; a cached answer at least
/// at half the rate of /health/live.
/// </summary>
internal static class ServingBench
{
    private const int Asked = 2_000;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var model = Load();
        using var catalogue = Catalogue.Of(ServingShop.Catalogue());
        var build = Yardstick.Best(3, () => new Shelf(model, catalogue.Current));
        Console.WriteLine($"model beside catalogue: {build * 1e3:0} ms, in the background after a change");
        await using var app = await ServingHost.StartAsync(model, catalogue);
        await InProcessAsync(app.Services, catalogue);
        await OverHttpAsync(app);
    }

    internal static ServedRecommendations Load()
    {
        using var artefact = new MemoryStream();
        ModelFile.Write(ServingShop.Model(), artefact);
        ServedRecommendations? model = null;
        var seconds = Yardstick.Seconds(() =>
        {
            artefact.Position = 0;
            model = new RecommendationsLoader().Load(artefact);
        });
        Console.WriteLine($"artefact of {artefact.Length / 1e6:0} MB: loaded in {seconds:0.00} s");
        return model ?? throw new InvalidOperationException();
    }

    private static async Task InProcessAsync(IServiceProvider services, Catalogue catalogue)
    {
        var service = services.GetRequiredService<RecommendationService>();
        await AskAsync(service, ServingShop.Users - 200, 200);
        var (vector, scores) = (new float[ServingShop.Scan.Width], new float[ServingShop.Items]);
        var pass = Yardstick.Best(10, () => ServingShop.Scan.Scores(vector, scores));
        Console.WriteLine($"yardstick: one pass over the items' vectors {pass * 1e3:0.00} ms");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var uncached = await AskAsync(service, 0, Asked);
        Print("uncached, in process", uncached);
        Console.WriteLine(
            $"  {(GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Asked / 1e3:0} kB allocated an answer, its cached copy and its log row among them"
        );
        Console.WriteLine($"  median = {Quantile(uncached, .5) / pass:0.0} × the pass");
        Print("cached, in process", await AskAsync(service, 0, Asked));

        using var stop = new CancellationTokenSource();
        var changing = ChangeAsync(catalogue, stop.Token);
        Print("uncached, while the catalogue changes 20 times a second", await AskAsync(service, Asked, Asked));
        await stop.CancelAsync();
        await changing;
    }

    private static async Task ChangeAsync(Catalogue catalogue, CancellationToken cancel)
    {
        var current = catalogue.Mirror.Current;
        current = new MirrorSnapshot<CatalogueItem>(
            ServingShop.Catalogue().ToDictionary(row => row.ItemId, StringComparer.Ordinal),
            DateTimeOffset.MinValue,
            current.Version + 10
        );
        for (var change = 0; !cancel.IsCancellationRequested; change++)
        {
            var row = ServingShop.Row(change, stock: 0);
            current = current.With([new KeyValuePair<string, CatalogueItem?>(row.ItemId, row)], DateTimeOffset.MinValue);
            catalogue.Mirror.Start(current);
            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<double[]> AskAsync(RecommendationService service, int first, int count)
    {
        var took = new double[count];
        for (var at = 0; at < count; at++)
        {
            var began = Stopwatch.GetTimestamp();
            var ask = new Ask { UserId = ServingShop.User(first + at), Request = new RankRequest() };
            var answer = await service.AnswerAsync(ask, CancellationToken.None);
            await answer.ExecuteAsync(new DefaultHttpContext());
            took[at] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        return took;
    }

    private static async Task OverHttpAsync(WebApplication app)
    {
        var (busy, paused, collected) = (Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration(), GC.CollectionCount(2));
        await LoadProcess.RunAsync("load", app.Urls.First());
        Console.WriteLine(
            $"meanwhile the server used {(Environment.CpuUsage.TotalTime - busy).TotalSeconds:0.0} s of processor and paused {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:0} ms for memory, {GC.CollectionCount(2) - collected} times for all of it; server collector: {System.Runtime.GCSettings.IsServerGC}"
        );
    }

    private static void Print(string what, double[] seconds)
    {
        Console.WriteLine(
            $"{what}: {seconds.Length / seconds.Sum():N0} answers/s on one thread, p50 {Quantile(seconds, .5) * 1e3:0.000} ms, p99 {Quantile(seconds, .99) * 1e3:0.000} ms, worst {seconds.Max() * 1e3:0.0} ms"
        );
    }

    internal static double Quantile(double[] values, double share) => values.Order().ElementAt((int)(share * (values.Length - 1)));
}
