using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014), with the reset gate after the product as in cuDNN:
/// z = σ(x·Wz + h·Uz + bz), r = σ(x·Wr + h·Ur + br), c = tanh(x·Wc + bc + r∘(h·Uc + d)), h′ = (1 − z)∘c + z∘h; h is 0 at first.
/// Weights in the flat array: W [Inputs × 3·Units], b [3·Units], U [Units × 3·Units], d [Units]; the gates side by side as z, r, c.
/// </summary>
/// <param name="At">Where its weights begin.</param>
/// <param name="Inputs">Numbers of a step's input.</param>
/// <param name="Units">Numbers of the state.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal readonly record struct Gru<T>(int At, int Inputs, int Units)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers it takes of the flat array.</summary>
    public int Size => (3 * Units * (Inputs + Units + 1)) + Units;

    private int Bias => At + (3 * Units * Inputs);

    private int Recurrent => Bias + (3 * Units);

    private int CandidateBias => Recurrent + (3 * Units * Units);

    /// <summary>Glorot and Bengio (2010) for W, ±1/√Units for U; the update gate's bias is 1 so that the state is kept at first.</summary>
    public void Start(Span<T> weights, ulong seed)
    {
        Initial.Uniform(weights.Slice(At, 3 * Units * Inputs), Math.Sqrt(6.0 / (Inputs + Units)), SplitMix64.At(seed, 0));
        Initial.Uniform(weights.Slice(Recurrent, 3 * Units * Units), 1 / Math.Sqrt(Units), SplitMix64.At(seed, 1));
        weights.Slice(Bias, Units).Fill(T.One);
    }

    /// <summary>x·W of a gate.</summary>
    public Matrix<T> InputWeights(ReadOnlySpan<T> weights, int gate) => new(weights[(At + (gate * Units))..], 3 * Units);

    /// <summary>h·U of a gate.</summary>
    public Matrix<T> StateWeights(ReadOnlySpan<T> weights, int gate) => new(weights[(Recurrent + (gate * Units))..], 3 * Units);

    /// <summary>b of a gate.</summary>
    public ReadOnlySpan<T> InputBias(ReadOnlySpan<T> weights, int gate) => weights.Slice(Bias + (gate * Units), Units);

    /// <summary>d.</summary>
    public ReadOnlySpan<T> StateBias(ReadOnlySpan<T> weights) => weights.Slice(CandidateBias, Units);

    /// <summary>The same places in an array of gradients.</summary>
    public Span<T> InputGradient(Span<T> gradient, int gate) => gradient[(At + (gate * Units))..Bias];

    /// <summary>The same places in an array of gradients.</summary>
    public Span<T> StateGradient(Span<T> gradient, int gate) => gradient[(Recurrent + (gate * Units))..CandidateBias];

    /// <summary>The same places in an array of gradients.</summary>
    public Span<T> InputBiasGradient(Span<T> gradient, int gate) => gradient.Slice(Bias + (gate * Units), Units);

    /// <summary>The same places in an array of gradients.</summary>
    public Span<T> StateBiasGradient(Span<T> gradient) => gradient.Slice(CandidateBias, Units);
}
