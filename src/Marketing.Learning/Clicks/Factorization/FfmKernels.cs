using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>The inner loops: one pair of fields over the rows of a chunk. A vector of k weights is followed by its k sums of squared gradients.</summary>
internal static unsafe class FfmKernels
{
    /// <summary>Products of two vectors, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Product(float* a, float* b, int factors)
    {
        var products = Vector128.Load(a) * Vector128.Load(b);
        for (var factor = 4; factor < factors; factor += 4)
        {
            products += Vector128.Load(a + factor) * Vector128.Load(b + factor);
        }

        return products;
    }

    /// <summary>AdaGrad on both vectors of a pair: g = λv + κ·other, G += g², v −= rate·g/√G; both gradients from before the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(float* a, float* b, int factors, float kappa, Vector128<float> rate, Vector128<float> regularization)
    {
        var k = Vector128.Create(kappa);
        for (var factor = 0; factor < factors; factor += 4)
        {
            var va = Vector128.Load(a + factor);
            var vb = Vector128.Load(b + factor);
            var ga = (regularization * va) + (k * vb);
            var gb = (regularization * vb) + (k * va);
            var sumA = Vector128.Load(a + factors + factor) + (ga * ga);
            var sumB = Vector128.Load(b + factors + factor) + (gb * gb);
            sumA.Store(a + factors + factor);
            sumB.Store(b + factors + factor);
            (va - (rate * ga / Vector128.Sqrt(sumA))).Store(a + factor);
            (vb - (rate * gb / Vector128.Sqrt(sumB))).Store(b + factor);
        }
    }

    /// <summary>Adds the pair's products of each row to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* vectorsA, float* vectorsB, int* idsA, int* idsB, Vector128<float>* sums, int rows, int factors)
    {
        if (factors == 4)
        {
            for (var row = 0; row < rows; row++)
            {
                sums[row] += Vector128.Load(vectorsA + ((nint)idsA[row] << 3)) * Vector128.Load(vectorsB + ((nint)idsB[row] << 3));
            }

            return;
        }

        for (var row = 0; row < rows; row++)
        {
            sums[row] += Product(vectorsA + ((nint)idsA[row] * 2 * factors), vectorsB + ((nint)idsB[row] * 2 * factors), factors);
        }
    }

    /// <summary>Takes the pair's step for each row, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Learn(
        float* vectorsA,
        float* vectorsB,
        int* idsA,
        int* idsB,
        float* kappa,
        int rows,
        int factors,
        float rate,
        float regularization
    )
    {
        var (r, l) = (Vector128.Create(rate), Vector128.Create(regularization));
        if (factors == 4)
        {
            for (var row = 0; row < rows; row++)
            {
                Step(vectorsA + ((nint)idsA[row] << 3), vectorsB + ((nint)idsB[row] << 3), 4, kappa[row], r, l);
            }

            return;
        }

        for (var row = 0; row < rows; row++)
        {
            Step(vectorsA + ((nint)idsA[row] * 2 * factors), vectorsB + ((nint)idsB[row] * 2 * factors), factors, kappa[row], r, l);
        }
    }
}
