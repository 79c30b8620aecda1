using System.Buffers;
using System.Numerics.Tensors;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Folds a history in by solving the user's row against the items, then scores by the inner product. For a user who was trained on by ALS,
/// this is the half epoch that would come next; other factorizations of the same loss give their item vectors too. Without a history: popular.
/// </summary>
internal sealed class AlsRecommender : IFactorRecommender
{
    public const string Name = "als";
    private readonly AlsSettings _weights;
    private readonly AlignedFloats _gram;
    private readonly PopularRecommender _popular;
    private readonly bool _targetsAreWeights;
    private readonly ScratchPool<Scratch> _pool;

    /// <param name="weights">As trained with.</param>
    /// <param name="items">The items' vectors.</param>
    /// <param name="gram">α₀ · HᵀH. Shape [width × width].</param>
    /// <param name="popular">Answers an empty history.</param>
    /// <param name="algorithm">Whose item vectors these are.</param>
    /// <param name="targetsAreWeights">The vectors predict the events' weights (ratings); otherwise a 1 for each item of the history.</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public AlsRecommender(
        AlsSettings weights,
        FactorScan items,
        AlignedFloats gram,
        PopularRecommender popular,
        string algorithm = Name,
        bool targetsAreWeights = false
    )
    {
        if (gram.Length != items.Width * items.Width || popular.ItemCount != items.ItemCount)
        {
            throw new InvalidDataException("The item vectors do not fit the Gram matrix or the item counts.");
        }

        (_weights, Items, _gram, _popular, Algorithm, _targetsAreWeights) = (weights, items, gram, popular, algorithm, targetsAreWeights);
        _pool = new ScratchPool<Scratch>(() => new Scratch(items.Width));
    }

    public string Algorithm { get; }

    public int ItemCount => Items.ItemCount;

    public float Floor => float.NegativeInfinity;

    public FactorScan Items { get; }

    public static AlsRecommender Read(BinaryReader reader) => Read(reader, Name, targetsAreWeights: false);

    public static AlsRecommender Read(BinaryReader reader, string algorithm, bool targetsAreWeights)
    {
        var weights = new AlsSettings(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        var items = FactorScan.Read(reader);
        var values = reader.ReadArray<float>();
        var gram = new AlignedFloats(values.Length);
        values.CopyTo(gram.Span);
        items.Prepare();
        return new AlsRecommender(weights, items, gram, PopularRecommender.Read(reader), algorithm, targetsAreWeights);
    }

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        var scratch = _pool.Take();
        FoldIn(history, scratch);
        Items.Scores(scratch.Vector.Span, scores);
        _pool.Return(scratch);
    }

    public bool TryFoldIn(History history, Span<float> vector)
    {
        if (history.Length == 0)
        {
            return false;
        }

        var scratch = _pool.Take();
        FoldIn(history, scratch);
        scratch.Vector.Span.CopyTo(vector);
        _pool.Return(scratch);
        return true;
    }

    /// <summary>
    /// score(j) = Σ_i c_i · h_jᵀA⁻¹h_i, Hu et al. section 5: each item of the history has its term. A repeated item's share is on its newest event.
    /// </summary>
    public void Explain(History history, int item, Span<float> contributions) => ExplainAll(history, [item], contributions);

    /// <summary>One solution for the history, one back substitution an item.</summary>
    public void ExplainAll(History history, ReadOnlySpan<int> items, Span<float> contributions)
    {
        contributions = contributions[..(items.Length * history.Length)];
        contributions.Clear();
        if (history.Length == 0 || items.Length == 0)
        {
            return;
        }

        using var distinct = new DistinctItems(history);
        var scratch = _pool.Take();
        FoldIn(distinct, scratch);
        // Once, not for each of the items: they come from all over memory.
        var gathered = ArrayPool<float>.Shared.Rent(distinct.Count * Items.Width);
        var vectors = gathered.AsSpan(0, distinct.Count * Items.Width);
        for (var at = 0; at < distinct.Count; at++)
        {
            Items.CopyItem(distinct.Items[at], vectors.Slice(at * Items.Width, Items.Width));
        }

        for (var row = 0; row < items.Length; row++)
        {
            Items.CopyItem(items[row], scratch.Other.Span);
            scratch.Solver.SolveFor(scratch.Other.Span, scratch.Vector.Span);
            for (var at = 0; at < distinct.Count; at++)
            {
                var product = TensorPrimitives.Dot<float>(vectors.Slice(at * Items.Width, Items.Width), scratch.Vector.Span);
                contributions[(row * history.Length) + distinct.NewestEvents[at]] = TargetOf(distinct.Sums[at]) * product;
            }
        }

        ArrayPool<float>.Shared.Return(gathered);
        _pool.Return(scratch);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_weights.Regularization);
        writer.Write(_weights.UnobservedWeight);
        writer.Write(_weights.Alpha);
        Items.Write(writer);
        writer.WriteArray<float>(_gram.Span);
        _popular.Write(writer);
    }

    private void FoldIn(History history, Scratch scratch)
    {
        using var distinct = new DistinctItems(history);
        FoldIn(distinct, scratch);
    }

    private void FoldIn(in DistinctItems distinct, Scratch scratch)
    {
        var confidences = 0.0;
        scratch.Solver.Begin(_gram);
        for (var at = 0; at < distinct.Count; at++)
        {
            var confidence = _weights.Confidence(distinct.Sums[at]);
            confidences += confidence;
            var root = MathF.Sqrt(confidence);
            var vector = scratch.Solver.NextVector();
            Items.CopyItem(distinct.Items[at], vector);
            TensorPrimitives.Multiply(vector, root, vector);
            scratch.Solver.Add(TargetOf(distinct.Sums[at]) / root);
        }

        scratch.Solver.Factor(_weights.Ridge(confidences, ItemCount));
        scratch.Solver.Solve(scratch.Vector.Span);
    }

    // c·y, what an event adds to the right side of the equations.
    private float TargetOf(float weight) => _targetsAreWeights ? weight : _weights.Confidence(weight);

    private sealed class Scratch(int width)
    {
        public AlsRowSolver Solver { get; } = new(width);

        public AlignedFloats Vector { get; } = new(width);

        public AlignedFloats Other { get; } = new(width);
    }
}
