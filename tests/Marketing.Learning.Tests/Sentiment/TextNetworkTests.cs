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
