namespace Marketing.Learning.Policies;

/// <summary>
/// Thompson sampling over click rates with a Beta(1, 1) prior each (Thompson 1933; Chapelle and Li 2011): draw a rate for each ad, show the highest, learn from
/// what came.
/// </summary>
public sealed class BetaBandit
{
    private readonly double[] _clicks;
    private readonly double[] _others;
    private readonly ulong _seed;
    private ulong _counter;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="arms">Number of ads, at least 1.</param>
    /// <param name="seed">Fixes every draw.</param>
    public BetaBandit(int arms, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(arms, 1);
        (_clicks, _others, _seed) = (new double[arms], new double[arms], seed);
        _clicks.AsSpan().Fill(1);
        _others.AsSpan().Fill(1);
    }

    /// <summary>The ad to show.</summary>
    public int Choose()
    {
        var (best, choice) = (-1.0, 0);
        for (var arm = 0; arm < _clicks.Length; arm++)
        {
            var clicks = Gamma(_clicks[arm]);
            var rate = clicks / (clicks + Gamma(_others[arm]));
            (best, choice) = rate > best ? (rate, arm) : (best, choice);
        }

        return choice;
    }

    /// <summary>Learns what came of showing an ad.</summary>
    public void Learn(int arm, bool clicked)
    {
        _clicks[arm] += clicked ? 1 : 0;
        _others[arm] += clicked ? 0 : 1;
    }

    /// <summary>Plays a log of full feedback and counts the clicks.</summary>
    /// <param name="feedback">For each round, which ads would have been clicked.</param>
    /// <param name="arms">Number of ads.</param>
    /// <param name="seed">Fixes every draw.</param>
    /// <returns>Clicks got. Regret is what the best single ad would have got, less this.</returns>
    public static int Play(IReadOnlyList<bool[]> feedback, int arms, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        var (bandit, clicks) = (new BetaBandit(arms, seed), 0);
        foreach (var round in feedback)
        {
            var arm = bandit.Choose();
            bandit.Learn(arm, round[arm]);
            clicks += round[arm] ? 1 : 0;
        }

        return clicks;
    }

    // Marsaglia and Tsang 2000, for shapes of at least 1.
    private double Gamma(double shape)
    {
        var d = shape - (1 / 3.0);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Gaussian();
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - Uniform()) < (.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    private double Uniform() => SplitMix64.Uniform(_seed, _counter++);
}
