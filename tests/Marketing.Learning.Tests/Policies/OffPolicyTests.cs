using Marketing.Learning.Policies;

namespace Marketing.Learning.Tests.Policies;

public sealed class An_off_policy_estimate
{
    // Action 0 taken with .5 and clicked, 1 taken with .25 and not, 1 taken with .25 and clicked.
    private static readonly OffPolicyLog Three = new()
    {
        Actions = ["a", "b"],
        Action = [0, 1, 1],
        Propensity = [.5, .25, .25],
        Reward = [1, 0, 1],
    };

    private static readonly OffPolicyOptions Options = new() { Draws = 200 };

    [Fact]
    public void Is_worked_out_by_hand()
    {
        // Asked: a with .2, b with .8: w = .4, 3.2, 3.2. Expected: a .5, b .6, so DM = .2·.5 + .8·.6 = .58 in each row.
        var estimate = OffPolicyEstimator.Estimate(Three, Asked, (_, action) => action == 0 ? .5 : .6, Options);

        estimate.Ips.Value.Should().BeApproximately((.4 + 3.2) / 3, 1e-12);
        estimate.Snips.Value.Should().BeApproximately(3.6 / 6.8, 1e-12);
        estimate.Dm.Value.Should().BeApproximately(.58, 1e-12);
        // Residuals: .4·(1 − .5) = .2, 3.2·(0 − .6) = −1.92, 3.2·(1 − .6) = 1.28; their mean is −.44/3.
        estimate.Dr.Value.Should().BeApproximately(.58 - (.44 / 3), 1e-12);
        estimate.EffectiveSampleSize.Should().BeApproximately(6.8 * 6.8 / (.16 + 10.24 + 10.24), 1e-9);
        estimate.LargestWeight.Should().BeApproximately(3.2, 1e-12);
        estimate.MeanWeight.Should().BeApproximately(6.8 / 3, 1e-12);
        estimate.Logged.Value.Should().BeApproximately(2 / 3.0, 1e-12);
        estimate.Claim.Should().BeFalse();
    }

    [Fact]
    public void Counts_only_actions_that_could_have_been_taken()
    {
        // Uniform over what was eligible: row 0 only a, so π = 1; rows 1 and 2 both, so π = .5. w = 2, 2, 2.
        var log = Three with
        {
            Eligible =
            [
                [0],
                [0, 1],
                [1, 0],
            ],
        };

        OffPolicyEstimator.Estimate(log, TargetPolicies.Uniform, null, Options).MeanWeight.Should().BeApproximately(2, 1e-12);
    }

    [Fact]
    public void Draws_customers_and_not_rows()
    {
        // 400 rows are 20 customers who always do the same: the interval is that of 20 draws, √20 wider than that of 400.
        var rows = Enumerable.Range(0, 400).ToArray();
        var log = new OffPolicyLog
        {
            Actions = ["a"],
            Action = [.. rows.Select(_ => 0)],
            Propensity = [.. rows.Select(_ => 1.0)],
            Reward = [.. rows.Select(row => row % 20 < 10 ? 1.0 : 0)],
        };
        var byRow = OffPolicyEstimator.Estimate(log, TargetPolicies.Uniform, null, Options);
        var byCustomer = OffPolicyEstimator.Estimate(
            log with
            {
                Customer = [.. rows.Select(row => row % 20)],
            },
            TargetPolicies.Uniform,
            null,
            Options
        );

        byRow.Ips.StandardError.Should().BeApproximately(.5 / Math.Sqrt(400), .008);
        byCustomer.Ips.StandardError.Should().BeApproximately(.5 / Math.Sqrt(20), .04);
        byCustomer.Customers.Should().Be(20);
    }

    [Fact]
    public void Covers_the_truth_in_nine_of_ten_simulations()
    {
        // Logged by a skewed policy, asked about uniform, truth known: 200 seeds, 95 % intervals of DR.
        double[] rates = [.3, .1, .2];
        double[] logged = [.6, .3, .1];
        var covered = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var log = Simulated(1000, seed, logged, rates);
            var estimate = OffPolicyEstimator.Estimate(
                log,
                TargetPolicies.Uniform,
                DirectModel.CrossFit(log, 2, seed, default),
                Options with
                {
                    Seed = seed,
                }
            );
            covered += estimate.Dr.Low <= .2 && estimate.Dr.High >= .2 ? 1 : 0;
        }

        covered.Should().BeGreaterThanOrEqualTo(180);
    }

    [Fact]
    public void Is_refused_where_one_row_has_all_the_weight()
    {
        var log = Simulated(2000, 1, [.6, .4], [.2, .2]);
        log.Propensity[7] = 1e-6;

        var estimate = OffPolicyEstimator.Estimate(log, TargetPolicies.Uniform, null, Options);

        estimate
            .Refusals.Should()
            .Contain(sentence => sentence.Contains("effective sample"))
            .And.Contain(sentence => sentence.Contains("One row has"));
        estimate.Refusals.Should().Contain(sentence => sentence.Contains("mean weight"));
        estimate.RowsNeeded.Should().BeGreaterThan(2000);
    }

    [Fact]
    public void Says_how_much_traffic_a_small_difference_needs()
    {
        // Uniform over rates .2 and .22 against logged .9/.1: the difference of .008 drowns in 2,000 rows.
        var estimate = OffPolicyEstimator.Estimate(Simulated(2000, 3, [.9, .1], [.2, .22]), TargetPolicies.Uniform, null, Options);

        estimate.Claim.Should().BeFalse();
        estimate.Refusals.Should().ContainSingle().Which.Should().Contain("covers 0");
        var half = (estimate.Difference.High - estimate.Difference.Low) / 2;
        estimate.RowsNeeded.Should().Be((long)Math.Ceiling(2000 * Math.Pow(half / estimate.Difference.Value, 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Refuses_propensities_that_are_none(double propensity) =>
        FluentActions
            .Invoking(() => OffPolicyEstimator.Estimate(Three with { Propensity = [.5, propensity, .25] }, Asked, null, Options))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("*Row 1*");

    [Fact]
    public void Refuses_an_action_that_was_not_eligible() =>
        FluentActions
            .Invoking(() =>
                OffPolicyEstimator.Estimate(
                    Three with
                    {
                        Eligible =
                        [
                            [0],
                            [0],
                            [0, 1],
                        ],
                    },
                    Asked,
                    null,
                    Options
                )
            )
            .Should()
            .Throw<ArgumentException>();

    private static void Asked(int row, ReadOnlySpan<int> eligible, Span<double> probabilities) =>
        (probabilities[0], probabilities[1]) = (.2, .8);

    private static OffPolicyLog Simulated(int rows, ulong seed, double[] logged, double[] rates)
    {
        var (action, propensity, reward) = (new int[rows], new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var draw = SplitMix64.Uniform(seed, (ulong)row * 2);
            while (action[row] < logged.Length - 1 && draw >= logged[action[row]])
            {
                draw -= logged[action[row]++];
            }

            propensity[row] = logged[action[row]];
            reward[row] = SplitMix64.Uniform(seed, ((ulong)row * 2) + 1) < rates[action[row]] ? 1 : 0;
        }

        return new OffPolicyLog
        {
            Actions = [.. rates.Select((_, at) => $"action {at}")],
            Action = action,
            Propensity = propensity,
            Reward = reward,
        };
    }
}
