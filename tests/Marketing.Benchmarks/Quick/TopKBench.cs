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
            var single = One(scan);
            var pass = items * Factors * 4.0 / (Yardstick.MemoryGigabytesPerSecond() * 1e9);
            Console.WriteLine(
                $"{items, 9:N0} items: one user {single * 1e3:0.000} ms = {single / pass:0.00} × a memory pass; batched {Batched(scan, 1):N0} users/s on one thread, {Batched(scan, 2):N0} on two"
            );
        }
    }

    private static double One(FactorScan scan)
    {
        var (user, scores) = (User(7), new float[scan.ItemCount]);
        var (items, best) = (new int[K], new float[K]);
        return Yardstick.Best(
            200_000_000 / (scan.ItemCount * Factors) * 4,
            () =>
            {
                scan.Scores(user, scores);
                return TopItems.Select(scores, items, best);
            }
        );
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
