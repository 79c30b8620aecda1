using System.Buffers;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;

namespace Marketing.Recommendations.Serving;

/// <summary>A visitor's events in the numbering of a model. Rented memory: dispose it when the answer is made.</summary>
internal sealed class FoldedHistory : IDisposable
{
    private readonly int[] _items;
    private readonly float[] _weights;
    private readonly long[] _times;

    /// <param name="model">The model; events on items that it does not know are left out.</param>
    /// <param name="visitor">Whose events.</param>
    /// <param name="builder">What an event weighs.</param>
    public FoldedHistory(ServedRecommendations model, Visitor visitor, HistoryBuilder builder)
    {
        var most = Math.Max(1, visitor.Events.Count);
        var rows = ArrayPool<Interaction>.Shared.Rent(most);
        var count = 0;
        foreach (var seen in visitor.Events)
        {
            if (model.ItemOf(seen.ItemId) is >= 0 and var item)
            {
                rows[count++] = new Interaction(seen.Time, item, seen.Value, Order: 0, seen.Type);
            }
        }

        _items = ArrayPool<int>.Shared.Rent(most);
        _weights = ArrayPool<float>.Shared.Rent(most);
        _times = ArrayPool<long>.Shared.Rent(most);
        // The same origin as in training, moved on by what happened since.
        var reference = Math.Max(model.Reference, visitor.Newest ?? model.Reference);
        Length = builder.Fill(rows.AsSpan(0, count), model.Kind, reference, _items, _weights, _times);
        ArrayPool<Interaction>.Shared.Return(rows);
    }

    public int Length { get; }

    public History History => new(_items.AsSpan(0, Length), _weights.AsSpan(0, Length), _times.AsSpan(0, Length));

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_items);
        ArrayPool<float>.Shared.Return(_weights);
        ArrayPool<long>.Shared.Return(_times);
    }
}
