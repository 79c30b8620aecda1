using System.Numerics;
using System.Numerics.Tensors;

namespace Marketing.Learning.Neural;

/// <summary>Of every number of the state the largest and the mean over a sequence's steps: max first, then mean.</summary>
/// <param name="units">Numbers of a state.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class SequencePooling<T>(int units)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Growing<int> _where = new();

    /// <param name="layout">How the rows lie.</param>
    /// <param name="states">Shape [layout.Rows × units].</param>
    /// <param name="features">Receives [sequences × pitch], 2 × units of them a sequence.</param>
    /// <param name="pitch">Distance between sequences in the features.</param>
    public void Forward(SequenceLayout layout, ReadOnlySpan<T> states, Span<T> features, int pitch)
    {
        var where = _where.TakeCleared(layout.Lengths.Length * units);
        for (var sequence = 0; sequence < layout.Lengths.Length; sequence++)
        {
            var best = features.Slice(sequence * pitch, units);
            var mean = features.Slice((sequence * pitch) + units, units);
            states.Slice(sequence * units, units).CopyTo(best);
            best.CopyTo(mean);
            var places = where.Slice(sequence * units, units);
            for (var step = 1; step < layout.Lengths[sequence]; step++)
            {
                var row = states.Slice(layout.Row(sequence, step) * units, units);
                TensorPrimitives.Add(mean, row, mean);
                for (var unit = 0; unit < units; unit++)
                {
                    if (row[unit] > best[unit])
                    {
                        (best[unit], places[unit]) = (row[unit], step);
                    }
                }
            }

            TensorPrimitives.Divide(mean, T.CreateTruncating(layout.Lengths[sequence]), mean);
        }
    }

    /// <param name="layout">How the rows lie.</param>
    /// <param name="features">Gradient by the features.</param>
    /// <param name="pitch">Distance between sequences in the features.</param>
    /// <param name="states">Gradient by the states; added to.</param>
    public void Backward(SequenceLayout layout, ReadOnlySpan<T> features, int pitch, Span<T> states)
    {
        for (var sequence = 0; sequence < layout.Lengths.Length; sequence++)
        {
            var length = layout.Lengths[sequence];
            var share = T.One / T.CreateTruncating(length);
            for (var step = 0; step < length; step++)
            {
                var row = states.Slice(layout.Row(sequence, step) * units, units);
                VectorSums.AddScaled(row, features.Slice((sequence * pitch) + units, units), share);
            }

            for (var unit = 0; unit < units; unit++)
            {
                var step = _where.Span[(sequence * units) + unit];
                states[(layout.Row(sequence, step) * units) + unit] += features[(sequence * pitch) + unit];
            }
        }
    }
}
