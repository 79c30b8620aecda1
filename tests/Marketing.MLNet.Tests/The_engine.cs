using Marketing.Learning.Clicks;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Sentiment;

namespace Marketing.MLNet.Tests;

public sealed class The_engine
{
    [Theory]
    [InlineData("mlnet-matrix-factorization")]
    [InlineData("mlnet-naive-bayes")]
    [InlineData("mlnet-svm")]
    [InlineData("mlnet-sdca")]
    [InlineData("mlnet-ffm")]
    [InlineData("mlnet-kmeans")]
    public void Says_how_to_get_it_where_it_is_not_built_in(string algorithm)
    {
        MlNetEngine.Algorithms.Should().Contain(algorithm);
        var why = MlNetEngine.WhyMissing(algorithm);
        if (MlNetEngine.IsBuiltIn)
        {
            why.Should().BeNull();
        }
        else
        {
            why.Should().Contain(algorithm).And.Contain("Microsoft.ML.Recommender").And.Contain("MLNet=true");
        }
    }

    [Theory]
    [InlineData("als")]
    [InlineData("mlnet-no-such-thing")]
    public void Has_nothing_to_say_of_other_algorithms(string algorithm) => MlNetEngine.WhyMissing(algorithm).Should().BeNull();

    [Fact]
    public void Joins_once_and_is_named_beside_the_built_in_engine()
    {
        MlNetEngine.Join();
        MlNetEngine.Join();
        string[] recommenders =
        [
            .. RecommenderTrainers.All.Where(trainer => trainer.Engine == "mlnet").Select(trainer => trainer.Algorithm),
        ];
        string[] texts = [.. TextClassifierTrainers.All.Where(trainer => trainer.Engine == "mlnet").Select(trainer => trainer.Algorithm)];
        string[] clicks = [.. ClickModelTrainers.All.Where(trainer => trainer.Engine == "mlnet").Select(trainer => trainer.Algorithm)];
        if (MlNetEngine.IsBuiltIn)
        {
            MlNetEngine.Engines.Should().Equal("built-in", "mlnet");
            recommenders.Should().Equal("mlnet-matrix-factorization");
            texts.Should().Equal("mlnet-naive-bayes", "mlnet-svm", "mlnet-sdca");
            clicks.Should().Equal("mlnet-ffm");
        }
        else
        {
            MlNetEngine.Engines.Should().Equal("built-in");
            recommenders.Concat(texts).Concat(clicks).Should().BeEmpty();
        }
    }
}
