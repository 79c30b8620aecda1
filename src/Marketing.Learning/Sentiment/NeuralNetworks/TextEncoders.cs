using System.Numerics;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>The part of a network between the vectors of the tokens and the features of the text.</summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal interface ITextEncoder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers it takes of the flat array, from its beginning.</summary>
    int Size { get; }

    /// <summary>Features of a text.</summary>
    int Features { get; }

    /// <summary>Rows of zeros wanted after each text.</summary>
    int Padding { get; }

    /// <summary>Random first weights.</summary>
    void Start(Span<T> weights, ulong seed);

    /// <summary>Memory for one thread.</summary>
    ITextEncoderPass<T> NewPass();
}

/// <summary>One batch through a text encoder.</summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal interface ITextEncoderPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="weights">The network's flat array.</param>
    /// <param name="texts">First row and number of rows of each text.</param>
    /// <param name="x">The vectors of all tokens.</param>
    /// <param name="features">Shape [texts × Features]; overwritten.</param>
    void Forward(ReadOnlySpan<T> weights, ReadOnlySpan<(int Start, int Length)> texts, ReadOnlySpan<T> x, Span<T> features);

    /// <param name="weights">The network's flat array.</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    /// <param name="texts">As in the forward pass.</param>
    /// <param name="x">As in the forward pass.</param>
    /// <param name="features">Gradient by the features.</param>
    /// <param name="dx">Gradient by x; added to.</param>
    void Backward(
        ReadOnlySpan<T> weights,
        Span<T> gradient,
        ReadOnlySpan<(int Start, int Length)> texts,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> features,
        Span<T> dx
    );
}
