using Marketing.Learning.Planning;

namespace Marketing.Learning.Tests.Planning;

public sealed class A_plan
{
    private static readonly PlanControl Control = new();

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, false, true)]
    [InlineData(4, true, true)]
    public void Is_within_a_hundredth_of_the_exact_linear_program(int seed, bool channelCaps, bool hourCaps)
    {
        var problem = SmallPlans.Drawn(120, 3, 2, 3, (ulong)seed, channelCaps, hourCaps);

        var plan = Planner.Solve(problem, Control);

        var exact = SmallPlans.LinearProgram(problem);
        SmallPlans.ShouldKeepEveryLimit(problem, plan);
        plan.Bound.Should().BeInRange(exact - 1e-6, exact * 1.005, "the bound is that of the linear program");
        plan.Objective.Should().BeInRange(exact * .99, exact + 1e-6);
        plan.Gap.Should().BeLessThan(.012);
    }

    [Fact]
    public void Gives_the_scarce_channel_to_those_who_are_worth_most()
    {
        // Values 5, 4, 3, 2 and two messages: 5 + 4. A third message would return 3, so the price lies between 3 and 4.
        var problem = One(worth: [5, 4, 3, 2], capacity: 2, budget: 100);

        var plan = Planner.Solve(problem, Control);

        plan.Assignments.Select(one => one.Customer).Should().Equal(0, 1);
        plan.Objective.Should().BeApproximately(9, 1e-6);
        plan.Bound.Should().BeApproximately(9, .05);
        plan.Prices.Single(price => price.Limit == PlanLimit.Channel).Price.Should().BeInRange(3 - .05, 4 + .05);
        plan.Prices.Single(price => price.Limit == PlanLimit.Budget).Price.Should().Be(0, "money is left");
    }

    [Fact]
    public void Says_what_more_money_would_return()
    {
        // A message costs 2; 4 are paid: two messages. Two more would buy the value 3: between 3/2 and 4/2 a unit of money.
        var plan = Planner.Solve(One(worth: [5, 4, 3, 2], capacity: 100, budget: 4, cost: 2), Control);

        plan.Objective.Should().BeApproximately(9, 1e-6);
        var money = plan.Prices.Single(price => price.Limit == PlanLimit.Budget);
        money.Price.Should().BeInRange(1.5 - .05, 2 + .05);
        money.Used.Should().Be(4);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Keeps_every_limit_of_many_problems(int seed)
    {
        for (var at = 0; at < 20; at++)
        {
            var problem = SmallPlans.Drawn(20 + at, 4, 3, 6, (ulong)((seed * 100) + at), channelCaps: at % 2 == 0, hourCaps: at % 3 == 0);
            var plan = Planner.Solve(problem, Control with { Rounds = 20 });
            SmallPlans.ShouldKeepEveryLimit(problem, plan);
            plan.Bound.Should().BeGreaterThanOrEqualTo(plan.Objective - 1e-9);
        }
    }

    [Fact]
    public void Is_the_same_on_any_number_of_threads()
    {
        var problem = SmallPlans.Drawn(6000, 4, 3, 6, 5, hourCaps: true);

        var one = Planner.Solve(problem, Control with { Rounds = 10 });
        var three = Planner.Solve(problem, Control with { Rounds = 10, Threads = 3 });

        three.Assignments.Should().Equal(one.Assignments);
        three.Bound.Should().Be(one.Bound);
        one.Gap.Should().BeLessThan(.01);
    }

    [Fact]
    public void Serves_a_wish_at_the_least_loss()
    {
        // Ad 0 is worth more to all; two messages of ad 1 are wished. Least loss: customers 2 (3 − 2.9) and 0 (5 − 4).
        var problem = Two(first: [5, 4, 3], second: [4, 1, 2.9f], wished: 2);

        var plan = Planner.Solve(problem, Control);

        plan.Shortfalls.Should().BeEmpty();
        plan.Assignments.Where(one => one.Ad == 1).Select(one => one.Customer).Should().BeEquivalentTo([0, 2]);
        plan.Objective.Should().BeApproximately(4 + 4 + 2.9, 1e-5);
    }

    [Fact]
    public void Says_which_audience_is_too_small_and_by_how_much()
    {
        var plan = Planner.Solve(Two(first: [5, 4, 3], second: [0, 1, 0], wished: 3), Control);

        var shortfall = plan.Shortfalls.Should().ContainSingle().Subject;
        (shortfall.AdId, shortfall.Wished, shortfall.Reached, shortfall.IsImpossible).Should().Be(("second", 3, 1, true));
        shortfall.Reason.Should().Contain("Only 1 customers").And.Contain("2 fewer");
        plan.Bound.Should().BeGreaterThanOrEqualTo(plan.Objective - 1e-9);
    }

    [Fact]
    public void Says_which_budget_is_too_small_and_by_how_much()
    {
        var problem = Two(first: [5, 4, 3], second: [4, 4, 4], wished: 3, budget: 5, cost: 2);

        var plan = Planner.Solve(problem, Control);

        // Three messages cost 6, 5 are there.
        plan.Shortfalls.Should().ContainSingle().Which.Reason.Should().Contain("pays for 2 messages").And.Contain(": 1 is missing");
    }

    [Fact]
    public void Says_that_channels_are_too_small_for_a_wish() =>
        Planner
            .Solve(Two(first: [5, 4, 3], second: [4, 4, 4], wished: 3, capacity: 1), Control)
            .Shortfalls.Should()
            .ContainSingle()
            .Which.Reason.Should()
            .Contain("carry 1 messages, 2 fewer");

    [Fact]
    public void Of_nothing_is_empty()
    {
        var plan = Planner.Solve(SmallPlans.Drawn(0, 2, 1, 2, 1), Control);

        plan.Assignments.Should().BeEmpty();
        plan.Gap.Should().Be(0);
    }

    [Fact]
    public void Refuses_what_does_not_fit_together()
    {
        var good = SmallPlans.Drawn(5, 2, 1, 2, 1);
        foreach (
            var bad in (PlanProblem[])
                [
                    good with
                    {
                        Caps = [1],
                    },
                    good with
                    {
                        Worth = [.. good.Worth.Skip(1)],
                    },
                    good with
                    {
                        Response = [.. good.Response.Select(_ => float.NaN)],
                    },
                    good with
                    {
                        Ads = [new PlanAd("a", 7), new PlanAd("b", 0)],
                    },
                    good with
                    {
                        Budgets = [new PlanBudget("x", -1), new PlanBudget("y", 1)],
                    },
                    good with
                    {
                        Channels = [new PlanChannel("x", double.NaN, 1)],
                    },
                ]
        )
        {
            FluentActions.Invoking(() => Planner.Solve(bad, Control)).Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void A_customer_chooses_as_trying_everything_would()
    {
        // The slow twin: every way to give each of 4 ads one of 3 channels or none, within cap and channel caps.
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var problem = SmallPlans.Drawn(6, 4, 3, 2, seed, channelCaps: true) with { Caps = [3, 3, 2, 2, 4, 1] };
            var prices = new PlanPrices(problem);
            prices.Values.AsSpan(0, 2).Fill(.3);
            var choice = new CustomerChoice(problem);
            for (var customer = 0; customer < 6; customer++)
            {
                var gained = choice.Choose(customer, prices);
                gained.Should().BeApproximately(BestOfAll(problem, choice, customer), 1e-9);
            }
        }
    }

    private static double BestOfAll(PlanProblem problem, CustomerChoice choice, int customer)
    {
        var best = 0.0;
        for (var way = 0; way < 256; way++)
        {
            int[] channel = [(way & 3) - 1, ((way >> 2) & 3) - 1, ((way >> 4) & 3) - 1, ((way >> 6) & 3) - 1];
            var caps = Enumerable.Range(0, 3).All(h => channel.Count(c => c == h) <= problem.ChannelCaps[(customer * 3) + h]);
            if (caps && channel.Count(c => c >= 0) <= problem.Caps[customer])
            {
                best = Math.Max(best, channel.Select((c, ad) => c < 0 ? 0 : choice.GainOf(ad, c)).Sum());
            }
        }

        return best;
    }

    private static PlanProblem One(float[] worth, long capacity, double budget, double cost = 0) =>
        new()
        {
            Customers = worth.Length,
            Ads = [new PlanAd("ad", 0)],
            Budgets = [new PlanBudget("money", budget)],
            Channels = [new PlanChannel("mail", cost, capacity)],
            Hours = 1,
            Worth = worth,
            Response = [.. worth.Select(_ => 1f)],
            Caps = [.. worth.Select(_ => (byte)1)],
        };

    private static PlanProblem Two(float[] first, float[] second, int wished, long capacity = 100, double budget = 100, double cost = 0) =>
        One(first, capacity, budget, cost) with
        {
            Ads = [new PlanAd("first", 0), new PlanAd("second", 1, wished)],
            Budgets = [new PlanBudget("a", 100), new PlanBudget("b", budget)],
            Worth = [.. first.Zip(second, (x, y) => (float[])[x, y]).SelectMany(pair => pair)],
        };
}
