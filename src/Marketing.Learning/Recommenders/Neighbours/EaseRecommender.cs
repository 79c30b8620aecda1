using System.Numerics.Tensors;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Neighbours;

/// <summary>
/// score = x·B with B[i, j] = −P[i, j]/P[j, j], B[j, j] = 0. Kept as the symmetric −P: B's rows are its rows over the diagonal.
/// </summary>
internal sealed class EaseRecommender : IRecommender
{
    public const string Name = "ease";
    private readonly AlignedFloats _matrix;
    private readonly int _pitch;
    private readonly PopularRecommender _popular;
    private readonly float[] _scale;

    /// <param name="matrix">−P. Shape [pitch × pitch].</param>
    /// <param name="pitch">Items, padded.</param>
    /// <param name="popular">Answers an empty history.</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public EaseRecommender(AlignedFloats matrix, int pitch, PopularRecommender popular)
    {
        if (matrix.Length != (long)pitch * pitch || popular.ItemCount > pitch)
        {
            throw new InvalidDataException("The item weights do not fit the item counts.");
        }

        (_matrix, _pitch, _popular) = (matrix, pitch, popular);
        _scale = [.. Enumerable.Range(0, popular.ItemCount).Select(item => -1 / Row(item)[item])];
    }

    public string Algorithm => Name;

    public int ItemCount => _popular.ItemCount;

    public float Floor => 0;

    public static EaseRecommender Read(BinaryReader reader)
    {
        var popular = PopularRecommender.Read(reader);
        var pitch = EaseTrainer.Pitch(popular.ItemCount);
        if (popular.ItemCount > EaseTrainer.MostItems)
        {
            throw new InvalidDataException($"An item-to-item model of {popular.ItemCount} items is above the limit.");
        }

        var matrix = new AlignedFloats(pitch * pitch);
        for (var item = 0; item < popular.ItemCount; item++)
        {
            var half = reader.ReadArray<float>();
            if (half.Length != popular.ItemCount - item)
            {
                throw new InvalidDataException("A row of the item weights has another length than it should.");
            }

            for (var other = item; other < popular.ItemCount; other++)
            {
                matrix.Span[(item * pitch) + other] = half[other - item];
                matrix.Span[(other * pitch) + item] = half[other - item];
            }
        }

        return new EaseRecommender(matrix, pitch, popular);
    }

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        scores.Clear();
        using var distinct = new DistinctItems(history);
        foreach (var item in distinct.Items)
        {
            TensorPrimitives.Add(scores, Row(item), scores);
        }

        foreach (var item in distinct.Items)
        {
            scores[item] -= Row(item)[item];
        }

        TensorPrimitives.Multiply(scores, _scale, scores);
    }

    /// <summary>A repeated item's share is on its newest event.</summary>
    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        using var distinct = new DistinctItems(history);
        for (var at = 0; at < distinct.Count; at++)
        {
            var own = distinct.Items[at];
            contributions[distinct.NewestEvents[at]] = own == item ? 0 : Row(own)[item] * _scale[item];
        }
    }

    public void Write(BinaryWriter writer)
    {
        _popular.Write(writer);
        for (var item = 0; item < ItemCount; item++)
        {
            writer.WriteArray<float>(Row(item)[item..]);
        }
    }

    private ReadOnlySpan<float> Row(int item) => _matrix.Span.Slice(item * _pitch, ItemCount);
}
