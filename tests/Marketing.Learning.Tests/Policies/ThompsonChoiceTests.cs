using Marketing.Learning.Policies;

namespace Marketing.Learning.Tests.Policies;

public sealed class A_Thompson_choice
{
    private static readonly Arm[] Uneven =
    [
        new(-2, .5, 10, 0),
        new(-2.3, .9, 12, -.1),
        new(-3, .2, 15, 0),
        new(0, 0, 0, 1.1), // CPM: sure
        new(-5, .1, 10, 0), // hopeless
    ];

    [Fact]
    public void Of_two_equal_arms_takes_each_half_the_time() =>
        ThompsonChoice
            .Probabilities([new Arm(-3, .4, 5, 0), new Arm(-3, .4, 5, 0)], floorShare: 0)
            .Should()
            .OnlyContain(p => Math.Abs(p - .5) < 1e-9);

    [Fact]
    public void Of_two_normal_arms_follows_the_normal_distribution()
    {
        // Same worth, no offset: the higher log odds win. P(X₁ > X₂) = Φ((μ₁ − μ₂)/√(σ₁² + σ₂²)) = Φ(.3/.5) = .7257.
        var probabilities = ThompsonChoice.Probabilities([new Arm(-2.7, .3, 5, 0), new Arm(-3, .4, 5, 0)], floorShare: 0);

        probabilities[0].Should().BeApproximately(.7257, .003);
    }

    [Fact]
    public void Agrees_with_drawing_values()
    {
        // The slow twin: draw the log odds of every arm 200,000 times and count who wins. Monte-Carlo error below .0012.
        var wins = new int[Uneven.Length];
        for (var draw = 0; draw < 200_000; draw++)
        {
            var (best, winner) = (double.NegativeInfinity, -1);
            for (var arm = 0; arm < Uneven.Length; arm++)
            {
                var counter = ((ulong)draw << 8) + (2 * (ulong)arm);
                var (u, v) = (1 - SplitMix64.Uniform(11, counter), SplitMix64.Uniform(11, counter + 1));
                var value = Uneven[arm].ValueAt(Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
                (best, winner) = value > best ? (value, arm) : (best, winner);
            }

            wins[winner]++;
        }

        var probabilities = ThompsonChoice.Probabilities(Uneven, floorShare: 0);
        for (var arm = 0; arm < Uneven.Length; arm++)
        {
            probabilities[arm].Should().BeApproximately(wins[arm] / 200_000.0, .01);
        }
    }

    [Fact]
    public void Leaves_every_eligible_arm_its_floor()
    {
        var probabilities = ThompsonChoice.Probabilities(Uneven, floorShare: .1);

        probabilities.Sum().Should().BeApproximately(1, 1e-12);
        probabilities.Should().OnlyContain(p => p >= .02); // .1 / 5
    }

    [Fact]
    public void Draws_from_the_propensities_that_it_states()
    {
        // 40,000 decisions: each share within 4.5 standard errors of its propensity.
        var stated = ThompsonChoice.Probabilities(Uneven, floorShare: .1);
        var chosen = new int[Uneven.Length];
        for (var decision = 0; decision < 40_000; decision++)
        {
            var pick = ThompsonChoice.Choose(Uneven, 1, .1, (ulong)decision)[0];
            pick.Propensity.Should().Be(stated[pick.Index]);
            chosen[pick.Index]++;
        }

        for (var arm = 0; arm < Uneven.Length; arm++)
        {
            var error = Math.Sqrt(stated[arm] * (1 - stated[arm]) / 40_000);
            (chosen[arm] / 40_000.0).Should().BeApproximately(stated[arm], 4.5 * error);
        }
    }

    [Fact]
    public void Repeats_itself_and_never_takes_an_arm_twice()
    {
        var picks = ThompsonChoice.Choose(Uneven, 9, .1, seed: 42);

        picks.Should().Equal(ThompsonChoice.Choose(Uneven, 9, .1, seed: 42));
        picks.Select(pick => pick.Index).Should().BeEquivalentTo([0, 1, 2, 3, 4]);
        picks[^1].Propensity.Should().BeApproximately(1, 1e-12, "only one was left");
    }

    [Fact]
    public void Takes_the_sure_winner()
    {
        ThompsonChoice.Probabilities([new Arm(0, 0, 0, 1), new Arm(0, 0, 0, 2)], 0).Should().Equal(0, 1);
        ThompsonChoice.Probabilities([new Arm(0, 0, 0, 2), new Arm(0, 0, 0, 2)], 0).Should().Equal(.5, .5);
    }

    [Fact]
    public void Chooses_among_a_thousand()
    {
        Arm[] many = [.. Enumerable.Range(0, 1000).Select(at => new Arm(-4 + (at % 10 * .1), .3, 10, 0))];

        var probabilities = ThompsonChoice.Probabilities(many, .05);

        probabilities.Sum().Should().BeApproximately(1, 1e-9);
        probabilities.Min().Should().BeApproximately(.05 / 1000, 1e-12);
    }

    [Fact]
    public void Refuses_numbers_that_are_none()
    {
        FluentActions.Invoking(() => ThompsonChoice.Probabilities([new Arm(double.NaN, 1, 1, 0)], 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ThompsonChoice.Probabilities([], 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ThompsonChoice.Probabilities([new Arm(0, 1, 1, 0)], 1.1)).Should().Throw<ArgumentException>();
    }
}
