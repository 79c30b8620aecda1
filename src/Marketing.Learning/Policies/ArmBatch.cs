using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Policies;

/// <summary>
/// Arms side by side, so that four are worked out at once: an auction of 64 contenders asks for some 8,000 values of their distributions.
/// The plain form of each number is in <see cref="Arm"/>. Its memory is borrowed: dispose of it.
/// </summary>
internal readonly ref struct ArmBatch : IDisposable
{
    private const int Lanes = 4;
    private const int Columns = 4;
    private readonly double[] _memory;
    private readonly (int At, double Value)[] _sure;
    private readonly int _sureCount;

    public ArmBatch(ReadOnlySpan<Arm> arms)
    {
        Width = (arms.Length + Lanes - 1) / Lanes * Lanes;
        _memory = ArrayPool<double>.Shared.Rent(Columns * Width);
        _sure = ArrayPool<(int, double)>.Shared.Rent(arms.Length);
        var logOdds = Column(0);
        var deviations = Column(1);
        var worths = Column(2);
        var offsets = Column(3);
        // What fills up the last four lies below everything, and sure arms are looked at apart: a distribution that is 1 everywhere changes nothing.
        logOdds.Clear();
        deviations.Clear();
        worths.Fill(1);
        offsets.Fill(double.NegativeInfinity);
        for (var at = 0; at < arms.Length; at++)
        {
            var arm = arms[at];
            if (arm.IsSure)
            {
                _sure[_sureCount++] = (at, arm.ValueAt(0));
            }
            else
            {
                (logOdds[at], deviations[at], worths[at], offsets[at]) = (arm.LogOdds, arm.Deviation, arm.Worth, arm.Offset);
            }
        }
    }

    /// <summary>Number of arms, rounded up to a multiple of four.</summary>
    public int Width { get; }

    private ReadOnlySpan<(int At, double Value)> Sure => _sure.AsSpan(0, _sureCount);

    /// <summary>P(value of the arm ≤ <paramref name="value"/>) of each arm; 1 beyond the last.</summary>
    /// <param name="value">Any finite number.</param>
    /// <param name="into">Shape [width].</param>
    public void Cumulative(double value, Span<double> into)
    {
        ref var logOdds = ref MemoryMarshal.GetReference(Column(0));
        ref var deviations = ref MemoryMarshal.GetReference(Column(1));
        ref var worths = ref MemoryMarshal.GetReference(Column(2));
        ref var offsets = ref MemoryMarshal.GetReference(Column(3));
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

        foreach (var (at, sure) in Sure)
        {
            into[at] = value >= sure ? 1 : 0;
        }
    }

    /// <summary>Worth of each arm at so many deviations from the mean of its log odds; −∞ beyond the last.</summary>
    /// <param name="deviations">As for <see cref="Arm.ValueAt"/>.</param>
    /// <param name="into">Shape [width].</param>
    public void ValueAt(double deviations, Span<double> into)
    {
        ref var logOdds = ref MemoryMarshal.GetReference(Column(0));
        ref var spreads = ref MemoryMarshal.GetReference(Column(1));
        ref var worths = ref MemoryMarshal.GetReference(Column(2));
        ref var offsets = ref MemoryMarshal.GetReference(Column(3));
        ref var results = ref MemoryMarshal.GetReference(into[..Width]);
        for (var at = 0; at < Width; at += Lanes)
        {
            var odds = Vector256.LoadUnsafe(ref logOdds, (nuint)at) + (Vector256.LoadUnsafe(ref spreads, (nuint)at) * deviations);
            var chance = Vector256<double>.One / (Vector256<double>.One + FourAtOnce.Exp(-odds));
            var value = (Vector256.LoadUnsafe(ref worths, (nuint)at) * chance) + Vector256.LoadUnsafe(ref offsets, (nuint)at);
            value.StoreUnsafe(ref results, (nuint)at);
        }

        foreach (var (at, sure) in Sure)
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

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_memory);
        ArrayPool<(int, double)>.Shared.Return(_sure);
    }

    private Span<double> Column(int number) => _memory.AsSpan(number * Width, Width);
}
