using System.Numerics;

namespace Marketing.Learning.Neural;

/// <summary>
/// Kingma and Ba, "Adam: a method for stochastic optimization" (2015), with weight decay apart from the gradient (Loshchilov and Hutter 2019):
/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − rate·(m̂/(√v̂ + ε) + decay·w), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
/// </summary>
/// <param name="count">Numbers to learn.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class Adam<T>(int count)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double First = .9;
    private const double Second = .999;
    private static readonly T Epsilon = T.CreateTruncating(1e-8);
    private readonly T[] _mean = new T[count];
    private readonly T[] _square = new T[count];
    private double _firstPower = 1;
    private double _secondPower = 1;

    /// <summary>Begins the next step: the bias corrections belong to it.</summary>
    public void NextStep() => (_firstPower, _secondPower) = (_firstPower * First, _secondPower * Second);

    /// <summary>Changes a run of weights. Numbers that a step leaves out keep their moments (lazy Adam: what embedding rows need).</summary>
    /// <param name="at">Where the run begins among the numbers to learn.</param>
    /// <param name="weights">The run itself.</param>
    /// <param name="gradient">Same length.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Share of each weight taken off, times the rate.</param>
    public void Update(int at, Span<T> weights, ReadOnlySpan<T> gradient, double rate, double decay)
    {
        var mean = _mean.AsSpan(at, weights.Length);
        var square = _square.AsSpan(at, weights.Length);
        var step = T.CreateTruncating(rate / (1 - _firstPower));
        var root = T.CreateTruncating(1 / Math.Sqrt(1 - _secondPower));
        var keep = T.CreateTruncating(1 - (rate * decay));
        var (first, second) = (T.CreateTruncating(1 - First), T.CreateTruncating(1 - Second));
        var place = 0;
        for (; place + Vector<T>.Count <= weights.Length; place += Vector<T>.Count)
        {
            var g = new Vector<T>(gradient[place..]);
            var m = new Vector<T>(mean[place..]);
            var v = new Vector<T>(square[place..]);
            m += (g - m) * first;
            v += ((g * g) - v) * second;
            m.CopyTo(mean[place..]);
            v.CopyTo(square[place..]);
            var w = new Vector<T>(weights[place..]) * keep;
            (w - (m * step / ((Vector.SquareRoot(v) * root) + new Vector<T>(Epsilon)))).CopyTo(weights[place..]);
        }

        for (; place < weights.Length; place++)
        {
            mean[place] += (gradient[place] - mean[place]) * first;
            square[place] += ((gradient[place] * gradient[place]) - square[place]) * second;
            weights[place] = (weights[place] * keep) - (mean[place] * step / ((T.Sqrt(square[place]) * root) + Epsilon));
        }
    }
}
