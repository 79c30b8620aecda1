using System.Runtime.Intrinsics;

namespace Marketing.Learning.Numerics;

/// <summary>
/// Functions of four numbers at once, in plain sums and products: the runtime's own may round otherwise once a method is compiled for good, and then the
/// same seed would not give the same bits.
/// </summary>
internal static class FourAtOnce
{
    private const double Ln2 = .693147180559945309;
    private const double Ln2High = .693147180369123816490; // its last bits are 0, so that products with small integers are exact
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e to the power of x, relative error below 1e-14; x is held within ±700.</summary>
    public static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-700.0)), Vector256.Create(700.0));
        var power = Vector256.Floor((x * (1 / Ln2)) + Vector256.Create(.5));
        var rest = x - (power * Ln2High) - (power * Ln2Low);
        var sum = Vector256.Create(1 / 39916800.0); // Taylor to the 11th term: |rest| is at most ln 2 / 2
        ReadOnlySpan<double> inverseFactorials =
        [
            1 / 3628800.0,
            1 / 362880.0,
            1 / 40320.0,
            1 / 5040.0,
            1 / 720.0,
            1 / 120.0,
            1 / 24.0,
            1 / 6.0,
            .5,
            1,
            1,
        ];
        foreach (var coefficient in inverseFactorials)
        {
            sum = (sum * rest) + Vector256.Create(coefficient);
        }

        // Beside 1.5 · 2⁵² a whole number stands in the lowest bits as it is.
        var exponent = (power + Vector256.Create(6755399441055744.0)).AsInt64() + Vector256.Create(1023L);
        return sum * (exponent << 52).AsDouble();
    }

    /// <summary>Natural logarithm, absolute error below 1e-14; NaN or nonsense for what is not above 1e-300 and finite.</summary>
    public static Vector256<double> Log(Vector256<double> x)
    {
        // x = m · 2ᵉ with m from √½ to √2; then log m = 2 artanh((m − 1)/(m + 1)).
        var bits = x.AsInt64() - Vector256.Create(0x3FE6A09E667F3BCDL);
        var power = Vector256.ConvertToDouble(Vector256.ShiftRightArithmetic(bits, 52));
        var mantissa = ((bits & Vector256.Create(0x000FFFFFFFFFFFFFL)) + Vector256.Create(0x3FE6A09E667F3BCDL)).AsDouble();
        var s = (mantissa - Vector256<double>.One) / (mantissa + Vector256<double>.One);
        var square = s * s;
        var sum = Vector256.Create(1 / 19.0);
        ReadOnlySpan<double> inverseOdds = [1 / 17.0, 1 / 15.0, 1 / 13.0, 1 / 11.0, 1 / 9.0, 1 / 7.0, 1 / 5.0, 1 / 3.0, 1];
        foreach (var coefficient in inverseOdds)
        {
            sum = (sum * square) + Vector256.Create(coefficient);
        }

        return (s * 2.0 * sum) + (power * Ln2Low) + (power * Ln2High);
    }
}
