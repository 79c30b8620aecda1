using System.Numerics.Tensors;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>An item's vector in unsigned codes: v̂ = Scale · (code − Middle).</summary>
/// <param name="Scale">Value of a step.</param>
/// <param name="Error">At least ‖v − v̂‖, and more than what the exact score and its bounds can be off by in their own rounding.</param>
/// <param name="Norm">At least ‖v̂‖.</param>
internal readonly record struct Rounding(float Scale, float Error, float Norm)
{
    /// <summary>Rounds a vector.</summary>
    /// <param name="vector">Shape [Width].</param>
    /// <param name="levels">Number of codes: 16 or 256.</param>
    /// <param name="codes">Receives them. Shape [Width].</param>
    /// <param name="rounding">The rest; a vector of zeros has scale 0.</param>
    /// <returns>False when a value is not finite.</returns>
    public static bool TryRound(ReadOnlySpan<float> vector, int levels, Span<byte> codes, out Rounding rounding)
    {
        var norm = TensorPrimitives.Norm(vector);
        var middle = MiddleOf(levels);
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / middle;
        var (squares, errors) = (0.0, 0.0);
        for (var factor = 0; factor < vector.Length; factor++)
        {
            var code = scale > 0 ? Math.Clamp((int)MathF.Round((vector[factor] / scale) + middle), 0, levels - 1) : 0;
            codes[factor] = (byte)code;
            var rounded = (code - (double)middle) * scale;
            squares += rounded * rounded;
            errors += (vector[factor] - rounded) * (vector[factor] - rounded);
        }

        rounding = new Rounding(
            scale,
            (float)((Math.Sqrt(errors) * (1 + 1e-6)) + (2e-7 * (vector.Length + 8) * norm)),
            (float)(Math.Sqrt(squares) * (1 + 1e-6))
        );
        return float.IsFinite(norm);
    }

    /// <summary>The code of 0: between the two middle ones, so that both ends are used.</summary>
    public static float MiddleOf(int levels) => (levels - 1) / 2f;
}
