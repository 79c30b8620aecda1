using Marketing.Learning.Customers.Segments;

namespace Marketing.Learning.Tests.Customers;

public sealed class Segments_of_customers
{
    [Fact]
    public void Silhouette_finds_the_number_of_clouds()
    {
        (double X, double Y)[] centres = [(0, 0), (10, 0), (0, 10)];
        double[][] rows =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i =>
                    (double[])[centres[i % 3].X + SplitMix64.Uniform(1, (ulong)i), centres[i % 3].Y + SplitMix64.Uniform(2, (ulong)i)]
                ),
        ];
        var clusters = KMeans.Best(rows, 2, 6, seed: 1, default);
        clusters.Centres.Should().HaveCount(3);
        clusters.Sizes.Should().Equal(100, 100, 100);
        rows.Select(row => clusters.Of(row)).Where((cluster, i) => cluster != clusters.Of(rows[i % 3])).Should().BeEmpty();
        clusters.Silhouette.Should().BeGreaterThan(.85);
    }

    [Fact]
    public void Rfm_counts_fifths_with_five_the_best()
    {
        // Days 1 to 10: bounds 2, 4, 6, 8.
        var grid = RfmGrid.Learn([.. Enumerable.Range(1, 10).Select(i => ((double)i, (double)i, i * 10.0))]);
        grid.RecencyDays.Should().Equal(2, 4, 6, 8);
        grid.Of(1, 9, 30).Should().Be((5, 5, 2));
        grid.Of(9, 1, 100).Should().Be((1, 1, 5));
    }
}
