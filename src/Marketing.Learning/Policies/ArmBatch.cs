using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Policies;

/// <summary>
/// Arms side by side, so that four are worked out at once: an auction of 64 contenders asks for some 8,000 values of their distributions.
/// The plain form of each number is in <see cref="Arm"/>.
/// </summary>
internal sealed class ArmBatch
{
    private const int Lanes = 4;
    private readonly double[] _logOdds;
    private readonly double[] _deviation;
    private readonly double[] _worth;
    private readonly double[] _offset;
    private readonly (int At, double Value)[] _sure;

    public ArmBatch(ReadOnlySpan<Arm> arms)
    {
        Width = (arms.Length + Lanes - 1) / Lanes * Lanes;
        (_logOdds, _deviation, _worth, _offset) = (new double[Width], new double[Width], new double[Width], new double[Width]);
        _worth.AsSpan().Fill(1);
        // What fills up the last four lies below everything: its distribution is 1 everywhere, a factor that changes nothing.
        _offset.AsSpan().Fill(double.NegativeInfinity);
        List<(int, double)> sure = [];
        for (var at = 0; at < arms.Length; at++)
        {
            var arm = arms[at];
            if (arm.IsSure)
            {
                sure.Add((at, arm.ValueAt(0)));
            }
            else
            {
                (_logOdds[at], _deviation[at], _worth[at], _offset[at]) = (arm.LogOdds, arm.Deviation, arm.Worth, arm.Offset);
            }
        }

        _sure = [.. sure];
    }

    /// <summary>Number of arms, rounded up to a multiple of four.</summary>
    public int Width { get; }

    /// <summary>P(value of the arm ≤ <paramref name="value"/>) of each arm; 1 beyond the last.</summary>
    /// <param name="value">Any finite number.</param>
    /// <param name="into">Shape [width].</param>
    public void Cumulative(double value, Span<double> into)
    {
        ref var logOdds = ref MemoryMarshal.GetArrayDataReference(_logOdds);
        ref var deviations = ref MemoryMarshal.GetArrayDataReference(_deviation);
        ref var worths = ref MemoryMarshal.GetArrayDataReference(_worth);
        ref var offsets = ref MemoryMarshal.GetArrayDataReference(_offset);
        ref var results = ref MemoryMarshal.GetReference(into[..Width]);
        for (var at = 0; at < Width; at += Lanes)
        {
            var worth = Vector256.LoadUnsafe(ref worths, (nuint)at);
            var above = Vector256.Create(value) - Vector256.LoadUnsafe(ref offsets, (nuint)at);
            var odds = FourAtOnce.Log(above / (worth - above));
            var z = (odds - Vector256.LoadUnsafe(ref logOdds, (nuint)at)) / Vector256.LoadUnsafe(ref deviations, (nuint)at);
            var chance = Normal.Cumulative(z);
            // Outside (0, worth) the logarithm is no number; what it led to is not taken.
            chance = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(above, Vector256<double>.Zero), Vector256<double>.Zero, chance);
            chance = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(above, worth), Vector256<double>.One, chance);
            chance.StoreUnsafe(ref results, (nuint)at);
        }

        foreach (var (at, sure) in _sure)
        {
            into[at] = value >= sure ? 1 : 0;
        }
    }

    /// <summary>Worth of each arm at so many deviations from the mean of its log odds; −∞ beyond the last.</summary>
    /// <param name="deviations">As for <see cref="Arm.ValueAt"/>.</param>
    /// <param name="into">Shape [width].</param>
    public void ValueAt(double deviations, Span<double> into)
    {
        ref var logOdds = ref MemoryMarshal.GetArrayDataReference(_logOdds);
        ref var spreads = ref MemoryMarshal.GetArrayDataReference(_deviation);
        ref var worths = ref MemoryMarshal.GetArrayDataReference(_worth);
        ref var offsets = ref MemoryMarshal.GetArrayDataReference(_offset);
        ref var results = ref MemoryMarshal.GetReference(into[..Width]);
        for (var at = 0; at < Width; at += Lanes)
        {
            var odds = Vector256.LoadUnsafe(ref logOdds, (nuint)at) + (Vector256.LoadUnsafe(ref spreads, (nuint)at) * deviations);
            var chance = Vector256<double>.One / (Vector256<double>.One + FourAtOnce.Exp(-odds));
            var value = (Vector256.LoadUnsafe(ref worths, (nuint)at) * chance) + Vector256.LoadUnsafe(ref offsets, (nuint)at);
            value.StoreUnsafe(ref results, (nuint)at);
        }

        foreach (var (at, sure) in _sure)
        {
            into[at] = sure;
        }
    }

    /// <summary>Product of all numbers.</summary>
    /// <param name="factors">Shape [width].</param>
    public static double Product(ReadOnlySpan<double> factors)
    {
        ref var first = ref MemoryMarshal.GetReference(factors);
        var product = Vector256<double>.One;
        for (var at = 0; at < factors.Length; at += Lanes)
        {
            product *= Vector256.LoadUnsafe(ref first, (nuint)at);
        }

        return product[0] * product[1] * product[2] * product[3];
    }
}
