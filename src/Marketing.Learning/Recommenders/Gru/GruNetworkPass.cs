using System.Numerics;
using System.Numerics.Tensors;
using Marketing.Learning.Neural;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>A run of one user's events: from each it is asked what comes next.</summary>
/// <param name="User">Whose.</param>
/// <param name="Start">First event.</param>
/// <param name="Length">Events that go in; the answer of the last is event Start + Length.</param>
internal readonly record struct EventWindow(int User, int Start, int Length);

/// <summary>A few windows through a network, with the softmax loss over a batch's candidates, and backward. One thread's own memory.</summary>
/// <param name="network">The network.</param>
/// <param name="data">All histories.</param>
/// <param name="memory">Who followed whom.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class GruNetworkPass<T>(GruNetwork<T> network, Histories data, FollowerMemory<T> memory)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GruPass<T> _gru = new(network.Gru);
    private readonly Growing<T> _x = new();
    private readonly Growing<T> _states = new();
    private readonly Growing<T> _queries = new();
    private readonly Growing<T> _logits = new();
    private readonly Growing<T> _errors = new();
    private readonly Growing<T> _dx = new();
    private readonly Growing<T> _candidateGradient = new();
    private readonly Growing<T> _biasGradient = new();
    private EventWindow[] _windows = [];
    private SequenceLayout _layout = new([]);

    /// <summary>Gradient by the flat array.</summary>
    public T[] Gradient { get; } = new T[network.Weights.Length];

    /// <summary>Gradient by the candidates' vectors. Shape [candidates × size].</summary>
    public Span<T> CandidateGradient => _candidateGradient.Span;

    /// <summary>Gradient by the candidates' biases. Shape [candidates].</summary>
    public Span<T> BiasGradient => _biasGradient.Span;

    /// <summary>Loss and gradients of windows.</summary>
    /// <param name="windows">Some windows.</param>
    /// <param name="candidates">All right answers are among them.</param>
    /// <param name="dropout">Share left out of vectors and of states.</param>
    /// <param name="seed">Of what is left out.</param>
    /// <param name="weight">Of a position in the sum of losses.</param>
    /// <returns>Weighted sum of the losses.</returns>
    public double Run(ReadOnlySpan<EventWindow> windows, CandidateItems<T> candidates, double dropout, ulong seed, double weight)
    {
        var (size, units) = (network.Items.Width, network.Gru.Units);
        _windows = [.. windows.ToArray().OrderByDescending(window => window.Length)];
        _layout = new SequenceLayout(Array.ConvertAll(_windows, window => window.Length));
        var rows = _layout.Rows;
        var x = _x.Take(rows * size);
        ForRows((row, window, step) => network.Items[data[window.User].Items[window.Start + step]].CopyTo(_x.Span[(row * size)..]));
        Dropout.Apply(x, dropout, SplitMix64.At(seed, 0));
        _gru.Forward(network.Weights, _layout, x);
        var states = _states.Take(rows * units);
        _gru.States.CopyTo(states);
        Dropout.Apply(states, dropout, SplitMix64.At(seed, 1));
        network.Output.Forward(network.Weights, rows, states, _queries.Take(rows * size));
        var count = candidates.Items.Count;
        var logits = _logits.TakeCleared(rows * count);
        var vectors = new Matrix<T>(candidates.Vectors, size);
        MatrixProduct.Add(rows, count, size, new Matrix<T>(_queries.Span, size), vectors.Transposed, logits, count);

        Array.Clear(Gradient);
        _biasGradient.TakeCleared(count);
        memory.Begin();
        var loss = 0.0;
        ForRows((row, window, step) => loss += Position(row, window, step, candidates, weight));
        Back(vectors, count, dropout, seed);
        return loss;
    }

    /// <summary>Hands the gradients of the vectors that went in to the rows of the items.</summary>
    public void AddTo(RowGradients<T> rows)
    {
        var size = network.Items.Width;
        ForRows((row, window, step) => rows.Add(data[window.User].Items[window.Start + step], _dx.Span.Slice(row * size, size)));
    }

    private void Back(Matrix<T> vectors, int count, double dropout, ulong seed)
    {
        var (size, units, rows) = (network.Items.Width, network.Gru.Units, _layout.Rows);
        var errors = new Matrix<T>(_logits.Span, count);
        var candidateGradient = _candidateGradient.TakeCleared(count * size);
        MatrixProduct.Add(count, size, rows, errors.Transposed, new Matrix<T>(_queries.Span, size), candidateGradient, size);
        var dQueries = _errors.TakeCleared(rows * (size + units));
        MatrixProduct.Add(rows, size, count, errors, vectors, dQueries, size);
        var dStates = dQueries[(rows * size)..];
        network.Output.Backward(network.Weights, Gradient, rows, _states.Span, dQueries[..(rows * size)], dStates);
        Dropout.Apply(dStates, dropout, SplitMix64.At(seed, 1));
        var dx = _dx.TakeCleared(rows * size);
        _gru.Backward(network.Weights, Gradient, _layout, _x.Span, dStates, dx);
        Dropout.Apply(dx, dropout, SplitMix64.At(seed, 0));
    }

    /// <summary>One row of logits becomes its gradient.</summary>
    private double Position(int row, EventWindow window, int step, CandidateItems<T> candidates, double weight)
    {
        var count = candidates.Items.Count;
        var logits = _logits.Span.Slice(row * count, count);
        var history = data[window.User].Items;
        var known = window.Start + step + 1;
        var answer = candidates.SlotOf(history[known]);
        TensorPrimitives.Add(logits, candidates.Offsets, logits);
        logits[answer] -= candidates.Corrections[answer];
        memory.Forward(network, history, known, candidates, logits);

        // What the user has had is left out of lists, so it need not be learned that it is no answer.
        for (var at = window.Start; at < known; at++)
        {
            if (candidates.SlotOf(history[at]) is >= 0 and var slot && slot != answer)
            {
                logits[slot] = T.NegativeInfinity;
            }
        }

        var loss = SoftmaxLoss.Gradient(logits, answer, weight);
        TensorPrimitives.Add(BiasGradient, logits, BiasGradient);
        memory.Backward(network, logits, Gradient);
        return loss;
    }

    private void ForRows(Action<int, EventWindow, int> body)
    {
        for (var step = 0; step < _layout.Steps; step++)
        {
            for (var sequence = 0; sequence < _layout.Active(step); sequence++)
            {
                body(_layout.Row(sequence, step), _windows[sequence], step);
            }
        }
    }
}
