using Marketing.Learning.Clicks;

namespace Marketing.Learning.Tests.Clicks;

public sealed class An_isotonic_calibration
{
    [Fact]
    public void Pools_neighbours_in_the_wrong_order()
    {
        // Outcomes by score: 0, 1, 0, 0, 1. The 1 at .2 and the zeros at .3 and .4 pool to 1/3 at score (.2 + .3 + .4)/3 = .3.
        var curve = IsotonicCalibration.Fit([.5, .1, .4, .2, .3], [true, false, false, true, false]);

        curve.Blocks.Should().Be(3);
        curve.Apply(.1).Should().Be(0);
        curve.Apply(.3).Should().BeApproximately(1 / 3.0, 1e-12);
        curve.Apply(.2).Should().BeApproximately(1 / 6.0, 1e-12, "halfway between the blocks at .1 and .3");
        curve.Apply(.9).Should().Be(1, "it is level beyond the last block");
    }

    [Fact]
    public void Counts_weights() =>
        // 3 × (score .2, clicked) and 1 × (score .4, not): pooled to 3/4, at the score (3 × .2 + .4)/4 = .25.
        IsotonicCalibration.Fit([.2, .4], [true, false], [3, 1]).Apply(.25).Should().BeApproximately(.75, 1e-12);

    [Fact]
    public void Takes_equal_scores_as_one_point()
    {
        var one = IsotonicCalibration.Fit([.2, .2, .6], [true, false, true]);
        var other = IsotonicCalibration.Fit([.2, .2, .6], [false, true, true]);

        one.Apply(.2).Should().Be(.5).And.Be(other.Apply(.2));
    }

    [Fact]
    public void Leaves_scores_alone_when_all_outcomes_are_the_same() =>
        IsotonicCalibration.Fit([.2, .6], [false, false]).Apply(.37).Should().Be(.37);

    [Fact]
    public void Says_never_only_as_loudly_as_its_rows_allow() =>
        // One prior row at the block's mean score: (0 + 1 × .1)/(1 + 1).
        IsotonicCalibration.Fit([.1, .8], [false, true], priorRows: 1).Apply(.1).Should().BeApproximately(.05, 1e-12);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Is_the_least_squares_of_all_monotone_curves(int seed)
    {
        // The slow twin: x at row i is the largest over starts a ≤ i of the smallest mean of rows a..b over ends b ≥ i (min-max formula).
        var rows = Enumerable.Range(0, 60).ToArray();
        var scores = rows.Select(row => row / 60.0).ToArray();
        var clicked = rows.Select(row => SplitMix64.Uniform((ulong)seed, (ulong)row) < .2 + (.5 * row / 60)).ToArray();
        var curve = IsotonicCalibration.Fit(scores, clicked);

        double Mean(int a, int b) => Enumerable.Range(a, b - a + 1).Average(row => clicked[row] ? 1.0 : 0);
        var slow = rows.Select(i => rows[..(i + 1)].Max(a => rows[i..].Min(b => Mean(a, b)))).ToArray();
        foreach (var level in slow.Distinct())
        {
            var block = rows.Where(row => slow[row].Equals(level)).ToArray();
            curve.Apply(block.Average(row => scores[row])).Should().BeApproximately(level, 1e-9);
        }

        curve.Blocks.Should().Be(slow.Distinct().Count());
    }
}
