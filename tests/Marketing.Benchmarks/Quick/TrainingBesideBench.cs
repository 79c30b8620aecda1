using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Target: while a model is trained, p99 stays within twice its idle value. The training is als on a million interactions with both cores, on the threads
/// that a run takes; the two states take turns, so that a noisy machine is noisy in both.
/// </summary>
internal static class TrainingBesideBench
{
    private const int Rate = 200;
    private const int Rounds = 3;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var model = ServingBench.Load();
        using var catalogue = Catalogue.Of(ServingShop.Catalogue());
        await using var app = await ServingHost.StartAsync(model, catalogue);
        var data = Simulated.Shop(20_000, 5_000, 1_000_000, seed: 3);
        var (url, user) = (app.Urls.First(), 0);
        async Task AskAsync(string what)
        {
            await LoadProcess.RunAsync("load-at", url, $"{Rate}", $"{user}", what);
            user += 10 * Rate;
        }

        await AskAsync("");
        for (var round = 1; round <= Rounds; round++)
        {
            await AskAsync("nothing else");
            using var stop = new CancellationTokenSource();
            var training = TrainingThreads.Instance.RunAsync(() => Train(data, stop.Token));
            await AskAsync("a training beside");
            var ended = training.IsCompleted;
            await stop.CancelAsync();
            Console.WriteLine($"  {await training} epochs of als meanwhile{(ended ? ", and it had ended" : "")}");
        }
    }

    private static int Train(Histories data, CancellationToken stop)
    {
        var trainer = RecommenderTrainers.Find("als") ?? throw new InvalidOperationException();
        var settings = new Dictionary<string, double> { ["Factors"] = 64, ["Epochs"] = 1000 };
        var epochs = 0;
        try
        {
            trainer.Train(data, settings, new TrainingControl(1, Environment.ProcessorCount, _ => epochs++, stop));
        }
        catch (OperationCanceledException)
        {
            // Enough was measured.
        }

        return epochs;
    }
}
