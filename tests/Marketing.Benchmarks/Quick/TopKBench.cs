using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Benchmarks.Quick;

/// <summary>Target: at most .8 ms for one user on one thread (one pass over 25.6 MB), at least 5,000 users/s batched on two cores; recall@100 of 1 M at least .98.</summary>
internal static class TopKBench
{
    private const int Factors = 64;
    private const int K = 10;
    private const int RecallUsers = 100;

    public static void Run()
    {
        foreach (var items in (int[])[20_000, 100_000, 1_000_000])
        {
            var scan = Scan(items, spread: 0);
            var pass = Yardstick.PassSeconds(items * Factors);
            var (full, ruledOut) = (Full(scan), Top(scan));
            Console.WriteLine(
                $"{items, 9:N0} items: a pass over the vectors {pass * 1e3:0.000} ms; one user {ruledOut * 1e3:0.000} ms = {ruledOut / pass:0.00} ×; by the full scan {full * 1e3:0.000} ms = {full / pass:0.00} ×; "
                    + $"batched {Batched(scan, 1):N0} users/s on one thread, {Batched(scan, 2):N0} on two"
            );
        }

        foreach (var spread in (int[])[0, 4])
        {
            Console.WriteLine(
                $"1,000,000 items, the longest vector e^{spread} times the shortest: recall@100 against the full scan {Recall(Scan(1_000_000, spread)):0.0000}, mean of {RecallUsers} users"
            );
        }
    }

    private static FactorScan Scan(int items, double spread)
    {
        var rows = new float[items * Factors];
        for (var at = 0; at < rows.Length; at++)
        {
            var length = Math.Exp(spread * SplitMix64.Uniform(9, (ulong)(at / Factors)));
            rows[at] = (float)(length * (SplitMix64.Uniform(1, (ulong)at) - .5));
        }

        var scan = FactorScan.FromRows(rows, items, Factors);
        scan.Prepare();
        return scan;
    }

    private static double Recall(FactorScan scan)
    {
        const int Depth = 100;
        var (scores, best) = (new float[scan.ItemCount], new float[Depth]);
        var (all, found) = (new int[Depth], new int[Depth]);
        return Enumerable
            .Range(0, RecallUsers)
            .Average(user =>
            {
                scan.Scores(User(user), scores);
                TopItems.Select(scores, all, best);
                scan.Top(User(user), ItemMask.None, found, best);
                return all.Intersect(found).Count() / (double)Depth;
            });
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
