using System.Numerics;
using System.Numerics.Tensors;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>
/// score(j | history) = e_j·q + b_j + w·ln(1 + Σ_m v_m·A[h_m, j]), q = Linear(GRU(e of the history)), h_m the m-th newest event.
/// The first two terms are GRU4Rec with one table of vectors for what goes in and what comes out (Hidasi and Karatzoglou, "Recurrent neural
/// networks with top-k gains for session-based recommendations", 2018). The third remembers who followed whom, as <c>transitions</c> does, which
/// vectors of a few numbers cannot for a wide catalogue with few events an item (Cheng et al., "Wide &amp; deep learning", 2016); its weights are
/// learned with the rest. Weights in the flat array: GRU, Linear, w, then u_m with v_m = e^{u_m}.
/// </summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class GruNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As transitions begins: the newest event counts most. Ten of a count of one make ln(1 + 10) = 2.4 against 0.
    private const double FirstMemory = 10;
    private const double FirstDecay = .6;
    private const double FirstVectors = .05;

    /// <param name="items">Vectors of the items, [items × size].</param>
    /// <param name="biases">Shape [items].</param>
    /// <param name="units">Numbers of the state.</param>
    /// <param name="steps">Newest events whose followers count.</param>
    /// <param name="weights">The flat array, or null for zeros.</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public GruNetwork(Embedding<T> items, Embedding<T> biases, int units, int steps, T[]? weights = null)
    {
        (Items, Biases, Steps) = (items, biases, steps);
        Gru = new Gru<T>(0, items.Width, units);
        Output = new Linear<T>(Gru.Size, units, items.Width);
        MemoryAt = Gru.Size + Output.Size;
        Weights = weights ?? new T[MemoryAt + 1 + steps];
        if (Weights.Length != MemoryAt + 1 + steps || biases.Width != 1 || biases.Rows != items.Rows)
        {
            throw new InvalidDataException("The weights of a recurrent network do not fit its sizes.");
        }
    }

    /// <summary>Vectors of the items, for what goes in and what comes out.</summary>
    public Embedding<T> Items { get; }

    /// <summary>One number an item.</summary>
    public Embedding<T> Biases { get; }

    /// <summary>The recurrent layer.</summary>
    public Gru<T> Gru { get; }

    /// <summary>From the state to the vector that is compared with the items'.</summary>
    public Linear<T> Output { get; }

    /// <summary>Newest events whose followers count.</summary>
    public int Steps { get; }

    /// <summary>All weights but those of the items.</summary>
    public T[] Weights { get; }

    /// <summary>Where w stands; the u follow it.</summary>
    public int MemoryAt { get; }

    /// <summary>w.</summary>
    public T MemoryWeight => Weights[MemoryAt];

    /// <summary>v_m.</summary>
    public T StepWeight(int step) => T.Exp(Weights[MemoryAt + 1 + step]);

    /// <summary>Random weights, so small that training begins at what the memory says.</summary>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="size">Numbers of an item's vector.</param>
    /// <param name="units">Numbers of the state.</param>
    /// <param name="steps">Newest events whose followers count.</param>
    /// <param name="seed">For the random numbers.</param>
    public static GruNetwork<T> Start(int itemCount, int size, int units, int steps, ulong seed)
    {
        var items = Embedding<T>.Start(itemCount, size, FirstVectors, SplitMix64.At(seed, 1));
        var network = new GruNetwork<T>(items, new Embedding<T>(1, new T[itemCount]), units, steps);
        network.Gru.Start(network.Weights, SplitMix64.At(seed, 2));
        network.Output.Start(network.Weights, SplitMix64.At(seed, 3));
        network.Weights[network.MemoryAt] = T.One;
        for (var step = 0; step < steps; step++)
        {
            network.Weights[network.MemoryAt + 1 + step] = T.CreateTruncating(Math.Log(FirstMemory) + (step * Math.Log(FirstDecay)));
        }

        return network;
    }

    /// <summary>A copy that training does not touch.</summary>
    public GruNetwork<T> Snapshot() => Scaled(1, 1);

    /// <summary>A copy with less weight on what the vectors say and on the biases.</summary>
    /// <param name="vectors">Factor of e·q.</param>
    /// <param name="biases">Factor of b.</param>
    public GruNetwork<T> Scaled(double vectors, double biases)
    {
        var (weights, values) = (Weights.ToArray(), Biases.Values.ToArray());
        var output = weights.AsSpan(Output.At, Output.Size);
        TensorPrimitives.Multiply<T>(output, T.CreateTruncating(vectors), output);
        TensorPrimitives.Multiply<T>(values, T.CreateTruncating(biases), values);
        var items = new Embedding<T>(Items.Width, Items.Values.ToArray());
        return new GruNetwork<T>(items, new Embedding<T>(1, values), Gru.Units, Steps, weights);
    }
}
