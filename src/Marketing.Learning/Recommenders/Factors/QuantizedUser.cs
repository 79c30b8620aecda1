using System.Numerics.Tensors;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>A user's vector as signed bytes, and what of it the bounds on scores need.</summary>
internal readonly record struct QuantizedUser
{
    /// <summary>Value of a step of the bytes.</summary>
    public float Scale { get; private init; }

    /// <summary>‖u‖.</summary>
    public float Norm { get; private init; }

    /// <summary>‖u − û‖.</summary>
    public float Error { get; private init; }

    /// <summary>Sum of the bytes: items' codes are unsigned, and what that adds to every product of one user is the same.</summary>
    public int Sum { get; private init; }

    /// <summary>False where bounds say nothing: a vector of zeros, or one that is not finite.</summary>
    /// <param name="user">Shape [Width].</param>
    /// <param name="codes">Receives the bytes. Shape [Width].</param>
    /// <param name="quantized">The rest.</param>
    public static bool TryMake(ReadOnlySpan<float> user, Span<sbyte> codes, out QuantizedUser quantized)
    {
        quantized = default;
        var norm = TensorPrimitives.Norm(user);
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(user)) / sbyte.MaxValue;
        if (!float.IsFinite(norm) || !(scale > 0))
        {
            return false;
        }

        var (sum, squares) = (0, 0.0);
        for (var factor = 0; factor < user.Length; factor++)
        {
            var code = (int)MathF.Round(user[factor] / scale);
            var miss = user[factor] - ((double)code * scale);
            codes[factor] = (sbyte)code;
            sum += code;
            squares += miss * miss;
        }

        quantized = new QuantizedUser
        {
            Scale = scale,
            Norm = norm,
            Error = (float)(Math.Sqrt(squares) * (1 + 1e-6)),
            Sum = sum,
        };
        return true;
    }
}
