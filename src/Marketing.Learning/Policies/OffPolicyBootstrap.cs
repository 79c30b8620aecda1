namespace Marketing.Learning.Policies;

/// <summary>Sums over rows, from which every estimator follows.</summary>
internal readonly record struct OffPolicySums(double Rows, double Weight, double Weighted, double Direct, double Robust, double Reward)
{
    public double Ips => Weighted / Rows;

    public double Snips => Weight > 0 ? Weighted / Weight : 0;

    public double Dm => Direct / Rows;

    public double Dr => Robust / Rows;

    public double Logged => Reward / Rows;

    public static OffPolicySums operator +(OffPolicySums a, OffPolicySums b) =>
        new(a.Rows + b.Rows, a.Weight + b.Weight, a.Weighted + b.Weighted, a.Direct + b.Direct, a.Robust + b.Robust, a.Reward + b.Reward);
}

/// <summary>Efron's percentile bootstrap over customers.</summary>
internal static class OffPolicyBootstrap
{
    public static List<OffPolicySums> Draw(OffPolicySums[] units, OffPolicyOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Draws, 100, nameof(options));
        var draws = new List<OffPolicySums>(options.Draws);
        for (var draw = 0; draw < options.Draws; draw++)
        {
            options.Cancel.ThrowIfCancellationRequested();
            var sums = new OffPolicySums();
            for (var at = 0; at < units.Length; at++)
            {
                var counter = ((ulong)draw << 32) | (uint)at;
                sums += units[(int)(SplitMix64.Uniform(options.Seed, counter) * units.Length)];
            }

            draws.Add(sums);
        }

        return draws;
    }

    public static IntervalEstimate Interval(double value, IEnumerable<double> draws, double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Must be above 0 and below 1.");
        }

        double[] sorted = [.. draws.Order()];
        var tail = (1 - confidence) / 2;
        var mean = sorted.Average();
        return new IntervalEstimate(
            value,
            Math.Sqrt(sorted.Sum(draw => (draw - mean) * (draw - mean)) / Math.Max(1, sorted.Length - 1)),
            sorted[(int)Math.Floor(tail * (sorted.Length - 1))],
            sorted[(int)Math.Ceiling((1 - tail) * (sorted.Length - 1))]
        );
    }
}
