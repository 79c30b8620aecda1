using Marketing.Learning.Neural;

namespace Marketing.Learning.Tests.Neural;

/// <summary>Every layer's backward pass against finite differences of its forward pass: loss = Σ (random factor × output).</summary>
public sealed class A_layer
{
    [Fact]
    public void Linear_has_the_gradient_of_its_forward_pass()
    {
        var layer = new Linear<double>(At: 2, Inputs: 5, Outputs: 3);
        var (weights, x, factors) = (Random(2 + layer.Size, 1), Random(4 * 5, 2), Random(4 * 3, 3));
        double Loss()
        {
            var y = new double[12];
            layer.Forward(weights, 4, x, y);
            return FiniteDifferences.Dot(y, factors);
        }

        var (gradient, dx) = (new double[weights.Length], new double[x.Length]);
        layer.Backward(weights, gradient, 4, x, factors, dx);
        FiniteDifferences.Check(weights, Loss, gradient);
        FiniteDifferences.Check(x, Loss, dx);
    }

    [Fact]
    public void Linear_works_out_by_hand()
    {
        // [1 2]·[1 2; 3 4] + [10 20] = [1 + 6 + 10, 2 + 8 + 20]
        var y = new float[2];
        new Linear<float>(0, 2, 2).Forward([1, 2, 3, 4, 10, 20], 1, [1, 2], y);
        y.Should().Equal(17, 30);
    }

    [Theory]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 4, 4, 2, 1 })]
    public void Gru_has_the_gradient_of_its_forward_pass(int[] lengths)
    {
        var (layer, layout) = (new Gru<double>(At: 3, Inputs: 4, Units: 5), new SequenceLayout(lengths));
        var (weights, x, factors) = (Random(3 + layer.Size, 4), Random(layout.Rows * 4, 5), Random(layout.Rows * 5, 6));
        var pass = new GruPass<double>(layer);
        double Loss()
        {
            pass.Forward(weights, layout, x);
            return FiniteDifferences.Dot(pass.States, factors);
        }

        var (gradient, dx) = (new double[weights.Length], new double[x.Length]);
        Loss();
        pass.Backward(weights, gradient, layout, x, [.. factors], dx);
        FiniteDifferences.Check(weights, Loss, gradient);
        FiniteDifferences.Check(x, Loss, dx);
    }

    [Fact]
    public void Gru_works_out_as_its_formula_for_one_unit()
    {
        // W = (.5, −.4, .3), b = (.1, .2, −.1), U = (.6, .7, −.8), d = .05; inputs 1, then 2.
        double[] weights = [.5, -.4, .3, .1, .2, -.1, .6, .7, -.8, .05];
        double S(double v) => 1 / (1 + Math.Exp(-v));
        double Next(double h, double x)
        {
            var (z, r) = (S((.5 * x) + .1 + (.6 * h)), S((-.4 * x) + .2 + (.7 * h)));
            var c = Math.Tanh((.3 * x) - .1 + (r * ((-.8 * h) + .05)));
            return ((1 - z) * c) + (z * h);
        }

        var pass = new GruPass<double>(new Gru<double>(0, 1, 1));
        pass.Forward(weights, new SequenceLayout([2]), [1, 2]);
        var first = Next(0, 1);
        pass.States[0].Should().BeApproximately(first, 1e-14);
        pass.States[1].Should().BeApproximately(Next(first, 2), 1e-14);
    }

    [Fact]
    public void Gru_gives_a_sequence_the_same_states_alone_and_in_a_batch()
    {
        var layer = new Gru<double>(0, 2, 3);
        var (weights, layout, x) = (Random(layer.Size, 7), new SequenceLayout([3, 2]), Random(10, 8));
        var (together, alone) = (new GruPass<double>(layer), new GruPass<double>(layer));
        together.Forward(weights, layout, x);

        // Rows lie as (step 0: a, b), (step 1: a, b), (step 2: a): b is rows 1 and 3.
        alone.Forward(weights, new SequenceLayout([2]), [x[2], x[3], x[6], x[7]]);
        alone.States.ToArray().Should().Equal([.. together.States[3..6], .. together.States[9..12]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Convolution_has_the_gradient_of_its_forward_pass(int width)
    {
        var layer = new MaxConvolution<double>(At: 1, Inputs: 3, Filters: 4, Width: width);
        (int, int)[] texts = [(0, 5), (7, 1), (10, 0)];
        var (weights, x, factors) = (Random(1 + layer.Size, 9), Random(12 * 3, 10), Random(3 * 6, 11));
        var pass = new MaxConvolutionPass<double>(layer);
        double Loss()
        {
            var features = new double[3 * 6];
            pass.Forward(weights, texts, x, features, 6);
            return FiniteDifferences.Dot(features, factors);
        }

        var (gradient, dx) = (new double[weights.Length], new double[x.Length]);
        Loss();
        pass.Backward(weights, gradient, 3, x, factors, 6, dx);
        FiniteDifferences.Check(weights, Loss, gradient);
        FiniteDifferences.Check(x, Loss, dx);
    }

    [Fact]
    public void Convolution_works_out_by_hand()
    {
        // One filter (1, −1) over pairs of 1, 5, 2, 9: differences −4, 3, −7, the largest plus the bias .5 is 3.5; a text of 1 alone sees (1, 0).
        var features = new float[2];
        new MaxConvolutionPass<float>(new(0, 1, 1, 2)).Forward([1, -1, .5f], [(0, 4), (5, 1)], [1, 5, 2, 9, 0, 1, 0], features, 1);
        features.Should().Equal(3.5f, 1.5f);
    }

    [Fact]
    public void Pooling_has_the_gradient_of_its_forward_pass()
    {
        var (pooling, layout) = (new SequencePooling<double>(3), new SequenceLayout([4, 2, 1]));
        var (states, factors) = (Random(layout.Rows * 3, 12), Random(3 * 7, 13));
        double Loss()
        {
            var features = new double[3 * 7];
            pooling.Forward(layout, states, features, 7);
            return FiniteDifferences.Dot(features, factors);
        }

        var gradient = new double[states.Length];
        Loss();
        pooling.Backward(layout, factors, 7, gradient);
        FiniteDifferences.Check(states, Loss, gradient);
    }

    [Fact]
    public void The_softmax_loss_has_the_gradient_of_itself()
    {
        var logits = Random(4, 14);
        double Loss() => SoftmaxLoss.Gradient<double>([.. logits], 2, 1.5);
        var gradient = logits.ToArray();
        SoftmaxLoss.Gradient<double>(gradient, 2, 1.5);
        FiniteDifferences.Check(logits, Loss, gradient);
    }

    [Fact]
    public void The_softmax_loss_works_out_by_hand()
    {
        // e^0 : e^ln 3 = 1 : 3, and a class at −∞ is out: −2·ln ¾, gradient 2·(¼, ¾ − 1, 0).
        double[] logits = [0, Math.Log(3), double.NegativeInfinity];
        SoftmaxLoss.Gradient<double>(logits, 1, 2).Should().BeApproximately(-2 * Math.Log(.75), 1e-14);
        logits.Should().Equal([.5, -.5, 0], (actual, wanted) => Math.Abs(actual - wanted) < 1e-14);
    }

    [Fact]
    public void Sequences_of_a_layout_come_longest_first_and_none_is_empty()
    {
        var rising = () => new SequenceLayout([1, 2]);
        rising.Should().Throw<ArgumentException>();
        var empty = () => new SequenceLayout([1, 0]);
        empty.Should().Throw<ArgumentException>();
    }

    private static double[] Random(int count, ulong seed) => FiniteDifferences.Random(count, seed);
}
