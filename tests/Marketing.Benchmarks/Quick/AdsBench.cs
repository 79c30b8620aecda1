using Marketing.Ads;
using Marketing.Ads.Simulation;

namespace Marketing.Benchmarks.Quick;

/// <summary>
/// Proof on known truth. Targets: 95 % of the value of who knows the truth after 60,000 decisions, intervals that cover it in 90 % of 200 seeds, budgets within 1 %.
/// </summary>
internal static class AdsBench
{
    private const int Day = 20_000;
    private const int Nights = 3;
    private const int Seeds = 200;

    public static void Run()
    {
        foreach (var algorithm in (string[])["logistic-ftrl", "ffm"])
        {
            double[] shares = [.. Enumerable.Range(1, 5).Select(seed => ShareOfBest(algorithm, (ulong)seed))];
            Console.WriteLine(
                $"{algorithm}: after {Nights} days of {Day:N0} decisions {shares.Average():P1} of the best possible value (5 shops, {shares.Min():P1} to {shares.Max():P1})"
            );
        }

        var covered = 0;
        Parallel.For(1, Seeds + 1, seed => Interlocked.Add(ref covered, Coverage.Covers((ulong)seed, rows: 2_000) ? 1 : 0));
        Console.WriteLine($"95 % intervals of the doubly robust estimate cover the truth in {covered} of {Seeds} seeds");
        double[] spent = [.. Enumerable.Range(1, Seeds).Select(seed => PacedDay.Spent((ulong)seed, share: .02 + (.9 * seed / Seeds)))];
        Console.WriteLine(
            $"budgets of {Seeds} paced days: {spent.Min():P2} to {spent.Max():P2} spent, {spent.Count(one => one >= .99)} of them within 1 %"
        );
    }

    private static double ShareOfBest(string algorithm, ulong seed)
    {
        var days = new SimulatedDays(seed, new AdsOptions { Holdout = 0 });
        for (var night = 0; night < Nights; night++)
        {
            days.Run(Day);
            days.Train(algorithm);
        }

        var (earned, possible) = days.Run(Day / 2);
        return earned / possible;
    }
}
