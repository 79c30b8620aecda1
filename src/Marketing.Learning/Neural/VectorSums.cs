using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>Sums of vectors that the library of tensors has no single call for.</summary>
internal static class VectorSums
{
    /// <summary>to += scale · from, of equal length.</summary>
    public static void AddScaled<T>(Span<T> to, ReadOnlySpan<T> from, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(from, scale, to, to);
}
