namespace Marketing.DemoShop;

/// <summary>
/// One stream of random numbers, named by a seed, a purpose and two keys (a customer, a day, …): streams never disturb one another, so a change in one part
/// of the simulation leaves the others as they were. SplitMix64: Steele, Lea and Flood (OOPSLA 2014).
/// </summary>
internal sealed class Dice(ulong seed, Purpose purpose, long key1 = 0, long key2 = 0)
{
    private ulong _state = Mix(Mix(Mix(Mix(seed) ^ (ulong)purpose) ^ (ulong)key1) ^ (ulong)key2);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state++);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Uniform in 0..count-1.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Normal, mean 0, deviation 1 (Box and Muller).</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    /// <summary>Exponential with this mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Poisson by multiplication (Knuth); for means up to a few dozen.</summary>
    public int Poisson(double mean)
    {
        var limit = Math.Exp(-mean);
        var count = -1;
        for (var product = 1.0; product > limit; count++)
        {
            product *= Uniform();
        }

        return Math.Max(0, count);
    }

    /// <summary>Any element, all alike.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>An index with probability proportional to its weight; weights at least 0, one above 0.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var left = Uniform() * total;
        for (var index = 0; index < weights.Length; index++)
        {
            left -= weights[index];
            if (left < 0)
            {
                return index;
            }
        }

        // Rounding may leave a crumb: the last one that can be drawn.
        return weights.LastIndexOfAnyExcept(0.0);
    }

    private static ulong Mix(ulong x)
    {
        var z = x + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>First keys of the streams: a number each, never renumbered, since the shop would be another.</summary>
internal enum Purpose
{
    Catalogue = 1,
    Product = 2,
    Brand = 3,
    Persona = 4,
    Customer = 5,
    Day = 6,
    Session = 7,
    AnonymousDay = 8,
    AnonymousSession = 9,
    Bot = 10,
    Ad = 11,
    FollowUp = 12,
}
