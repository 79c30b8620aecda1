namespace Marketing.Learning.Ranking;

/// <summary>The interval of a difference between two models on the same users, by drawing users with replacement (Efron's percentile bootstrap).</summary>
/// <param name="Difference">Mean of a − b over the users.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="ShareAbove">Share of the draws in which a is above b, ties counting half.</param>
public readonly record struct PairedBootstrap(double Difference, double Low, double High, double ShareAbove)
{
    /// <summary>Compares two models.</summary>
    /// <param name="a">A metric of each user. Shape [users].</param>
    /// <param name="b">The same metric of the same users in the same order. Shape [users].</param>
    /// <param name="seed">The same seed gives the same draws.</param>
    /// <param name="draws">At least 1; 2,000 give the ends of a 95 % interval to about a tenth of its width.</param>
    /// <param name="confidence">Share of the draws inside the interval, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">The users differ in number, or there are none.</exception>
    public static PairedBootstrap Compare(
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        ulong seed,
        int draws = 2000,
        double confidence = .95
    )
    {
        if (a.Length != b.Length || a.Length == 0)
        {
            throw new ArgumentException("Both models need the same users, and at least one.", nameof(b));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Must be above 0 and below 1.");
        }

        var differences = new double[a.Length];
        for (var user = 0; user < a.Length; user++)
        {
            differences[user] = a[user] - b[user];
        }

        var means = new double[draws];
        var above = 0.0;
        for (var draw = 0; draw < draws; draw++)
        {
            var sum = 0.0;
            for (var at = 0; at < differences.Length; at++)
            {
                var counter = ((ulong)draw << 32) | (uint)at;
                sum += differences[(int)(SplitMix64.Uniform(seed, counter) * differences.Length)];
            }

            means[draw] = sum / differences.Length;
            above += means[draw] switch
            {
                > 0 => 1,
                < 0 => 0,
                _ => .5,
            };
        }

        Array.Sort(means);
        var tail = (1 - confidence) / 2;
        return new PairedBootstrap(
            differences.Sum() / differences.Length,
            means[(int)Math.Floor(tail * (draws - 1))],
            means[(int)Math.Ceiling((1 - tail) * (draws - 1))],
            above / draws
        );
    }
}
