using System.Numerics;
using System.Numerics.Tensors;

namespace Marketing.Learning.Neural;

/// <summary>y = x·W + b. Its weights are a part of the network's one flat array: W, shape [Inputs × Outputs], then b.</summary>
/// <param name="At">Where its weights begin.</param>
/// <param name="Inputs">Numbers a row goes in with.</param>
/// <param name="Outputs">Numbers a row comes out with.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal readonly record struct Linear<T>(int At, int Inputs, int Outputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers it takes of the flat array.</summary>
    public int Size => (Inputs + 1) * Outputs;

    /// <summary>Glorot and Bengio (2010): uniform in ±√(6 / (inputs + outputs)); b stays 0.</summary>
    public void Start(Span<T> weights, ulong seed) =>
        Initial.Uniform(weights.Slice(At, Inputs * Outputs), Math.Sqrt(6.0 / (Inputs + Outputs)), seed);

    /// <param name="weights">The network's flat array.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="x">Shape [rows × Inputs].</param>
    /// <param name="y">Shape [rows × Outputs]; overwritten.</param>
    public void Forward(ReadOnlySpan<T> weights, int rows, ReadOnlySpan<T> x, Span<T> y)
    {
        var bias = weights.Slice(At + (Inputs * Outputs), Outputs);
        for (var row = 0; row < rows; row++)
        {
            bias.CopyTo(y[(row * Outputs)..]);
        }

        MatrixProduct.Add(rows, Outputs, Inputs, new Matrix<T>(x, Inputs), new Matrix<T>(weights[At..], Outputs), y, Outputs);
    }

    /// <param name="weights">The network's flat array.</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="x">What went in.</param>
    /// <param name="dy">Gradient by y. Shape [rows × Outputs].</param>
    /// <param name="dx">Gradient by x, shape [rows × Inputs]; added to. May be empty when nobody asks.</param>
    public void Backward(ReadOnlySpan<T> weights, Span<T> gradient, int rows, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
    {
        var errors = new Matrix<T>(dy, Outputs);
        MatrixProduct.Add(Inputs, Outputs, rows, new Matrix<T>(x, Inputs).Transposed, errors, gradient[At..], Outputs);
        var bias = gradient.Slice(At + (Inputs * Outputs), Outputs);
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(bias, dy.Slice(row * Outputs, Outputs), bias);
        }

        if (!dx.IsEmpty)
        {
            MatrixProduct.Add(rows, Inputs, Outputs, errors, new Matrix<T>(weights[At..], Outputs).Transposed, dx, Inputs);
        }
    }
}
