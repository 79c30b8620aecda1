using Marketing.Learning;
using Marketing.Learning.Customers.Segments;
using Marketing.MLNet.Engine.Segments;

namespace Marketing.MLNet.Tests.Engine.Segments;

public sealed class Clusters_of_ML_NET
{
    private static readonly ClusterCandidate Candidate = new();

    [Fact]
    public void Are_those_that_are_there()
    {
        var found = Candidate.Train(Heaps(), 2, 5, Control(1));
        found.Centres.Should().HaveCount(3, "the silhouette likes the three heaps best");
        found.Sizes.Should().Equal(60, 40, 20);
        found.Silhouette.Should().BeGreaterThan(.8);
        found.Centres[0][0].Should().BeApproximately(0, .1);
        found.Centres[1][0].Should().BeApproximately(10, .1);
        found.Centres[2][1].Should().BeApproximately(10, .1);
        found.Of([9.9, .2]).Should().Be(1);
    }

    [Fact]
    public void Keep_the_file_of_ML_NET_which_is_that_of_their_centres()
    {
        var found = Candidate.Train(Heaps(), 2, 4, Control(1));
        Candidate.Verify(found);
        Candidate.Train(Heaps(), 2, 4, Control(1)).File.Should().Equal(found.File, "the same clusters have the same bytes");
        var read = System.Text.Json.JsonSerializer.Deserialize<KMeans>(System.Text.Json.JsonSerializer.Serialize(found))!;
        Candidate.Verify(read);
        read.Centres[0][0]++;
        foreach (var wrong in new[] { read, found with { File = null }, found with { File = [1, 2, 3] } })
        {
            FluentActions.Invoking(() => Candidate.Verify(wrong)).Should().Throw<InvalidDataException>();
        }
    }

    [Fact]
    public void Are_the_same_for_the_same_seed()
    {
        var (once, again) = (Candidate.Train(Heaps(), 2, 4, Control(7)), Candidate.Train(Heaps(), 2, 4, Control(7)));
        again.Centres.Should().BeEquivalentTo(once.Centres, options => options.WithStrictOrdering());
    }

    /// <summary>More clusters than there are different customers: ML.NET's centres fall together, or are no numbers.</summary>
    [Fact]
    public void Are_numbers_also_where_customers_are_alike()
    {
        double[][] alike = [.. Enumerable.Range(0, 40).Select(row => new double[] { row % 2, 1 })];
        var found = Candidate.Train(alike, 2, 4, Control(1));
        found.Centres.SelectMany(centre => centre).Should().OnlyContain(value => double.IsFinite(value));
        found.Sizes.Sum().Should().Be(40);
        found.Sizes.Should().OnlyContain(size => size > 0);
    }

    [Fact]
    public void Are_not_looked_for_when_the_run_is_canceled() =>
        FluentActions
            .Invoking(() => Candidate.Train(Heaps(), 2, 3, new TrainingControl(1, 1, null, new CancellationToken(canceled: true))))
            .Should()
            .Throw<OperationCanceledException>();

    [Fact]
    public void Join_beside_those_built_in()
    {
        MlNetEngine.Join();
        ClusterTrainers.All.Select(trainer => trainer.Algorithm).Should().Equal("k-means", "mlnet-kmeans");
    }

    // Heaps of 60, 40 and 20 customers at (0, 0), (10, 0) and (0, 10), each within .5 of its middle.
    private static double[][] Heaps() =>
        [
            .. Enumerable
                .Range(0, 120)
                .Select(row =>
                {
                    var (x, y) = (SplitMix64.Uniform(1, (ulong)row) - .5, SplitMix64.Uniform(2, (ulong)row) - .5);
                    return row % 6 < 3 ? new[] { x, y }
                        : row % 6 < 5 ? [x + 10, y]
                        : [x, y + 10];
                }),
        ];

    private static TrainingControl Control(ulong seed) => new(seed, 2, null, CancellationToken.None);
}
