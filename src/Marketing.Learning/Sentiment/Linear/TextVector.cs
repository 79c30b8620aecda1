using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Reads the features of one text after the other, and weighs them in one way or several; used again without allocation. One a thread.</summary>
internal sealed class TextVector(FeatureOptions options, FeatureSpace space)
{
    private int[] _indices = new int[512];
    private float[] _values = new float[512];
    private double[] _parts = new double[512];

    public FeatureReader Reader { get; } = new(options);

    /// <summary>How often each feature of the text comes, by its index.</summary>
    public FeatureCounter Counter { get; } = new();

    /// <summary>Features of the text that was read last, in the order of first occurrence.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Counter.Distinct);

    /// <summary>What <see cref="Weigh"/> made of them. Shape as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Counter.Distinct);

    /// <summary>Room for a number a feature. Shape as <see cref="Indices"/>.</summary>
    public Span<double> Parts => _parts.AsSpan(0, Counter.Distinct);

    /// <param name="text">The text.</param>
    /// <returns>The occurrences, as <see cref="FeatureReader.Read"/> gives them.</returns>
    public ReadOnlySpan<TextFeature> Read(ReadOnlySpan<char> text)
    {
        Counter.Clear();
        var features = Reader.Read(text);
        foreach (ref readonly var feature in features)
        {
            if (space.IndexOf(feature.Hash) is >= 0 and var index)
            {
                Counter.Add((uint)index);
            }
        }

        if (_indices.Length < Counter.Distinct)
        {
            var room = Math.Max(Counter.Distinct, 2 * _indices.Length);
            (_indices, _values, _parts) = (new int[room], new float[room], new double[room]);
        }

        for (var at = 0; at < Counter.Distinct; at++)
        {
            _indices[at] = (int)Counter.At(at).Key;
        }

        return features;
    }

    /// <summary>Replaces <see cref="Values"/>.</summary>
    /// <param name="weighting">What a feature counts for.</param>
    /// <param name="inverseFrequencies">idf by feature, for <see cref="TextWeighting.TfIdf"/>; without it the values are neither multiplied nor scaled.</param>
    public void Weigh(TextWeighting weighting, float[]? inverseFrequencies)
    {
        var values = _values.AsSpan(0, Counter.Distinct);
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = weighting switch
            {
                TextWeighting.Binary or TextWeighting.ScaledBinary => 1,
                TextWeighting.TfIdf => (1 + MathF.Log(Counter.At(at).Count))
                    * (inverseFrequencies is null ? 1 : inverseFrequencies[_indices[at]]),
                _ => Counter.At(at).Count,
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
}
