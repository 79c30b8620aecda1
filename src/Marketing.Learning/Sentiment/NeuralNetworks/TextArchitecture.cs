using Marketing.Learning.Neural;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>Which network, and how large: all that is needed to give a row of numbers its meaning again.</summary>
/// <param name="Algorithm">cnn or rnn.</param>
/// <param name="Classes">2 or 3.</param>
/// <param name="EmbeddingSize">Numbers of a token's vector.</param>
/// <param name="Width">Filters of each width, or units of each direction.</param>
/// <param name="Tokens">Tokens read of a text at most.</param>
internal sealed record TextArchitecture(string Algorithm, int Classes, int EmbeddingSize, int Width, int Tokens)
{
    public const string Convolutional = "cnn";
    public const string Recurrent = "rnn";
    public const int Largest = 1024;
    public const int MostTokens = 4096;

    // Tokens and pairs go in, so a filter over w tokens sees w + 1 characters.
    private static readonly int[] FilterWidths = [2, 3, 4];

    public bool IsRecurrent => Algorithm == Recurrent;

    /// <exception cref="InvalidDataException">A number is out of range.</exception>
    public static TextArchitecture Read(string algorithm, BinaryReader reader)
    {
        var read = new TextArchitecture(algorithm, reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return read is { Classes: 2 or 3, EmbeddingSize: > 0 and <= Largest, Width: > 0 and <= Largest, Tokens: > 0 and <= MostTokens }
            ? read
            : throw new InvalidDataException("The sizes of a network are out of range.");
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Classes);
        writer.Write(EmbeddingSize);
        writer.Write(Width);
        writer.Write(Tokens);
    }

    /// <summary>A network with random weights.</summary>
    public TextNetwork<float> Start(int vocabulary, ulong seed) =>
        TextNetwork<float>.Start(vocabulary, EmbeddingSize, NewEncoder(), Classes, seed);

    /// <summary>A network with these weights.</summary>
    /// <exception cref="InvalidDataException">The weights are of another network, or one is no number.</exception>
    public TextNetwork<float> With(int vocabulary, float[] vectors, float[] weights)
    {
        var encoder = NewEncoder();
        if (weights.Length != encoder.Size + OutputOf(encoder).Size && !IsRecurrent)
        {
            encoder = new ConvolutionEncoder<float>(EmbeddingSize, Width, FilterWidths, withSums: false);
        }

        var output = OutputOf(encoder);
        if (vectors.Length != vocabulary * EmbeddingSize || weights.Length != encoder.Size + output.Size)
        {
            throw new InvalidDataException("The weights are those of another network.");
        }

        if (!Array.TrueForAll(vectors, float.IsFinite) || !Array.TrueForAll(weights, float.IsFinite))
        {
            throw new InvalidDataException("A weight is not a number.");
        }

        return new TextNetwork<float>(new Embedding<float>(EmbeddingSize, vectors), encoder, output, weights);
    }

    private Linear<float> OutputOf(ITextEncoder<float> encoder) => new(encoder.Size, encoder.Features, Classes);

    private ITextEncoder<float> NewEncoder() =>
        IsRecurrent ? new RecurrentEncoder<float>(EmbeddingSize, Width) : new ConvolutionEncoder<float>(EmbeddingSize, Width, FilterWidths);
}
