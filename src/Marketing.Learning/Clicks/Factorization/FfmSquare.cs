using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Four lines of four vectors of 4 factors: what a row's values of four fields have for four others. Only where <see cref="IsSupported"/>.</summary>
internal readonly unsafe struct FfmSquare(Vector512<float> line0, Vector512<float> line1, Vector512<float> line2, Vector512<float> line3)
{
    /// <summary>The processor has registers for whole lines.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;
    }

    public Vector512<float> Line0 => line0;

    public Vector512<float> Line1 => line1;

    public Vector512<float> Line2 => line2;

    public Vector512<float> Line3 => line3;

    /// <param name="lines">Where they are.</param>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FfmSquare Load(in FfmLines lines, int* values) =>
        new(
            Vector512.Load(lines.Line0(values)),
            Vector512.Load(lines.Line1(values)),
            Vector512.Load(lines.Line2(values)),
            Vector512.Load(lines.Line3(values))
        );

    /// <summary>Vector j of line i becomes vector i of line j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FfmSquare Turned()
    {
        var (low01, high01) = (Avx512F.Shuffle4x128(line0, line1, 0x44), Avx512F.Shuffle4x128(line0, line1, 0xEE));
        var (low23, high23) = (Avx512F.Shuffle4x128(line2, line3, 0x44), Avx512F.Shuffle4x128(line2, line3, 0xEE));
        return new(
            Avx512F.Shuffle4x128(low01, low23, 0x88),
            Avx512F.Shuffle4x128(low01, low23, 0xDD),
            Avx512F.Shuffle4x128(high01, high23, 0x88),
            Avx512F.Shuffle4x128(high01, high23, 0xDD)
        );
    }
}

/// <summary>
/// AdaGrad on lines. The root's inverse comes from the float's bits and two steps of Newton, within 10⁻⁶ of the exact one: a third of the time that root
/// and quotient take, and unlike the processor's estimate the same on every machine.
/// </summary>
internal readonly unsafe struct FfmStep(Vector512<float> kappa, Vector512<float> rate, Vector512<float> regularization)
{
    private const int Sums = 16; // floats from vectors to their sums of squared gradients

    /// <param name="lines">Where the vectors are.</param>
    /// <param name="values">The row's ids. Shape [width].</param>
    /// <param name="vectors">What is there.</param>
    /// <param name="others">The other vector of each pair, in the same order.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(in FfmLines lines, int* values, in FfmSquare vectors, in FfmSquare others)
    {
        Take(lines.Line0(values), vectors.Line0, others.Line0);
        Take(lines.Line1(values), vectors.Line1, others.Line1);
        Take(lines.Line2(values), vectors.Line2, others.Line2);
        Take(lines.Line3(values), vectors.Line3, others.Line3);
    }

    /// <summary>1/√x for x ≥ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> InverseRoot(Vector512<float> x)
    {
        // The first step's constants are those that make its largest error smallest: 6.5·10⁻⁴ (J. Kadlec, "Improving the fast inverse square root", 2010).
        var y = (Vector512.Create(0x5F1FFFF9) - (x.AsInt32() >>> 1)).AsSingle();
        y = Vector512.Create(.703952253f) * y * Vector512.FusedMultiplyAdd(-(x * y), y, Vector512.Create(2.38924456f));
        return y * Vector512.FusedMultiplyAdd(Vector512.Create(-.5f) * x * y, y, Vector512.Create(1.5f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(float* line, Vector512<float> v, Vector512<float> other)
    {
        var gradient = Vector512.FusedMultiplyAdd(kappa, other, regularization * v);
        var sums = Vector512.FusedMultiplyAdd(gradient, gradient, Vector512.Load(line + Sums));
        sums.Store(line + Sums);
        Vector512.FusedMultiplyAdd(-(rate * gradient), InverseRoot(sums), v).Store(line);
    }
}
