using Marketing.Learning;
using Marketing.Sentiment.Turns;

namespace Marketing.Sentiment.Tests.Turns;

public sealed class A_change_point
{
    [Fact]
    public void is_where_the_feelings_change()
    {
        var found = ChangePoints.Latest([.. Feelings(20, 1), .. Feelings(10, 0)], 5, .001);
        found.Should().NotBeNull();
        (found!.Start, found.At, found.Before, found.After).Should().Be((0, 20, 1, 0));
        // G² = 2·[0 + 0 − (20·ln(20/30) + 10·ln(10/30))]
        found.Statistic.Should().BeApproximately(-2 * ((20 * Math.Log(20 / 30.0)) + (10 * Math.Log(10 / 30.0))), 1e-9);
        // No random order of 30 with 10 bad ones is as clear: (1 + 0) ÷ (1 + 4,999).
        found.Probability.Should().BeApproximately(1 / 5000.0, 1e-12);
    }

    [Fact]
    public void counts_neutral_half()
    {
        var found = ChangePoints.Latest([.. Feelings(20, 1), .. Feelings(20, .5)], 5, .01);
        (found!.At, found.After).Should().Be((20, .5));
        // ℓ(10, 20) = 10·ln ½ + 10·ln ½ and ℓ(30, 40) = 30·ln ¾ + 10·ln ¼
        var expected = 2 * ((20 * Math.Log(.5)) - ((30 * Math.Log(.75)) + (10 * Math.Log(.25))));
        found.Statistic.Should().BeApproximately(expected, 1e-9);
    }

    [Fact]
    public void is_the_latest_of_several()
    {
        var found = ChangePoints.Latest([.. Feelings(30, 1), .. Feelings(30, 0), .. Feelings(30, 1)], 5, .001);
        (found!.Start, found.At, found.Before, found.After).Should().Be((30, 60, 0, 1));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(0)]
    public void needs_reviews_on_both_sides(int count) => ChangePoints.Latest(Feelings(count, 1), 5, .05).Should().BeNull();

    [Fact]
    public void is_not_in_feelings_that_do_not_change()
    {
        ChangePoints.Latest(Feelings(200, 1), 5, .05).Should().BeNull();
        ChangePoints.Latest(Enumerable.Range(0, 200).Select(i => i % 2 * 1.0).ToArray(), 5, .05).Should().BeNull();
    }

    [Fact]
    public void is_seldom_found_by_chance()
    {
        // 400 products without a turn, at 1 %: four are expected, and twelve or more have a probability below .001.
        var found = Enumerable.Range(0, 400).Count(product => ChangePoints.Latest(Random((ulong)product, 60, .7), 5, .01) is not null);
        found.Should().BeLessThan(12);
    }

    [Fact]
    public void is_mostly_found_where_there_is_one()
    {
        var found = Enumerable
            .Range(0, 50)
            .Count(product =>
                ChangePoints.Latest([.. Random((ulong)product, 60, .9), .. Random((ulong)product + 1000, 30, .4)], 5, .001) is { } turn
                && Math.Abs(turn.At - 60) <= 15
            );
        found.Should().BeGreaterThan(40);
    }

    [Fact]
    public void has_the_statistic_of_a_slow_twin()
    {
        var feelings = Random(7, 40, .8).Concat(Random(8, 25, .2)).ToArray();
        var found = ChangePoints.Latest(feelings, 5, .05)!;
        var twin = Enumerable.Range(5, feelings.Length - 9).Select(k => (k, Statistic: Slow(feelings, k))).MaxBy(split => split.Statistic);
        (found.At, Math.Round(found.Statistic, 9)).Should().Be((twin.k, Math.Round(twin.Statistic, 9)));
    }

    private static double Slow(double[] feelings, int k)
    {
        double Log(IEnumerable<double> part)
        {
            var own = part.ToArray();
            var share = own.Average();
            return own.Sum(x => (x > 0 ? x * Math.Log(share) : 0) + (x < 1 ? (1 - x) * Math.Log(1 - share) : 0));
        }

        return 2 * (Log(feelings.Take(k)) + Log(feelings.Skip(k)) - Log(feelings));
    }

    private static double[] Feelings(int count, double feeling) => [.. Enumerable.Repeat(feeling, count)];

    private static double[] Random(ulong seed, int count, double share) =>
        [.. Enumerable.Range(0, count).Select(i => SplitMix64.Uniform(seed, (ulong)i) < share ? 1.0 : 0.0)];
}
