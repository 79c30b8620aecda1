using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): a number is set to 0 with the given rate, else divided by 1 − rate, so that serving needs nothing.
/// What falls depends on the seed and the place only; hence the backward pass is the same call on the gradient.
/// </summary>
internal static class Dropout
{
    /// <param name="values">Changed in place.</param>
    /// <param name="rate">In [0, 1); 0 changes nothing.</param>
    /// <param name="seed">Another for every batch and place.</param>
    public static void Apply<T>(Span<T> values, double rate, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rate <= 0)
        {
            return;
        }

        // Four places share one random number, 16 bits each.
        var (threshold, scale) = ((ulong)(rate * 65536), T.CreateTruncating(1 / (1 - rate)));
        for (var at = 0; at < values.Length; at += 4)
        {
            var bits = SplitMix64.At(seed, (ulong)at);
            for (var place = at; place < Math.Min(at + 4, values.Length); place++, bits >>= 16)
            {
                values[place] = (bits & 0xFFFF) < threshold ? T.Zero : values[place] * scale;
            }
        }
    }
}
