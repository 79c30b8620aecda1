using Marketing.Learning.Policies;

namespace Marketing.Learning.Tests.Policies;

public sealed class Chances_to_win
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(63)]
    [InlineData(64)]
    public void Are_the_integral(int count)
    {
        // The slow twin: Σ over 5,000 even cells of dFᵢ Πⱼ≠ᵢ Fⱼ, one arm and one number at a time.
        Arm[] arms = [.. Enumerable.Range(0, count).Select(at => At((ulong)(100 + count), at))];
        const int Cells = 5_000;
        var (low, high) = (arms.Min(arm => arm.ValueAt(-6)), arms.Max(arm => arm.ValueAt(6)));
        var (expected, before) = (new double[count], new double[count]);
        for (var cell = 1; cell <= Cells; cell++)
        {
            var to = low + ((high - low) * cell / Cells);
            double[] after = [.. arms.Select(arm => arm.Cumulative(to))];
            for (var arm = 0; arm < count; arm++)
            {
                var others = 1.0;
                for (var other = 0; other < count; other++)
                {
                    others *= other == arm ? 1 : (before[other] + after[other]) / 2;
                }

                expected[arm] += (after[arm] - before[arm]) * others;
            }

            before = after;
        }

        var chances = new double[count];
        WinningChances.Of(arms, chances);

        chances.Sum().Should().BeApproximately(1, 1e-12);
        for (var arm = 0; arm < count; arm++)
        {
            chances[arm].Should().BeApproximately(expected[arm], .003, "of arm {0}", arm);
        }
    }

    [Fact]
    public void Come_from_the_arms_own_distributions()
    {
        // All kinds at once: ordinary, sure by worth, sure by deviation, narrow, below zero.
        Arm[] arms =
        [
            new(-3, .7, 12, 0),
            new(0, 0, 0, 1.5),
            new(-2, 0, 4, .1),
            new(-4, .001, 900, -3),
            new(-1, 2, .5, -1),
            new(5, 3, 1e-3, 0),
        ];
        using var batch = new ArmBatch(arms);
        var chances = new double[batch.Width];
        for (var value = -4.0; value < 60; value += .0625)
        {
            batch.Cumulative(value, chances);
            for (var arm = 0; arm < arms.Length; arm++)
            {
                chances[arm].Should().BeApproximately(arms[arm].Cumulative(value), 1e-12, "of arm {0} at {1}", arm, value);
            }

            Array.TrueForAll(chances[arms.Length..], filling => filling.Equals(1.0)).Should().BeTrue();
        }

        for (var deviations = -4.5; deviations < 5; deviations += 1.5)
        {
            batch.ValueAt(deviations, chances);
            for (var arm = 0; arm < arms.Length; arm++)
            {
                chances[arm].Should().BeApproximately(arms[arm].ValueAt(deviations), 1e-10, "of arm {0} at {1}", arm, deviations);
            }
        }
    }

    private static Arm At(ulong seed, int at)
    {
        double Draw(ulong which) => SplitMix64.Uniform(seed, ((ulong)at << 4) + which);
        return new Arm(-4 + (2 * Draw(0)), .2 + Draw(1), 5 + (20 * Draw(2)), -.2 * Draw(3));
    }
}
