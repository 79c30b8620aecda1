using System.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Reads the features of one text after the other, and weighs them in one way or several; used again without allocation. One a thread.</summary>
internal sealed class TextVector(FeatureOptions options, FeatureSpace space)
{
    private readonly TokenBuffer _tokens = new();

    // Index + 1 of the feature that has its place there, and its number below: one look tells whether it is the one. 0 where there is none: open addressing, at most half full.
    private ulong[] _table = new ulong[1024];
    private int[] _numbers = new int[512];
    private int[] _indices = new int[512];
    private int[] _counts = new int[512];
    private float[] _values = new float[512];
    private double[] _parts = new double[512];
    private int _occurrences;
    private int _distinct;

    public FeatureReader Reader { get; } = new(options);

    /// <summary>Features of the text that was read last, in the order of first occurrence.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _distinct);

    /// <summary>How often each of them occurs. Shape as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _distinct);

    /// <summary>What <see cref="Weigh"/> made of them. Shape as <see cref="Indices"/>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _distinct);

    /// <summary>Room for a number a feature. Shape as <see cref="Indices"/>.</summary>
    public Span<double> Parts => _parts.AsSpan(0, _distinct);

    /// <summary>For each occurrence where its feature stands in <see cref="Indices"/>; -1 for one without an index.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.AsSpan(0, _occurrences);

    /// <param name="text">The text.</param>
    /// <returns>The occurrences, as <see cref="FeatureReader.Read(ReadOnlySpan{char})"/> gives them.</returns>
    public ReadOnlySpan<TextFeature> Read(ReadOnlySpan<char> text)
    {
        TextTokenizer.Read(text, _tokens);
        return Read(_tokens);
    }

    /// <param name="tokens">The tokens of a text.</param>
    /// <returns>The occurrences, as <see cref="FeatureReader.Read(ReadOnlySpan{char})"/> gives them.</returns>
    public ReadOnlySpan<TextFeature> Read(TokenBuffer tokens)
    {
        var features = Reader.Read(tokens);
        Clear(features.Length);
        var (table, indices, counts, numbers) = (_table, _indices, _counts, _numbers);
        var (mask, distinct) = (TableSize(features.Length) - 1, 0);
        for (var at = 0; at < features.Length; at++)
        {
            var index = space.IndexOf(features[at].Hash);
            if (index < 0)
            {
                numbers[at] = -1;
                continue;
            }

            var (key, place) = ((ulong)index + 1, index & mask);
            ulong slot;
            while ((slot = table[place]) != 0 && slot >> 32 != key)
            {
                place = (place + 1) & mask;
            }

            var number = (int)slot;
            if (slot == 0)
            {
                number = distinct++;
                (table[place], indices[number], counts[number]) = ((key << 32) | (uint)number, index, 0);
            }

            counts[number]++;
            numbers[at] = number;
        }

        (_occurrences, _distinct) = (features.Length, distinct);
        return features;
    }

    /// <summary>Replaces <see cref="Values"/>.</summary>
    /// <param name="weighting">What a feature counts for.</param>
    /// <param name="inverseFrequencies">idf by feature, for <see cref="TextWeighting.TfIdf"/>; without it the values are neither multiplied nor scaled.</param>
    public void Weigh(TextWeighting weighting, float[]? inverseFrequencies)
    {
        var values = _values.AsSpan(0, _distinct);
        switch (weighting)
        {
            case TextWeighting.Binary or TextWeighting.ScaledBinary:
                values.Fill(1);
                break;
            case TextWeighting.TfIdf:
                for (var at = 0; at < values.Length; at++)
                {
                    values[at] = _counts[at] == 1 ? 1 : 1 + MathF.Log(_counts[at]);
                    values[at] *= inverseFrequencies is null ? 1 : inverseFrequencies[_indices[at]];
                }

                break;
            default:
                for (var at = 0; at < values.Length; at++)
                {
                    values[at] = _counts[at];
                }

                break;
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

    /// <summary>Shares what each feature adds out among the tokens of its occurrences, all of an n-gram's alike.</summary>
    /// <param name="features">The occurrences that <see cref="Read(TokenBuffer)"/> returned.</param>
    /// <param name="weights">Added to. Shape [tokens].</param>
    public void Share(ReadOnlySpan<TextFeature> features, Span<double> weights)
    {
        var used = Reader.Used;
        var at = -1;
        for (var occurrence = 0; occurrence < features.Length; occurrence++)
        {
            // Occurrences come by their last token, each token's own before the longer ones that end with it.
            var order = features[occurrence].Order;
            at += order == 1 ? 1 : 0;
            var number = _numbers[occurrence];
            if (number < 0)
            {
                continue;
            }

            var share = _parts[number] / (_counts[number] * order);
            for (var back = 0; back < order; back++)
            {
                weights[used[at - back]] += share;
            }
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

    private static int TableSize(int features) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, 2 * features));

    private void Clear(int features)
    {
        var places = TableSize(features);
        if (_table.Length < places)
        {
            _table = new ulong[places];
        }
        else
        {
            _table.AsSpan(0, places).Clear();
        }

        if (_numbers.Length < features)
        {
            var room = Math.Max(features, 2 * _numbers.Length);
            (_numbers, _indices, _counts, _values, _parts) = (
                new int[room],
                new int[room],
                new int[room],
                new float[room],
                new double[room]
            );
        }
    }
}
