using Marketing.Learning.Neural;

namespace Marketing.Learning.Tests.Neural;

public sealed class A_learning_rule
{
    [Fact]
    public void Adam_follows_its_formula_for_two_steps()
    {
        // Kingma and Ba 2015, algorithm 1, written out for gradients 1 and then −.5, rate .1, decay .01.
        var (adam, weights) = (new Adam<double>(20), new double[20]);
        Array.Fill(weights, 2.0);
        var (m, v, w) = (0.0, 0.0, 2.0);
        foreach (var (step, gradient) in new[] { (1, 1.0), (2, -.5) })
        {
            m = (.9 * m) + (.1 * gradient);
            v = (.999 * v) + (.001 * gradient * gradient);
            var (mHat, vHat) = (m / (1 - Math.Pow(.9, step)), v / (1 - Math.Pow(.999, step)));
            w = (w * (1 - (.1 * .01))) - (.1 * mHat / (Math.Sqrt(vHat) + 1e-8));
            adam.NextStep();
            adam.Update(0, weights, Enumerable.Repeat(gradient, 20).ToArray(), .1, .01);
        }

        // Twenty numbers: whole vectors and the rest that fills none.
        weights.Should().AllSatisfy(weight => weight.Should().BeApproximately(w, 1e-12));
    }

    [Fact]
    public void Dropout_keeps_the_expected_value_and_repeats_itself()
    {
        var values = Enumerable.Repeat(1f, 100_001).ToArray();
        Dropout.Apply<float>(values, .25, seed: 5);
        values.Distinct().Should().BeEquivalentTo([0f, 1 / .75f]);

        // Standard error of the mean: √(.25 / .75 / 100,001) = .0018.
        values.Average().Should().BeApproximately(1, .008f);
        var again = Enumerable.Repeat(1f, 100_001).ToArray();
        Dropout.Apply<float>(again, .25, seed: 5);
        again.Should().Equal(values);
        Dropout.Apply<float>(again = [1, 2], 0, seed: 5);
        again.Should().Equal(1, 2);
    }

    [Fact]
    public void Row_gradients_add_up_what_meets_the_same_row_and_forget_on_clear()
    {
        var rows = new RowGradients<double>(5, 2);
        rows.Add(3, [1, 2]);
        rows.Add(0, [5, 5]);
        rows.Add(3, [10, 20]);
        rows.Touched.Should().Equal(3, 0);
        rows.Of(3).ToArray().Should().Equal(11, 22);
        rows.Clear();
        rows.Touched.Should().BeEmpty();
        rows.Add(3, [7, 7]);
        rows.Of(3).ToArray().Should().Equal(7, 7);
    }

    [Fact]
    public void Only_the_rows_met_move()
    {
        var (embedding, rows) = (Embedding<double>.Start(3, 2, .5, seed: 1), new RowGradients<double>(3, 2));
        var before = embedding.Values.ToArray();
        before.Should().OnlyContain(value => Math.Abs(value) <= .5).And.OnlyHaveUniqueItems();
        rows.Add(1, [1, -1]);
        var adam = new Adam<double>(6);
        adam.NextStep();
        rows.Apply(embedding, adam, .1, 0);

        // The first step of Adam is the rate against the sign of the gradient.
        var expected = new[] { before[0], before[1], before[2] - .1, before[3] + .1, before[4], before[5] };
        embedding.Values.ToArray().Should().Equal(expected, (actual, wanted) => Math.Abs(actual - wanted) < 1e-6);
    }
}
