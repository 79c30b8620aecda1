using System.Runtime.Intrinsics;
using Marketing.Learning.Clicks;
using Marketing.Learning.Clicks.Factorization;

namespace Marketing.Learning.Tests.Clicks;

public sealed class A_field_aware_factorization_machine : ClickModelContract
{
    private static readonly FfmSettings Plain = new(
        Factors: 4,
        Rate: .2,
        Regularization: 1e-4,
        LinearRate: .1,
        LinearRegularization: 1e-4,
        Epochs: 1,
        MinCount: 1
    );

    private protected override IClickModelTrainer Trainer { get; } = new FfmTrainer();

    [Fact]
    public void Sees_the_interaction_that_single_values_cannot()
    {
        var (table, _) = SmallLogs.Interacting(40_000);
        var (fresh, truth) = SmallLogs.Interacting(5_000, seed: 9);

        SmallLogs.Predict(Train(table), fresh).Zip(truth, (p, t) => Math.Abs(p - t)).Average().Should().BeLessThan(.035);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Is_the_sum_of_the_paper(int factors)
    {
        // The slow twin: bias + Σ w + (1/fields) Σ over pairs of ⟨v(i, field of j), v(j, field of i)⟩, in doubles.
        var (weights, vocabulary) = Small(factors);
        int[] ids = [2, 1, 3];
        double sum = weights.Linear[0].Weight;
        for (var field = 0; field < 3; field++)
        {
            sum += weights.Linear[weights.LinearPlace(field, ids[field])].Weight;
        }

        for (var pair = 0; pair < weights.Pairs.Length; pair++)
        {
            var (a, b) = weights.Pairs[pair];
            for (var factor = 0; factor < factors; factor++)
            {
                sum += VectorA(weights, pair, ids[a])[factor] * (double)VectorB(weights, pair, ids[b])[factor] / 3;
            }
        }

        weights.LogOdds(ids).Should().BeApproximately((float)sum, 1e-5f);
        vocabulary.Fields.Should().Be(3);
    }

    [Fact]
    public void Steps_down_the_gradient_that_finite_differences_give()
    {
        // Without regularization and from G = 1 the step is −rate·g/√(1 + g²): g is read back from it and compared with the loss's slope.
        var (weights, _) = Small(factors: 4);
        int[] ids = [1, 2, 1];
        var slopes = new List<double>();
        for (var factor = 0; factor < 4; factor++)
        {
            const float Nudge = 1e-2f;
            double LossAt(float shift)
            {
                VectorA(weights, 0, ids[0])[factor] += shift;
                var loss = HeldOutRows.Loss(Logistic.Sigmoid(weights.LogOdds(ids)), clicked: true);
                VectorA(weights, 0, ids[0])[factor] -= shift;
                return loss;
            }

            slopes.Add((LossAt(Nudge) - LossAt(-Nudge)) / (2 * Nudge));
        }

        var before = VectorA(weights, 0, ids[0])[..4].ToArray();
        var p = (float)Logistic.Sigmoid(weights.LogOdds(ids));
        weights.Learn(ids, p - 1, p * (1 - p), Plain with { Regularization = 0 });

        for (var factor = 0; factor < 4; factor++)
        {
            var step = (VectorA(weights, 0, ids[0])[factor] - before[factor]) / -.2;
            var gradient = step / Math.Sqrt(1 - (step * step)); // step = g/√(1 + g²)
            gradient.Should().BeApproximately(slopes[factor], 2e-4);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Learns_a_chunk_of_one_row_as_the_plain_form_does(int factors)
    {
        // Eight rows make the first chunk. With one row repeated in the others' stead impossible, one row alone is the chunk.
        var (table, _) = SmallLogs.Interacting(1);
        var vocabulary = FfmVocabulary.Of(table, 1);
        var (fast, slow) = (new FfmWeights(vocabulary, factors), new FfmWeights(vocabulary, factors));
        fast.Randomize(vocabulary, 3);
        slow.Randomize(vocabulary, 3);
        var learner = new FfmLearner(table, vocabulary, Plain, []);

        learner.Run(fast, [0], isFirst: true, threads: 2);
        var p = (float)Logistic.Sigmoid(slow.LogOdds(learner.Ids(0)));
        slow.Learn(learner.Ids(0), p - (table.Clicked(0) ? 1 : 0), p * (1 - p), Plain);

        fast.Vectors.ToArray().Zip(slow.Vectors.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-6f);
        fast.Linear.Zip(slow.Linear, (a, b) => Math.Abs(a.Weight - b.Weight)).Max().Should().BeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public void Learns_the_same_on_any_number_of_threads(int factors)
    {
        var (table, _) = SmallLogs.Interacting(3000);
        var vocabulary = FfmVocabulary.Of(table, 2);
        float[] Vectors(int threads)
        {
            var weights = new FfmWeights(vocabulary, factors);
            weights.Randomize(vocabulary, 3);
            var learner = new FfmLearner(table, vocabulary, Plain with { Factors = factors }, []);
            learner.Run(weights, [.. Enumerable.Range(0, table.Rows)], isFirst: true, threads);
            return weights.Vectors.ToArray();
        }

        Vectors(1).Should().Equal(Vectors(2)).And.Equal(Vectors(5)).And.NotContain(v => !float.IsFinite(v));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(11)]
    public unsafe void Steps_alike_by_lines_by_halves_and_pair_by_pair(int fields)
    {
        // The slow twin goes pair by pair with the exact root.
        var table = new ClickTable(SmallLogs.Encoding([.. Enumerable.Range(0, fields).Select(field => $"f{field}")]));
        foreach (var row in (ReadOnlySpan<int>)[0, 1, 2])
        {
            table.Add(SmallLogs.Tokens([.. Enumerable.Range(0, fields).Select(field => (field + row) % 3)]), clicked: row == 0);
        }

        var vocabulary = FfmVocabulary.Of(table, 1);
        var (lines, halves, plain) = (New(), New(), New());
        int[] ids = new int[plain.Width];
        for (var field = 0; field < fields; field++)
        {
            ids[field] = vocabulary.Id(field, table.Tokens(1)[field]);
        }

        const float Kappa = .7f;
        var before = plain.LogOdds(ids.AsSpan(0, fields));
        var (ofHalves, row0) = (0f, 0);
        fixed (int* values = ids)
        {
            var kappa = Kappa;
            foreach (var group in FfmGroup.All(halves))
            {
                ofHalves += FfmHalves.Sum(group.IsWithin, group.A, group.B, values);
                FfmHalves.Step(group.IsWithin, group.A, group.B, values, Kappa, .2f, 1e-4f);
            }

            foreach (var group in FfmGroup.All(lines))
            {
                FfmKernels.Learn(group, values, &row0, &kappa, 1, .2f, 1e-4f);
            }
        }

        for (var pair = 0; pair < plain.Pairs.Length; pair++)
        {
            var (a, b) = plain.Pairs[pair];
            FfmKernels.Step(plain.A(pair) + (ids[a] * plain.Stride), plain.B(pair) + (ids[b] * plain.Stride), 4, Kappa, .2f, 1e-4f);
        }

        (ofHalves / fields).Should().BeApproximately(before, 1e-5f);
        halves.Vectors.ToArray().Zip(plain.Vectors.ToArray(), (x, y) => Math.Abs(x - y)).Max().Should().BeLessThan(1e-6f);
        lines.Vectors.ToArray().Zip(plain.Vectors.ToArray(), (x, y) => Math.Abs(x - y)).Max().Should().BeLessThan(1e-6f);
        plain.LogOdds(ids.AsSpan(0, fields)).Should().BeLessThan(before, "the step went down");

        FfmWeights New()
        {
            var weights = new FfmWeights(vocabulary, 4);
            weights.Randomize(vocabulary, 5);
            return weights;
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1.7f)]
    [InlineData(3.999f)]
    [InlineData(12_345.6f)]
    [InlineData(1e30f)]
    public void Finds_the_inverse_root_to_a_millionth(float x)
    {
        FfmHalves.InverseRoot(Vector256.Create(x))[7].Should().BeApproximately((float)(1 / Math.Sqrt(x)), (float)(1e-6 / Math.Sqrt(x)));
        FfmStep.InverseRoot(Vector512.Create(x))[15].Should().BeApproximately((float)(1 / Math.Sqrt(x)), (float)(1e-6 / Math.Sqrt(x)));
    }

    [Fact]
    public void Is_told_apart_from_a_file_whose_vectors_lie_in_another_order()
    {
        var model = Train(SmallLogs.Interacting(600).Table);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        model.Encoding.Write(writer);
        writer.Write(4); // factors, where the earlier form had them
        file.Position = 0;

        FluentActions
            .Invoking(() => FfmModel.Read(new BinaryReader(file)))
            .Should()
            .Throw<InvalidDataException>()
            .WithMessage("*train it again*");
    }

    [Fact]
    public void Takes_rare_values_together()
    {
        var table = new ClickTable(SmallLogs.Encoding("ad", "user"));
        foreach (var (ad, user) in (ReadOnlySpan<(int, int)>)[(1, 1), (1, 2), (1, 3), (2, 3)])
        {
            table.Add(SmallLogs.Tokens(ad, user), clicked: ad == 1);
        }

        var vocabulary = FfmVocabulary.Of(table, minCount: 2);

        vocabulary.Size(0).Should().Be(2, "ad 1 and all others");
        vocabulary.Id(0, SmallLogs.Tokens(2)[0]).Should().Be(0);
        vocabulary.Id(1, SmallLogs.Tokens(0, 3)[1]).Should().Be(1);
    }

    [Fact]
    public void Refuses_codes_that_are_not_its_own()
    {
        var model = Train(SmallLogs.Interacting(600).Table);

        FluentActions.Invoking(() => model.Predict([1, 1, 1_000_000])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.Predict([1, -1, 1])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.Predict([1, 1])).Should().Throw<ArgumentException>();
    }

    private static (FfmWeights Weights, FfmVocabulary Vocabulary) Small(int factors)
    {
        var (table, _) = SmallLogs.Interacting(300);
        var vocabulary = FfmVocabulary.Of(table, 1);
        var weights = new FfmWeights(vocabulary, factors);
        weights.Randomize(vocabulary, 3);
        for (var at = 0; at < weights.Linear.Length; at++)
        {
            weights.Linear[at].Weight = .01f * at;
        }

        return (weights, vocabulary);
    }

    private static unsafe Span<float> VectorA(FfmWeights weights, int pair, int id) =>
        new(weights.A(pair) + (id * weights.Stride), weights.Factors);

    private static unsafe Span<float> VectorB(FfmWeights weights, int pair, int id) =>
        new(weights.B(pair) + (id * weights.Stride), weights.Factors);
}
