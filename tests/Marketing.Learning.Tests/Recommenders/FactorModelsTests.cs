using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;

namespace Marketing.Learning.Tests.Recommenders;

/// <summary>One factor, so that a user's vector is one number and its equation can be solved by hand.</summary>
public sealed class A_factor_model_of_another_engine
{
    private static readonly Histories Data = new(3, [0, 2], [0, 1], [4, 2], [1, 2]);

    [Fact]
    public void Folds_a_history_in_by_the_one_class_loss()
    {
        var model = FactorModels.FromOnes("other", [1, 2, 3], factors: 1, Data, regularization: .1, unobservedWeight: .5);
        model.Algorithm.Should().Be("other");

        // Items 0 and 1 were met: (Σ h² + α₀·Σ_all h² + λ·(n + α₀·items))·w = Σ h
        var w = (1.0 + 2) / (1 + 4 + (.5 * (1 + 4 + 9)) + (.1 * (2 + (.5 * 3))));
        Scores(model).Should().Equal([(float)w, (float)(2 * w), (float)(3 * w)], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Folds_a_history_in_by_the_loss_of_ratings()
    {
        var model = FactorModels.FromRatings("other", [1, 2, 3], factors: 1, Data, regularization: .1);

        // (Σ h² + λ·n)·w = Σ h·rating
        var w = ((1.0 * 4) + (2 * 2)) / (1 + 4 + (.1 * 2));
        Scores(model).Should().Equal([(float)w, (float)(2 * w), (float)(3 * w)], (a, b) => Math.Abs(a - b) < 1e-5);
        var shares = new float[2];
        model.Explain(Data[0], item: 2, shares);
        (shares[0] + shares[1]).Should().BeApproximately((float)(3 * w), 1e-5f, "the shares add up to the score");
    }

    [Fact]
    public void Knows_nothing_of_an_item_whose_vector_is_not_finite()
    {
        var model = FactorModels.FromOnes("other", [1, float.NaN, 3], factors: 1, Data, regularization: .1, unobservedWeight: .5);
        Scores(model)[1].Should().Be(0);
    }

    [Fact]
    public void Answers_nobody_by_popularity_and_reads_back_what_it_wrote()
    {
        var model = FactorModels.FromRatings("other", [1, 2, 3], factors: 1, Data, regularization: .1);
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        stream.Position = 0;
        var again = FactorModels.Read(new BinaryReader(stream), "other", ratings: true);
        Scores(again).Should().Equal(Scores(model));
        var scores = new float[3];
        again.Score(new History([], [], []), scores);
        scores.Should().Equal(1, 1, 0);
    }

    [Fact]
    public void Refuses_vectors_of_another_shape() =>
        FluentActions.Invoking(() => FactorModels.FromRatings("other", [1, 2], 1, Data, .1)).Should().Throw<ArgumentException>();

    private static float[] Scores(IRecommender model)
    {
        var scores = new float[3];
        model.Score(Data[0], scores);
        return scores;
    }
}
