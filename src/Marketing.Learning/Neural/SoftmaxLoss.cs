using System.Numerics;
using System.Numerics.Tensors;

namespace Marketing.Learning.Neural;

/// <summary>Cross-entropy over classes: −ln softmax(logits)[label].</summary>
internal static class SoftmaxLoss
{
    /// <summary>Turns logits into probabilities; safe for any finite logits.</summary>
    public static void Probabilities<T>(Span<T> logits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<T>(logits), logits);
        TensorPrimitives.Exp<T>(logits, logits);
        TensorPrimitives.Divide(logits, TensorPrimitives.Sum<T>(logits), logits);
    }

    /// <summary>Loss of one row; the logits become its gradient.</summary>
    /// <param name="logits">Shape [classes]; −∞ leaves a class out. Overwritten by probabilities minus target, times <paramref name="weight"/>.</param>
    /// <param name="label">The right class.</param>
    /// <param name="weight">Of this row in the sum of losses.</param>
    /// <returns>weight × cross-entropy.</returns>
    public static double Gradient<T>(Span<T> logits, int label, double weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Probabilities(logits);
        var loss = -weight * Math.Log(Math.Max(double.CreateTruncating(logits[label]), 1e-30));
        logits[label] -= T.One;
        TensorPrimitives.Multiply(logits, T.CreateTruncating(weight), logits);
        return loss;
    }
}
