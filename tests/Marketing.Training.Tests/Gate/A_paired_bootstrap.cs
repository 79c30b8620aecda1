using Marketing.Learning;

namespace Marketing.Training.Tests;

public sealed class A_paired_bootstrap
{
    [Fact]
    public void agrees_with_its_slow_twin()
    {
        double[] first = [.. Enumerable.Range(0, 40).Select(i => SplitMix64.Uniform(5, (ulong)i))];
        double[] second = [.. Enumerable.Range(0, 40).Select(i => SplitMix64.Uniform(6, (ulong)i))];

        var (difference, low, high, better) = PairedBootstrap.Compare(first, second, seed: 9);

        var means = new List<double>();
        for (var resample = 0; resample < 1000; resample++)
        {
            var drawn = Enumerable.Range(0, 40).Select(i => (int)Math.Floor(40 * SplitMix64.Uniform(9, (ulong)((resample * 40) + i))));
            means.Add(drawn.Average(unit => first[unit] - second[unit]));
        }

        means.Sort();
        difference.Should().BeApproximately(first.Average() - second.Average(), 1e-12);
        low.Should().BeApproximately(means[49], 1e-12); // the 50th smallest of 1,000
        high.Should().BeApproximately(means[950], 1e-12); // the 50th largest
        better.Should().Be(means.Count(mean => mean > 0) / 1000.0);
    }

    [Fact]
    public void covers_the_true_difference_about_nine_times_in_ten()
    {
        // Differences uniform on [0, 1): the true mean is .5. 200 samples of 60 units; 90 % of 200 = 180, standard deviation √(200·.9·.1) = 4.2.
        var covered = Enumerable
            .Range(0, 200)
            .Count(sample =>
            {
                double[] figures = [.. Enumerable.Range(0, 60).Select(i => SplitMix64.Uniform((ulong)sample + 100, (ulong)i))];
                var (_, low, high, _) = PairedBootstrap.Compare(figures, new double[60], seed: 1);
                return low <= 0.5 && 0.5 <= high;
            });

        covered.Should().BeInRange(165, 192);
    }

    [Fact]
    public void refuses_figures_of_different_units()
    {
        var compare = () => PairedBootstrap.Compare([1, 2], [1], seed: 1);

        compare.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void has_a_standard_error() =>
        // Mean 2, squares 1 + 0 + 1 = 2, variance 2/2 = 1, standard error √(1/3).
        PairedBootstrap.StandardErrorOfMean([1, 2, 3]).Should().BeApproximately(Math.Sqrt(1 / 3.0), 1e-12);
}
