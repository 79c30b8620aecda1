using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// <see cref="FfmSquare"/> and <see cref="FfmStep"/> for processors whose registers hold half a line: couples of fields instead of fours, on the same
/// lines. (Whole lines as pairs of halves do not fit into sixteen registers: measured, twice the time.)
/// </summary>
internal static unsafe class FfmHalves
{
    private const int Half = 8;
    private const int Sums = 16;

    /// <inheritdoc cref="FfmKernels.Sum"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(bool isWithin, in FfmLines a, in FfmLines b, int* values)
    {
        float* a0 = a.Line0(values),
            a1 = a.Line1(values),
            a2 = a.Line2(values),
            a3 = a.Line3(values);
        if (isWithin)
        {
            var once = Product(a0, a1, a0, a1) + Product(a2 + Half, a3 + Half, a2 + Half, a3 + Half);
            return Vector256.Sum(Vector256.FusedMultiplyAdd(once, Vector256.Create(.5f), Product(a0 + Half, a1 + Half, a2, a3)));
        }

        float* b0 = b.Line0(values),
            b1 = b.Line1(values),
            b2 = b.Line2(values),
            b3 = b.Line3(values);
        return Vector256.Sum(
            Product(a0, a1, b0, b1)
                + Product(a0 + Half, a1 + Half, b2, b3)
                + Product(a2, a3, b0 + Half, b1 + Half)
                + Product(a2 + Half, a3 + Half, b2 + Half, b3 + Half)
        );
    }

    /// <summary>Takes the steps of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(bool isWithin, in FfmLines a, in FfmLines b, int* values, float kappa, float rate, float regularization)
    {
        var step = new Couples(Vector256.Create(kappa), Vector256.Create(rate), Vector256.Create(regularization));
        float* a0 = a.Line0(values),
            a1 = a.Line1(values),
            a2 = a.Line2(values),
            a3 = a.Line3(values);
        if (isWithin)
        {
            step.Take(a0, a1);
            step.Take(a0 + Half, a1 + Half, a2, a3);
            step.Take(a2 + Half, a3 + Half);
            return;
        }

        float* b0 = b.Line0(values),
            b1 = b.Line1(values),
            b2 = b.Line2(values),
            b3 = b.Line3(values);
        step.Take(a0, a1, b0, b1);
        step.Take(a0 + Half, a1 + Half, b2, b3);
        step.Take(a2, a3, b0 + Half, b1 + Half);
        step.Take(a2 + Half, a3 + Half, b2 + Half, b3 + Half);
    }

    // Half a line of each field of a couple, and of each of another: v(a, b) v(a, b′), v(a′, b) v(a′, b′), and so from the other side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Product(float* a, float* nextA, float* b, float* nextB)
    {
        var (vb, vNextB) = (Vector256.Load(b), Vector256.Load(nextB));
        var first = Vector256.Load(a) * Vector256.Create(vb.GetLower(), vNextB.GetLower());
        return Vector256.FusedMultiplyAdd(Vector256.Load(nextA), Vector256.Create(vb.GetUpper(), vNextB.GetUpper()), first);
    }

    private readonly struct Couples(Vector256<float> kappa, Vector256<float> rate, Vector256<float> regularization)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(float* a, float* nextA, float* b, float* nextB)
        {
            var (va, vNextA) = (Vector256.Load(a), Vector256.Load(nextA));
            var (vb, vNextB) = (Vector256.Load(b), Vector256.Load(nextB));
            Take(a, va, Vector256.Create(vb.GetLower(), vNextB.GetLower()));
            Take(nextA, vNextA, Vector256.Create(vb.GetUpper(), vNextB.GetUpper()));
            Take(b, vb, Vector256.Create(va.GetLower(), vNextA.GetLower()));
            Take(nextB, vNextB, Vector256.Create(va.GetUpper(), vNextA.GetUpper()));
        }

        /// <summary>The pair within a couple; a field's vector for itself is 0 and stays so.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(float* a, float* nextA)
        {
            var (va, vNextA) = (Vector256.Load(a), Vector256.Load(nextA));
            Take(a, va, Vector256.Create(va.GetLower(), vNextA.GetLower()));
            Take(nextA, vNextA, Vector256.Create(va.GetUpper(), vNextA.GetUpper()));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Take(float* half, Vector256<float> v, Vector256<float> other)
        {
            var gradient = Vector256.FusedMultiplyAdd(kappa, other, regularization * v);
            var sums = Vector256.FusedMultiplyAdd(gradient, gradient, Vector256.Load(half + Sums));
            sums.Store(half + Sums);
            Vector256.FusedMultiplyAdd(-(rate * gradient), InverseRoot(sums), v).Store(half);
        }
    }

    /// <inheritdoc cref="FfmStep.InverseRoot"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> InverseRoot(Vector256<float> x)
    {
        var y = (Vector256.Create(0x5F1FFFF9) - (x.AsInt32() >>> 1)).AsSingle();
        y = Vector256.Create(.703952253f) * y * Vector256.FusedMultiplyAdd(-(x * y), y, Vector256.Create(2.38924456f));
        return y * Vector256.FusedMultiplyAdd(Vector256.Create(-.5f) * x * y, y, Vector256.Create(1.5f));
    }
}
