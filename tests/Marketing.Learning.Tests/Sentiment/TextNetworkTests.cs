using Marketing.Learning.Neural;
using Marketing.Learning.Sentiment.NeuralNetworks;
using Marketing.Learning.Tests.Neural;

namespace Marketing.Learning.Tests.Sentiment;

/// <summary>Whole networks, from the vectors of the tokens to the loss, against finite differences; a text without tokens is among them.</summary>
public sealed class A_text_network
{
    private static readonly EncodedText[] Texts =
    [
        new([0, 3, 1, -1, 2, 4, 0, 5, 4, -1]),
        new([]),
        new([2, -1]),
        new([-1, 1, 5, 0, -1, -1]),
    ];

    private static readonly int[] Labels = [0, 1, 2, 1];

    [Fact]
    public void Of_filters_has_the_gradient_of_its_loss() => Check(new ConvolutionEncoder<double>(3, 2, [1, 2, 4]));

    [Fact]
    public void Of_an_older_file_has_filters_only_and_the_gradient_of_its_loss()
    {
        Check(new ConvolutionEncoder<double>(3, 2, [1, 2, 4], withSums: false));
        var architecture = new TextArchitecture("cnn", Classes: 2, EmbeddingSize: 3, Width: 5, Tokens: 16);
        var older = TextNetwork<float>.Start(6, 3, new ConvolutionEncoder<float>(3, 5, [2, 3, 4], withSums: false), 2, seed: 1);
        architecture.With(6, [.. older.Embedding.Values], older.Weights).Encoder.Features.Should().Be(3 * 5);
        var today = architecture.Start(6, seed: 1);
        architecture.With(6, [.. today.Embedding.Values], today.Weights).Encoder.Features.Should().Be((3 * 5) + 3);
        var another = () => architecture.With(6, [.. today.Embedding.Values], today.Weights[1..]);
        another.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Adds_up_the_vectors_of_its_tokens_over_the_root_of_their_number()
    {
        // Two tokens with the vectors (1, 2) and (3, 5), then the rows of zeros that filters want: (1 + 3) / √2 and (2 + 5) / √2, after the three filters' features.
        var encoder = new ConvolutionEncoder<double>(2, 1, [1, 2, 3]);
        var network = TextNetwork<double>.Start(2, 2, encoder, 2, seed: 1);
        double[] x = [1, 2, 3, 5, 0, 0, 0, 0];
        var features = new double[5];
        encoder.NewPass().Forward(network.Weights, [(0, 2)], x, features);
        features[3].Should().BeApproximately(4 / Math.Sqrt(2), 1e-12);
        features[4].Should().BeApproximately(7 / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void Of_two_GRUs_has_the_gradient_of_its_loss() => Check(new RecurrentEncoder<double>(3, 2));

    private static void Check(ITextEncoder<double> encoder)
    {
        var random = TextNetwork<double>.Start(6, 3, encoder, 3, seed: 1);
        var (vectors, weights) = (random.Embedding.Values.ToArray(), random.Weights);
        var network = random with { Embedding = new Embedding<double>(3, vectors) };
        var pass = new TextNetworkPass<double>(network);
        var dropout = new TextDropout(.25, .25, Seed: 9);
        double Loss(out double[] errors)
        {
            errors = pass.Forward(Texts, dropout).ToArray();
            var loss = 0.0;
            for (var text = 0; text < Texts.Length; text++)
            {
                loss += SoftmaxLoss.Gradient(errors.AsSpan(text * 3, 3), Labels[text], .5);
            }

            return loss;
        }

        Loss(out var errors);
        pass.Backward(errors, dropout);
        var rows = new RowGradients<double>(6, 3);
        pass.AddTo(rows, Texts);
        var vectorGradient = Enumerable.Range(0, 6).SelectMany(row => rows.Of(row).ToArray()).ToArray();
        rows.Touched.Should().HaveCount(6);
        FiniteDifferences.Check(weights, () => Loss(out _), [.. pass.Gradient]);
        FiniteDifferences.Check(vectors, () => Loss(out _), vectorGradient);
    }
}
