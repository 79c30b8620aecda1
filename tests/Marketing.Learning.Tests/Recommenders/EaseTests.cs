using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Neighbours;

namespace Marketing.Learning.Tests.Recommenders;

public sealed class The_ease_model : RecommenderContract
{
    protected override IRecommenderTrainer Trainer { get; } = new EaseTrainer();

    protected override IReadOnlyDictionary<string, double> Settings { get; } = new Dictionary<string, double> { ["L2"] = 5 };

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Scores_as_the_definition_says(double l2)
    {
        var data = SmallShops.Random(80, 45, 12, seed: 51);
        var model = Trainer.Train(
            data,
            new Dictionary<string, double> { ["L2"] = l2 },
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        var users = data.AllSums();
        var gram = new double[45, 45];
        for (var i = 0; i < 45; i++)
        {
            for (var j = 0; j < 45; j++)
            {
                gram[i, j] = users.Count(u => u.ContainsKey(i) && u.ContainsKey(j)) + (i == j ? l2 : 0);
            }
        }

        var p = Invert(gram, 45);
        for (var user = 1; user < users.Count; user++)
        {
            var scores = model.Scores(data[user]);
            for (var item = 0; item < 45; item++)
            {
                var expected = users[user].Keys.Where(own => own != item).Sum(own => -p[own, item] / p[item, item]);
                scores[item].Should().BeApproximately((float)expected, 1e-4f);
            }
        }
    }

    [Fact]
    public void A_matrix_of_several_blocks_times_its_inverse_is_the_identity()
    {
        const int N = 608; // two whole blocks of 256 and a part
        var a = new AlignedFloats(N * N);
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j < N; j++)
            {
                a.Span[(i * N) + j] =
                    (float)(SplitMix64.Uniform(1, (ulong)((Math.Min(i, j) * N) + Math.Max(i, j))) - .5) + (i == j ? 30 : 0);
            }
        }

        var original = a.Span.ToArray();
        SymmetricInverse.Negated(a, N, 2, null, CancellationToken.None);
        for (var i = 0; i < N; i += 7)
        {
            for (var j = 0; j < N; j += 5)
            {
                var sum = 0.0;
                for (var k = 0; k < N; k++)
                {
                    sum -= (double)original[(i * N) + k] * a.Span[(k * N) + j];
                }

                sum.Should().BeApproximately(i == j ? 1 : 0, 1e-5);
            }
        }
    }

    [Fact]
    public void Refuses_more_items_than_it_can_hold_and_says_how_many_it_can()
    {
        var wide = SmallShops.OfItems(EaseTrainer.MostItems + 1, [0, 1]);
        Trainer.WhyNotApplicable(wide).Should().Contain("14,001 items").And.Contain("14,000");
        var train = () => Train(wide);
        train.Should().Throw<ArgumentException>();
    }

    private static double[,] Invert(double[,] matrix, int n)
    {
        var inverse = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (var pivot = 0; pivot < n; pivot++)
        {
            var value = matrix[pivot, pivot];
            for (var column = 0; column < n; column++)
            {
                (matrix[pivot, column], inverse[pivot, column]) = (matrix[pivot, column] / value, inverse[pivot, column] / value);
            }

            for (var row = 0; row < n; row++)
            {
                var factor = matrix[row, pivot];
                for (var column = 0; column < n && row != pivot; column++)
                {
                    matrix[row, column] -= factor * matrix[pivot, column];
                    inverse[row, column] -= factor * inverse[pivot, column];
                }
            }
        }

        return inverse;
    }
}
