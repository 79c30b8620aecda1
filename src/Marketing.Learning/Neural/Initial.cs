using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>First weights: each depends on the seed and its own place only.</summary>
internal static class Initial
{
    /// <summary>Uniform in [−limit, limit).</summary>
    public static void Uniform<T>(Span<T> weights, double limit, ulong seed)
        where T : INumberBase<T>
    {
        for (var at = 0; at < weights.Length; at++)
        {
            weights[at] = T.CreateTruncating(limit * ((2 * SplitMix64.Uniform(seed, (ulong)at)) - 1));
        }
    }
}
