using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Target: while a model is trained, p99 stays within twice its idle value. The training is als on a million interactions with both cores, on the threads
/// that a run takes; the two states take turns of a few seconds, so that a noisy machine is noisy in both, and the medians of their quantiles are compared.
/// </summary>
internal static class TrainingBesideBench
{
    private const int Rate = 200;
    private const int Rounds = 12;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var model = ServingBench.Load();
        using var catalogue = Catalogue.Of(ServingShop.Catalogue());
        await using var app = await ServingHost.StartAsync(model, catalogue);
        var data = Simulated.Shop(20_000, 5_000, 1_000_000, seed: 3);
        var (url, user) = (app.Urls.First(), 0);
        async Task<(double P50, double P99)> AskAsync(TimeSpan time)
        {
            var first = user;
            user += (int)(time.TotalSeconds * Rate);
            return await LoadProcess.QuantilesAsync(url, Rate, first, time);
        }

        await AskAsync(TimeSpan.FromSeconds(10));
        var (alone, beside, epochs) = (new List<(double P50, double P99)>(), new List<(double P50, double P99)>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await AskAsync(Turn));
            using var stop = new CancellationTokenSource();
            var training = TrainingThreads.Instance.RunAsync(() => Train(data, stop.Token));
            beside.Add(await AskAsync(Turn));
            await stop.CancelAsync();
            epochs += await training;
        }

        Print("nothing else", alone);
        Print("a training beside", beside);
        Console.WriteLine(
            $"  {epochs} epochs of als meanwhile; medians of {Rounds} turns: p50 {Median(beside, turn => turn.P50) / Median(alone, turn => turn.P50):0.0} ×, p99 {Median(beside, turn => turn.P99) / Median(alone, turn => turn.P99):0.0} ×"
        );
    }

    private static void Print(string what, List<(double P50, double P99)> turns) =>
        Console.WriteLine(
            $"over HTTP, {Rate} requests/s on a schedule, {what}: p50 {Median(turns, turn => turn.P50):0.0} ms; p99 {Median(turns, turn => turn.P99):0.0} ms, in the turns {string.Join(" ", turns.Select(turn => $"{turn.P99:0.0}"))}"
        );

    private static double Median(List<(double P50, double P99)> turns, Func<(double P50, double P99), double> of) =>
        ServingBench.Quantile([.. turns.Select(of)], .5);

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
