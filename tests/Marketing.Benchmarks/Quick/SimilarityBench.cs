using System.Diagnostics;
using Marketing.Learning;
using Marketing.Learning.Recommenders;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Growth of the neighbour models (and of als) with the interactions: CPU seconds and memory a million interactions should stay flat, not grow with them. Also whether what a
/// run estimates beforehand holds.
/// </summary>
internal static class SimilarityBench
{
    private const string Picture = "similarity.svg";

    // What is begun is finished; the next size is left out when it would take longer than this.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public static void Run()
    {
        Console.WriteLine(
            "interactions     users    items   model         train s    CPU s   CPU µs/interaction   estimated MB   peak MB   MB/million"
        );
        var lines = new SortedDictionary<string, List<(double Interactions, double Seconds, double Megabytes)>>(StringComparer.Ordinal);
        foreach (var interactions in (int[])[100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 20_000_000])
        {
            Histories? data = null;
            foreach (var name in (string[])["item-cosine", "user-cosine", "als"])
            {
                var points = lines.TryGetValue(name, out var known) ? known : lines[name] = [];
                if (points.Count > 0 && points[^1].Seconds * interactions / points[^1].Interactions > Longest.TotalSeconds)
                {
                    Console.WriteLine(
                        $"{interactions, 12:N0}   {name}: left out, it would take longer than {Longest.TotalMinutes:0} minutes of one core"
                    );
                    continue;
                }

                data ??= Simulated.Shop(interactions / 50, interactions / 200, interactions, seed: 3);
                points.Add(One(name, data));
            }
        }

        File.WriteAllText(Picture, GrowthPlot.Draw(lines));
        Console.WriteLine($"plotted: {Path.GetFullPath(Picture)}");
    }

    internal static (double Interactions, double Seconds, double Megabytes) One(string name, Histories data, TimeSpan? budget = null)
    {
        var trainer = RecommenderTrainers.Find(name) ?? throw new InvalidOperationException(name);
        var control = new TrainingControl(1, Environment.ProcessorCount, null, CancellationToken.None) { Budget = budget };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stop = new CancellationTokenSource();
        var peak = PeakAsync(stop.Token);
        IRecommender? model = null;
        var began = Stopwatch.GetTimestamp();
        var cpu = Yardstick.CpuSeconds(() => model = trainer.Train(data, new Dictionary<string, double>(), control));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        stop.Cancel();
        GC.KeepAlive(model);
        var megabytes = (peak.GetAwaiter().GetResult() - before) / 1048576.0;
        var interactions = (double)data.EventCount;
        Console.WriteLine(
            $"{interactions, 12:N0}  {data.UserCount, 8:N0} {data.ItemCount, 8:N0}   {name, -12} {seconds, 8:0.00} {cpu, 8:0.00}   {cpu / interactions * 1e6, 18:0.00}   {trainer.EstimatedBytes(data) / 1048576.0, 12:0}   {megabytes, 7:0}   {megabytes / interactions * 1e6, 10:0}"
        );
        return (interactions, cpu, megabytes);
    }

    // The managed heap with what the collector has not taken yet: nearly all that a training takes.
    private static Task<long> PeakAsync(CancellationToken stop) =>
        Task.Factory.StartNew(
            () =>
            {
                var peak = 0L;
                while (!stop.WaitHandle.WaitOne(20))
                {
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                }

                return Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
}
