namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Weights under training. With scales, weight and scale of a feature lie side by side: one cache miss for both.</summary>
internal readonly struct DescentWeights
{
    private readonly TextRows _rows;
    private readonly float[] _cells;
    private readonly bool _scaled;

    public DescentWeights(TextRows rows, float[]? scales)
    {
        (_rows, _scaled) = (rows, scales is not null);
        _cells = new float[_scaled ? 2 * rows.Size : rows.Size];
        for (var index = 0; index < scales?.Length; index++)
        {
            _cells[(2 * index) + 1] = scales[index];
        }
    }

    public double SquaredLength(int row)
    {
        var (indices, values, sum) = (_rows.Indices[row], _rows.Values?[row], 0.0);
        for (var at = 0; at < indices.Length; at++)
        {
            var value = (values is null ? 1 : values[at]) * (_scaled ? _cells[(2 * indices[at]) + 1] : 1);
            sum += value * value;
        }

        return sum;
    }

    public float Product(int row)
    {
        var (cells, indices, sum) = (_cells, _rows.Indices[row], 0f);
        if (_rows.Values is { } all)
        {
            var values = all[row];
            for (var at = 0; at < indices.Length && at < values.Length; at++)
            {
                sum += values[at] * (_scaled ? cells[2 * indices[at]] * cells[(2 * indices[at]) + 1] : cells[indices[at]]);
            }
        }
        else if (_scaled)
        {
            foreach (var index in indices)
            {
                sum += cells[2 * index] * cells[(2 * index) + 1];
            }
        }
        else
        {
            foreach (var index in indices)
            {
                sum += cells[index];
            }
        }

        return sum;
    }

    /// <summary>w += step · x.</summary>
    public void Add(int row, float step)
    {
        var (cells, indices) = (_cells, _rows.Indices[row]);
        if (_rows.Values is { } all)
        {
            var values = all[row];
            for (var at = 0; at < indices.Length && at < values.Length; at++)
            {
                if (_scaled)
                {
                    cells[2 * indices[at]] += step * values[at] * cells[(2 * indices[at]) + 1];
                }
                else
                {
                    cells[indices[at]] += step * values[at];
                }
            }
        }
        else if (_scaled)
        {
            foreach (var index in indices)
            {
                cells[2 * index] += step * cells[(2 * index) + 1];
            }
        }
        else
        {
            foreach (var index in indices)
            {
                cells[index] += step;
            }
        }
    }

    /// <summary>The weights of the scaled features. Shape [features].</summary>
    public float[] ToArray()
    {
        if (!_scaled)
        {
            return _cells;
        }

        var weights = new float[_rows.Size];
        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] = _cells[2 * index];
        }

        return weights;
    }
}
