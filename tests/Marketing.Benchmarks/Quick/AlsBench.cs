using Marketing.Learning;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: at most .15 s an epoch at 64 factors on two idle cores (goal .10; a C++ peer .099), .40 s at 128.</summary>
internal static class AlsBench
{
    public static void Run()
    {
        var data = Simulated.Real("splits/movielens-1m.train.csv.gz") ?? Simulated.Shop(6034, 3126, 796_244, seed: 1);
        var users = SparseRows.FromHistories(data, int.MaxValue, withValues: false);
        var items = users.Transpose();
        Console.WriteLine($"{users.EntryCount:N0} pairs, {users.RowCount:N0} users, {items.RowCount:N0} items");
        foreach (var factors in (int[])[64, 128])
        {
            MeasureMemory(data, factors);
        }

        Console.WriteLine("factors threads  best s/epoch  median  best CPU s   useful GFLOP/s   share of the matrix product");
        foreach (var factors in (int[])[64, 128, 256])
        {
            foreach (var threads in (int[])[1, 2])
            {
                Measure(users, items, factors, threads);
            }
        }
    }

    // What lives at the end of each epoch (sparse rows of both sides, vectors of both sides) against the interactions themselves: item, weight and time of each, 16 bytes.
    private static void MeasureMemory(Histories data, int factors)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        void Look(double done) => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        var settings = new Dictionary<string, double> { ["Factors"] = factors, ["Epochs"] = 2 };
        var model = new AlsTrainer().Train(data, settings, new TrainingControl(1, 2, Look, CancellationToken.None));
        GC.KeepAlive(model);
        var interactions = data.EventCount * 16.0;
        Console.WriteLine(
            $"{factors} factors: training holds {most / 1e6:0.0} MB beside the {interactions / 1e6:0.0} MB of interactions: {(interactions + most) / interactions:0.00} times the data in all"
        );
    }

    private static void Measure(SparseRows users, SparseRows items, int factors, int threads)
    {
        var weights = new AlsSettings(.01, .2, 0);
        var control = new TrainingControl(1, threads, null, CancellationToken.None);
        var (left, right) = (new FactorMatrix(users.RowCount, factors), new FactorMatrix(items.RowCount, factors));
        right.Randomize(1, .1 / Math.Sqrt(factors));
        var sweeps = new AlsSweeps(left.Width, weights, control);
        void Epoch()
        {
            sweeps.Solve(users, right, left);
            sweeps.Solve(items, left, right);
        }

        Epoch();
        var (seconds, cpu) = (new double[factors > 128 ? 5 : 15], new double[factors > 128 ? 5 : 15]);
        for (var at = 0; at < seconds.Length; at++)
        {
            cpu[at] = Yardstick.CpuSeconds(() => seconds[at] = Yardstick.Seconds(Epoch));
        }

        Array.Sort(seconds);
        // Each pair is an outer product's upper half in both sweeps; each row a Cholesky factor.
        var work = (2.0 * users.EntryCount * factors * (factors + 1)) + ((users.RowCount + items.RowCount) * Math.Pow(factors, 3) / 3);
        var rate = work / seconds[0] / 1e9;
        var share = rate / threads / Yardstick.GramGigaflops();
        Console.WriteLine(
            $"{factors, 7} {threads, 7}  {seconds[0], 12:0.000}  {seconds[seconds.Length / 2], 6:0.000}  {cpu.Min(), 10:0.000}   {rate, 14:0}   {share:0.00}"
        );
    }
}
