using Marketing.Learning.Recommenders;

namespace Marketing.MLNet.Tests;

public sealed class The_engine
{
    [Theory]
    [InlineData("mlnet-matrix-factorization")]
    [InlineData("mlnet-ffm")]
    public void Says_how_to_get_it_where_it_is_not_built_in(string algorithm)
    {
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

    [Fact]
    public void Has_nothing_to_say_of_other_algorithms() => MlNetEngine.WhyMissing("als").Should().BeNull();

    [Fact]
    public void Joins_once_and_is_named_beside_the_built_in_engine()
    {
        MlNetEngine.Join();
        MlNetEngine.Join();
        var theirs = RecommenderTrainers
            .All.Where(trainer => trainer.Engine == MlNetEngine.Name)
            .Select(trainer => trainer.Algorithm)
            .ToList();
        if (MlNetEngine.IsBuiltIn)
        {
            MlNetEngine.Engines.Should().Equal("built-in", "mlnet");
            theirs.Should().Equal("mlnet-matrix-factorization");
        }
        else
        {
            MlNetEngine.Engines.Should().Equal("built-in");
            theirs.Should().BeEmpty();
        }
    }
}
