using Marketing.Learning.Policies;

namespace Marketing.Benchmarks.Quick;

/// <summary>Regret of Thompson sampling over 200 seeds, on ads-ctr-bandit (10,000 rounds of full feedback) or a simulated log of its rates.</summary>
internal static class BanditBench
{
    public static void Run()
    {
        var file = Find();
        bool[][] feedback = file is null
            ? Simulated()
            : [.. File.ReadLines(file).Skip(1).Select(line => Array.ConvertAll(line.Split(','), cell => cell.Trim() == "1"))];
        var best = Enumerable.Range(0, 10).Max(arm => feedback.Count(round => round[arm]));
        var regrets = new double[200];
        Parallel.For(0, regrets.Length, seed => regrets[seed] = best - BetaBandit.Play(feedback, 10, (ulong)seed + 1));
        var mean = regrets.Average();
        var spread = Math.Sqrt(regrets.Sum(regret => (regret - mean) * (regret - mean)) / (regrets.Length - 1));
        Array.Sort(regrets);
        Console.WriteLine(
            $"{(file is null ? "simulated" : "ads-ctr-bandit")}, {feedback.Length:N0} rounds, best single ad {best:N0} clicks. Regret over 200 seeds: mean {mean:0.0} ± {spread / Math.Sqrt(200):0.0}, standard deviation {spread:0.0}, 5 % {regrets[10]:0}, median {regrets[100]:0}, 95 % {regrets[190]:0}"
        );
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "ads-ctr-bandit", "clicks.csv");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private static bool[][] Simulated()
    {
        double[] rates = [.17, .13, .07, .12, .27, .01, .11, .21, .1, .05];
        return
        [
            .. Enumerable
                .Range(0, 10_000)
                .Select(round =>
                    rates.Select((rate, arm) => Marketing.Learning.SplitMix64.Uniform(1, ((ulong)round << 4) + (ulong)arm) < rate).ToArray()
                ),
        ];
    }
}
