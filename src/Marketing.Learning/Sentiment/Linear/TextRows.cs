using Marketing.Learning.Numerics;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Texts as sparse rows of weighted features.</summary>
internal sealed class TextRows
{
    private TextRows(int[][] indices, float[][]? values, float[]? inverseFrequencies, int size) =>
        (Indices, Values, InverseFrequencies, Size) = (indices, values, inverseFrequencies, size);

    /// <summary>The different features of each text, in the order of first occurrence. Shape [texts][…].</summary>
    public int[][] Indices { get; }

    /// <summary>Their values; null when every value is 1. Shape as <see cref="Indices"/>.</summary>
    public float[][]? Values { get; }

    /// <summary>idf by feature, also of features that no text holds; null but for <see cref="TextWeighting.TfIdf"/>. Shape [Size].</summary>
    public float[]? InverseFrequencies { get; }

    /// <summary>Every index is below it.</summary>
    public int Size { get; }

    /// <summary>Number of texts.</summary>
    public int Count => Indices.Length;

    /// <summary>Reads all texts. Each writes to its own row: threads never show.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Which n-grams.</param>
    /// <param name="space">Where they have their indices.</param>
    /// <param name="weighting">What a feature counts for.</param>
    /// <param name="known">The words of the texts are added; null where nobody asks for them.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="cancel">Looked at between texts.</param>
    public static TextRows Read(
        IReadOnlyList<string> texts,
        FeatureOptions options,
        FeatureSpace space,
        TextWeighting weighting,
        KnownWords? known,
        int threads,
        CancellationToken cancel
    )
    {
        var indices = new int[texts.Count][];
        var values = weighting == TextWeighting.Binary ? null : new float[texts.Count][];
        Workers.ForRows(
            texts.Count,
            threads,
            16,
            () => (Vector: new TextVector(options, space), Lately: new KnownWords.Lately()),
            (row, own) =>
            {
                var vector = own.Vector;
                var features = vector.Read(texts[row]);
                known?.Add(features, own.Lately);
                indices[row] = vector.Indices.ToArray();
                if (values is not null)
                {
                    vector.Weigh(weighting, null);
                    values[row] = vector.Values.ToArray();
                }
            },
            cancel
        );
        return weighting == TextWeighting.TfIdf && values is not null
            ? new TextRows(indices, values, Weigh(indices, values, space.Size), space.Size)
            : new TextRows(indices, values, null, space.Size);
    }

    /// <summary>The same texts, every value 1.</summary>
    public TextRows Binary() => new(Indices, null, null, Size);

    /// <summary>The values of a text.</summary>
    /// <param name="row">Which.</param>
    /// <param name="isScaled">Whether they are divided by √(their sum): what scaled weightings give when a text is scored.</param>
    /// <returns>Shape as <see cref="Indices"/>.</returns>
    public float[] ValuesOf(int row, bool isScaled)
    {
        if (Values is { } all && !isScaled)
        {
            return all[row];
        }

        var values = new float[Indices[row].Length];
        if (Values is { } counts)
        {
            counts[row].CopyTo(values, 0);
        }
        else
        {
            values.AsSpan().Fill(1);
        }

        if (isScaled)
        {
            TextVector.ScaleByRoot(values);
        }

        return values;
    }

    private static float[] Weigh(int[][] indices, float[][] values, int size)
    {
        var texts = new int[size];
        foreach (var row in indices)
        {
            foreach (var index in row)
            {
                texts[index]++;
            }
        }

        var inverse = new float[size];
        for (var index = 0; index < size; index++)
        {
            // What no text holds weighs like what one text holds: a text of the held-out part is as long then as one that comes later.
            inverse[index] = MathF.Log((1f + indices.Length) / (1f + Math.Max(1, texts[index]))) + 1;
        }

        for (var row = 0; row < indices.Length; row++)
        {
            for (var at = 0; at < indices[row].Length; at++)
            {
                values[row][at] *= inverse[indices[row][at]];
            }

            TextVector.Normalize(values[row]);
        }

        return inverse;
    }
}
