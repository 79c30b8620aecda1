using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Reads the weighted features of one text after the other; used again without allocation. One a thread.</summary>
internal sealed class TextVector(FeatureOptions options, FeatureSpace space, TextWeighting weighting)
{
    private readonly FeatureCounter _counter = new();
    private int[] _indices = new int[512];
    private float[] _values = new float[512];

    public FeatureReader Reader { get; } = new(options);

    /// <summary>Features of the text that was read last, in the order of first occurrence.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _counter.Distinct);

    /// <summary>Their values. Shape as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _counter.Distinct);

    /// <param name="text">The text.</param>
    /// <param name="inverseFrequencies">idf by feature, needed for <see cref="TextWeighting.TfIdf"/> only.</param>
    /// <returns>The occurrences, as <see cref="FeatureReader.Read"/> gives them.</returns>
    public ReadOnlySpan<TextFeature> Read(ReadOnlySpan<char> text, float[]? inverseFrequencies)
    {
        _counter.Clear();
        var features = Reader.Read(text);
        foreach (ref readonly var feature in features)
        {
            if (space.IndexOf(feature.Hash) is >= 0 and var index)
            {
                _counter.Add((uint)index);
            }
        }

        if (_indices.Length < _counter.Distinct)
        {
            var room = Math.Max(_counter.Distinct, 2 * _indices.Length);
            (_indices, _values) = (new int[room], new float[room]);
        }

        Fill(inverseFrequencies);
        return features;
    }

    /// <summary>Scales values to length 1.</summary>
    public static void Normalize(Span<float> values)
    {
        var squares = 0f;
        foreach (var value in values)
        {
            squares += value * value;
        }

        Scale(values, squares == 0 ? 0 : 1 / MathF.Sqrt(squares));
    }

    /// <summary>Divides values by the root of their sum.</summary>
    public static void ScaleByRoot(Span<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
        {
            sum += value;
        }

        Scale(values, sum == 0 ? 0 : 1 / MathF.Sqrt(sum));
    }

    private static void Scale(Span<float> values, float by)
    {
        foreach (ref var value in values)
        {
            value *= by;
        }
    }

    private void Fill(float[]? inverseFrequencies)
    {
        var values = _values.AsSpan(0, _counter.Distinct);
        for (var at = 0; at < values.Length; at++)
        {
            var (key, count) = _counter.At(at);
            _indices[at] = (int)key;
            values[at] = weighting switch
            {
                TextWeighting.Binary or TextWeighting.ScaledBinary => 1,
                TextWeighting.TfIdf => (1 + MathF.Log(count)) * (inverseFrequencies is null ? 1 : inverseFrequencies[(int)key]),
                _ => count,
            };
        }

        if (weighting is TextWeighting.ScaledBinary or TextWeighting.ScaledCount)
        {
            ScaleByRoot(values);
        }
        else if (weighting == TextWeighting.TfIdf && inverseFrequencies is not null)
        {
            Normalize(values);
        }
    }
}
