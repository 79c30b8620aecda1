using System.Numerics.Tensors;
using Marketing.Learning.Neural;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>Runs a user's session through the network: whoever it is, a new event changes the next answer.</summary>
internal sealed class GruRecommender : IRecommender
{
    public const string Name = "gru";
    public const int Largest = 1024;
    private readonly GruNetwork<float> _network;
    private readonly SparseRows _follows;
    private readonly PopularRecommender _popular;
    private readonly int _longest;
    private readonly ScratchPool<Scratch> _scratch;

    /// <param name="network">Its weights do not change any more.</param>
    /// <param name="longest">Newest events that are run through it.</param>
    /// <param name="follows">A. Shape [items × items].</param>
    /// <param name="popular">Answers an empty history.</param>
    /// <exception cref="InvalidDataException">The shapes disagree, or a weight is no number.</exception>
    public GruRecommender(GruNetwork<float> network, int longest, SparseRows follows, PopularRecommender popular)
    {
        var items = network.Items.Rows;
        if (longest < 1 || items != popular.ItemCount || items != follows.RowCount || items != follows.ColumnCount || !IsFinite(network))
        {
            throw new InvalidDataException("The parts of a recurrent model do not fit each other.");
        }

        (_network, _longest, _follows, _popular) = (network, longest, follows, popular);
        _scratch = new ScratchPool<Scratch>(() => new Scratch(network));
    }

    public string Algorithm => Name;

    public int ItemCount => _popular.ItemCount;

    /// <summary>One number an item.</summary>
    public ReadOnlySpan<float> Biases => _network.Biases.Values;

    public float Floor => float.NegativeInfinity;

    public static GruRecommender Read(BinaryReader reader)
    {
        var (size, units, steps, longest) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        if (size is < 1 or > Largest || units is < 1 or > Largest || steps is < 1 or > Largest)
        {
            throw new InvalidDataException("The sizes of a recurrent model are out of range.");
        }

        var items = new Embedding<float>(size, reader.ReadArray<float>());
        var biases = new Embedding<float>(1, reader.ReadArray<float>());
        var network = new GruNetwork<float>(items, biases, units, steps, reader.ReadArray<float>());
        return new GruRecommender(network, longest, SparseRows.Read(reader), PopularRecommender.Read(reader));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_network.Items.Width);
        writer.Write(_network.Gru.Units);
        writer.Write(_network.Steps);
        writer.Write(_longest);
        writer.WriteArray<float>(_network.Items.Values);
        writer.WriteArray<float>(_network.Biases.Values);
        writer.WriteArray<float>(_network.Weights);
        _follows.Write(writer);
        _popular.Write(writer);
    }

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        var scratch = _scratch.Take();
        Compare(history.Items, scratch, scores);
        TensorPrimitives.Add(scores, _network.Biases.Values, scores);
        AddMemory(history.Items, scratch.Sums, scores);
        _scratch.Return(scratch);
    }

    /// <summary>What <see cref="Score"/> adds up for a history of one event or more, besides the <see cref="Biases"/>.</summary>
    /// <param name="history">Not empty.</param>
    /// <param name="vectors">Gets e·q. Shape [items].</param>
    /// <param name="memory">Gets w·ln(1 + Σ). Shape [items].</param>
    public void Parts(History history, Span<float> vectors, Span<float> memory)
    {
        var scratch = _scratch.Take();
        Compare(history.Items, scratch, vectors);
        memory.Clear();
        AddMemory(history.Items, scratch.Sums, memory);
        _scratch.Return(scratch);
    }

    /// <summary>
    /// Memory is shared out by how often the item followed each event; the vectors' part is gradient × input: how the score changes with the
    /// vector of an event, times the vector.
    /// </summary>
    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        if (history.Length == 0)
        {
            return;
        }

        var scratch = _scratch.Take();
        Query(history.Items, scratch);
        var (units, size) = (_network.Gru.Units, _network.Items.Width);
        var recent = history.Items[^Math.Min(_longest, history.Length)..];
        var layout = new SequenceLayout([recent.Length]);
        Array.Clear(scratch.Gradient);
        var errors = new float[recent.Length * units];
        _network.Output.Backward(
            _network.Weights,
            scratch.Gradient,
            1,
            scratch.Gru.States[^units..],
            _network.Items[item],
            errors.AsSpan(errors.Length - units)
        );
        var dx = new float[recent.Length * size];
        scratch.Gru.Backward(_network.Weights, scratch.Gradient, layout, scratch.Inputs.Span, errors, dx);
        for (var at = 0; at < recent.Length; at++)
        {
            contributions[history.Length - recent.Length + at] = TensorPrimitives.Dot<float>(
                dx.AsSpan(at * size, size),
                _network.Items[recent[at]]
            );
        }

        ShareMemory(history.Items, item, contributions);
        _scratch.Return(scratch);
    }

    private void Compare(ReadOnlySpan<int> items, Scratch scratch, Span<float> scores)
    {
        Query(items, scratch);
        for (var item = 0; item < ItemCount; item++)
        {
            scores[item] = TensorPrimitives.Dot<float>(_network.Items[item], scratch.Query);
        }
    }

    private void Query(ReadOnlySpan<int> items, Scratch scratch)
    {
        var recent = items[^Math.Min(_longest, items.Length)..];
        var size = _network.Items.Width;
        var inputs = scratch.Inputs.Take(recent.Length * size);
        for (var at = 0; at < recent.Length; at++)
        {
            _network.Items[recent[at]].CopyTo(inputs[(at * size)..]);
        }

        scratch.Gru.Forward(_network.Weights, new SequenceLayout([recent.Length]), inputs);
        _network.Output.Forward(_network.Weights, 1, scratch.Gru.States[^_network.Gru.Units..], scratch.Query);
    }

    private void AddMemory(ReadOnlySpan<int> items, float[] sums, Span<float> scores)
    {
        var steps = Math.Min(_network.Steps, items.Length);
        for (var step = 0; step < steps; step++)
        {
            var columns = _follows.Columns(items[^(step + 1)]);
            var counts = _follows.Values(items[^(step + 1)]);
            var weight = _network.StepWeight(step);
            for (var at = 0; at < columns.Length; at++)
            {
                sums[columns[at]] += weight * counts[at];
            }
        }

        for (var step = 0; step < steps; step++)
        {
            foreach (var item in _follows.Columns(items[^(step + 1)]))
            {
                // The first step that meets an item uses its sum up.
                if (sums[item] != 0)
                {
                    scores[item] += _network.MemoryWeight * MathF.Log(1 + sums[item]);
                    sums[item] = 0;
                }
            }
        }
    }

    private void ShareMemory(ReadOnlySpan<int> items, int item, Span<float> contributions)
    {
        var (steps, shares) = (Math.Min(_network.Steps, items.Length), new float[Math.Min(_network.Steps, items.Length)]);
        for (var step = 0; step < steps; step++)
        {
            var place = _follows.Columns(items[^(step + 1)]).BinarySearch(item);
            shares[step] = place < 0 ? 0 : _network.StepWeight(step) * _follows.Values(items[^(step + 1)])[place];
        }

        var sum = shares.Sum();
        for (var step = 0; step < steps && sum > 0; step++)
        {
            contributions[items.Length - 1 - step] += _network.MemoryWeight * MathF.Log(1 + sum) * shares[step] / sum;
        }
    }

    private static bool IsFinite(GruNetwork<float> network) =>
        !network.Items.Values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
        && !network.Biases.Values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
        && Array.TrueForAll(network.Weights, float.IsFinite);

    private sealed class Scratch(GruNetwork<float> network)
    {
        public GruPass<float> Gru { get; } = new(network.Gru);

        public Growing<float> Inputs { get; } = new();

        public float[] Query { get; } = new float[network.Items.Width];

        /// <summary>All 0 between uses. Shape [items].</summary>
        public float[] Sums { get; } = new float[network.Items.Rows];

        public float[] Gradient { get; } = new float[network.Weights.Length];
    }
}
