namespace Marketing.Learning;

/// <summary>
/// Counter-based random numbers: the value at a counter depends on seed and counter only, so order and threads never matter.
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
/// </summary>
public static class SplitMix64
{
    /// <summary>z = x + 0x9E3779B97F4A7C15; z = (z ⊕ z≫30)·0xBF58476D1CE4E5B9; z = (z ⊕ z≫27)·0x94D049BB133111EB; z ⊕ z≫31, modulo 2⁶⁴.</summary>
    public static ulong Mix(ulong x)
    {
        unchecked
        {
            var z = x + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Independent value for a seed and a counter.</summary>
    public static ulong At(ulong seed, ulong counter) => Mix(Mix(seed) ^ counter);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public static double Uniform(ulong seed, ulong counter) => (At(seed, counter) >> 11) * (1.0 / (1UL << 53));
}
