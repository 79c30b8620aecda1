namespace Marketing.Training.Tests;

public sealed class The_gate
{
    // Equal differences on every unit make every resample's mean the same, so each interval is a point and can be worked out by hand.
    private static double[] Units(double value, int count = 50) => [.. Enumerable.Repeat(value, count)];

    private static GateDecision Decide(Incumbent? serving, bool force, params Contender[] contenders) =>
        Gate.Decide(
            new GateInput
            {
                Metric = "ndcg@10",
                Contenders = contenders,
                Serving = serving,
                Force = force,
                Tolerance = 0.01,
            }
        );

    [Fact]
    public void publishes_the_best_candidate_that_beats_the_baseline_when_nothing_serves()
    {
        var decision = Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.10)),
            new Contender("item-cosine", IsBaseline: false, Units(0.25)),
            new Contender("als", IsBaseline: false, Units(0.30))
        );

        decision.Should().BeEquivalentTo(new { Champion = "als", Publish = true });
        decision.Reason.Should().Contain("als has ndcg@10 0.3 ± 0 on 50 held-out units").And.Contain("nothing serves yet");
        decision.Comparisons.Should().HaveCount(2);
        decision.Comparisons[1].Difference.Should().BeApproximately(0.30 - 0.10, 1e-12);
    }

    [Fact]
    public void prefers_the_faster_of_two_equals() =>
        Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.10)),
            new Contender("item-cosine", IsBaseline: false, Units(0.30)),
            new Contender("als", IsBaseline: false, Units(0.30))
        )
            .Champion.Should()
            .Be("item-cosine");

    [Fact]
    public void publishes_the_baseline_when_it_is_all_there_is_and_nothing_serves()
    {
        var decision = Decide(null, force: false, new Contender("popular", IsBaseline: true, Units(0.10)));

        decision.Should().BeEquivalentTo(new { Champion = "popular", Publish = true });
        decision.Reason.Should().Be("popular has ndcg@10 0.1 ± 0 on 50 held-out units; nothing serves yet.");
    }

    [Fact]
    public void does_not_take_a_higher_mean_that_may_be_luck_for_better_than_the_baseline()
    {
        // Two units, differences +3 and −1: the mean is +1, but a quarter of the resamples draw −1 twice, and 75 % is below 80 %.
        var decision = Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, [1, 1]),
            new Contender("als", IsBaseline: false, [4, 0])
        );

        decision.Should().BeEquivalentTo(new { Champion = "popular", Publish = true });
        decision
            .Comparisons.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Difference = 1.0,
                    Low = -1.0,
                    High = 3.0,
                    Units = 2,
                }
            );
        decision.Comparisons[0].Better.Should().BeApproximately(0.75, 0.05); // standard deviation √(.75·.25/1000) = .014
        decision.Reason.Should().Contain("als is not surely better than popular (difference +1, 90 % interval −1 to +3, ahead in 7");
    }

    [Fact]
    public void takes_nine_chances_in_ten_for_better_than_the_baseline()
    {
        // Differences +2, +2, +2, −1, −1. With k of 5 draws negative, the sum is 10 − 3k: above 0 unless k is 4 or 5, which 5·.4⁴·.6 + .4⁵ = 8.7 % of the
        // resamples draw. So 91.3 % are above 0, though the 5 % quantile is that of k = 4: −2/5.
        var decision = Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, [1, 1, 1, 1, 1]),
            new Contender("als", IsBaseline: false, [3, 3, 3, 0, 0])
        );

        decision.Champion.Should().Be("als");
        decision.Comparisons[0].Better.Should().BeApproximately(0.913, 0.03);
        decision.Comparisons[0].Low.Should().BeApproximately(-0.4, 1e-12);
    }

    [Theory]
    [InlineData(0.10, "als")]
    [InlineData(0.30, "popular")]
    public void asks_that_a_candidate_knows_the_units_apart(double onOthersData, string champion)
    {
        var decision = Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.10)),
            new Contender("als", IsBaseline: false, Units(0.30), Misdirected: new Misdirection(Units(0.30, 20), Units(onOthersData, 20)))
        );

        decision.Champion.Should().Be(champion);
        decision.Comparisons.Should().HaveCount(2).And.Contain(c => c.Against == "itself on others' data" && c.Units == 20);
        if (champion == "popular")
        {
            decision.Reason.Should().Contain("als has not learned to tell one unit from another");
        }
    }

    [Fact]
    public void publishes_what_equals_the_serving_version() =>
        Decide(
                new Incumbent(7, Units(0.30)),
                force: false,
                new Contender("popular", IsBaseline: true, Units(0.10)),
                new Contender("als", IsBaseline: false, Units(0.30))
            )
            .Should()
            .BeEquivalentTo(new { Champion = "als", Publish = true });

    [Theory]
    // The tolerance is 1 % of .4 = .004: a sure loss of .003 is within it, a sure loss of .005 is not.
    [InlineData(0.397, true)]
    [InlineData(0.395, false)]
    public void lets_a_loss_pass_only_within_the_tolerance(double candidate, bool publish)
    {
        var decision = Decide(
            new Incumbent(7, Units(0.4)),
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.1)),
            new Contender("als", IsBaseline: false, Units(candidate))
        );

        decision.Publish.Should().Be(publish);
        decision.Reason.Should().Contain(publish ? "within the tolerance of 0.004" : "but worse than version 7, which serves with 0.4");
    }

    [Fact]
    public void does_not_publish_a_lower_mean_that_is_unsure()
    {
        // Differences −3 and +1: mean −1, 5 % quantile −3, far below the tolerance.
        var decision = Decide(
            new Incumbent(3, [4, 4]),
            force: false,
            new Contender("popular", IsBaseline: true, [0, 0]),
            new Contender("als", IsBaseline: false, [1, 5])
        );

        decision.Publish.Should().BeFalse();
        decision.Reason.Should().Contain("difference −1, 90 % interval −3 to +1");
    }

    [Fact]
    public void publishes_an_unsure_gain_over_the_serving_version() =>
        // Differences +3 and −1: the mean is not below 0, which is what "not worse" asks for.
        Decide(
            new Incumbent(3, [4, 4]),
            force: false,
            new Contender("popular", IsBaseline: true, [0, 0]),
            new Contender("als", IsBaseline: false, [7, 3])
        )
            .Publish.Should()
            .BeTrue();

    [Fact]
    public void passes_over_a_refused_candidate()
    {
        var decision = Decide(
            null,
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.1)),
            new Contender("als", IsBaseline: false, Units(0.4), Refused: "coverage 0.001 is below the floor of 0.01"),
            new Contender("item-cosine", IsBaseline: false, Units(0.3))
        );

        decision.Should().BeEquivalentTo(new { Champion = "item-cosine", Publish = true });
    }

    [Fact]
    public void publishes_nothing_when_all_are_refused()
    {
        var decision = Decide(null, force: false, new Contender("als", IsBaseline: false, Units(0.4), Refused: "it repeats itself."));

        decision
            .Should()
            .BeEquivalentTo(
                new
                {
                    Champion = "als",
                    Publish = false,
                    Reason = "als is refused: it repeats itself.",
                }
            );
    }

    [Fact]
    public void lets_a_champion_pass_when_the_serving_version_cannot_be_judged() =>
        Decide(
            new Incumbent(7, PerUnit: null, "its algorithm gru (built-in) is not among the candidates"),
            force: false,
            new Contender("popular", IsBaseline: true, Units(0.1)),
            new Contender("als", IsBaseline: false, Units(0.3))
        )
            .Reason.Should()
            .EndWith("; version 7 could not be judged on the same data: its algorithm gru (built-in) is not among the candidates.");

    [Fact]
    public void publishes_the_best_by_force_and_says_what_it_thinks_of_it()
    {
        var decision = Decide(
            new Incumbent(7, Units(0.4)),
            force: true,
            new Contender("popular", IsBaseline: true, Units(0.1)),
            new Contender("als", IsBaseline: false, Units(0.2))
        );

        decision.Should().BeEquivalentTo(new { Champion = "als", Publish = true });
        decision
            .Reason.Should()
            .StartWith("Published by force")
            .And.Contain("it would not have published")
            .And.Contain("worse than version 7");
    }

    [Fact]
    public void forces_a_refused_candidate_only_when_there_is_no_other()
    {
        var refused = new Contender("als", IsBaseline: false, Units(0.4), Refused: "too narrow");

        Decide(null, force: true, new Contender("popular", IsBaseline: true, Units(0.1)), refused).Champion.Should().Be("popular");
        Decide(null, force: true, refused).Should().BeEquivalentTo(new { Champion = "als", Publish = true });
    }

    [Fact]
    public void has_nothing_to_say_without_candidates() => Decide(null, force: true).Publish.Should().BeFalse();
}
