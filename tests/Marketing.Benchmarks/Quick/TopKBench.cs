using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: at most .8 ms for one user on one thread (one pass over 25.6 MB), at least 5,000 users/s batched on two cores.</summary>
internal static class TopKBench
{
    private const int Factors = 64;
    private const int K = 10;

    public static void Run()
    {
        foreach (var items in (int[])[20_000, 100_000, 1_000_000])
        {
            var rows = new float[items * Factors];
            for (var at = 0; at < rows.Length; at++)
            {
                rows[at] = (float)SplitMix64.Uniform(1, (ulong)at) - .5f;
            }

            var scan = FactorScan.FromRows(rows, items, Factors);
            scan.Prepare();
            var pass = Yardstick.PassSeconds(items * Factors);
            var (full, ruledOut) = (Full(scan), Top(scan));
            Console.WriteLine(
                $"{items, 9:N0} items: a pass over the vectors {pass * 1e3:0.000} ms; one user {ruledOut * 1e3:0.000} ms = {ruledOut / pass:0.00} ×; by the full scan {full * 1e3:0.000} ms = {full / pass:0.00} ×; "
                    + $"batched {Batched(scan, 1):N0} users/s on one thread, {Batched(scan, 2):N0} on two"
            );
        }
    }

    private static int Times(FactorScan scan) => 200_000_000 / (scan.ItemCount * Factors) * 4;

    private static double Full(FactorScan scan)
    {
        var (user, scores) = (User(7), new float[scan.ItemCount]);
        var (items, best) = (new int[K], new float[K]);
        return Yardstick.Best(
            Times(scan),
            () =>
            {
                scan.Scores(user, scores);
                return TopItems.Select(scores, items, best);
            }
        );
    }

    private static double Top(FactorScan scan)
    {
        var (user, items, best) = (User(7), new int[K], new float[K]);
        return Yardstick.Best(Times(scan), () => scan.Top(user, ItemMask.None, items, best));
    }

    private static double Batched(FactorScan scan, int threads)
    {
        const int Users = 64;
        var batches = Enumerable.Range(0, threads).Select(_ => new FactorScanBatch(scan, Users, K)).ToArray();
        for (var user = 0; user < Users; user++)
        {
            foreach (var batch in batches)
            {
                User(user).CopyTo(batch.Vector(user));
            }
        }

        var seconds = Yardstick.Best(
            scan.ItemCount > 500_000 ? 5 : 30,
            () => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, at => batches[at].Run(Users, null))
        );
        return threads * Users / seconds;
    }

    private static float[] User(int number) =>
        [.. Enumerable.Range(0, Factors).Select(at => (float)SplitMix64.Uniform(2 + (ulong)number, (ulong)at) - .5f)];
}
