using Marketing.Ads.Reports;

namespace Marketing.Ads.Tests.Reports;

public sealed class Attribution_side_by_side
{
    [Fact]
    public void Gives_each_rule_its_own_answer()
    {
        // A then B sold for 90; A alone sold nothing; B alone sold for 30.
        // Markov: start goes to A in 2 of 3, to B in 1 of 3; A goes to B in 1 of 2; B always sells: P(sale) = 2/3 · 1/2 + 1/3 = 2/3.
        // Without A: 1/3, so it removes 1 − (1/3)/(2/3) = 1/2. Without B nothing sells: 1. Shares 1/3 and 2/3 of 120.
        var values = Attribution.Of([new TouchPath(["A", "B"], 90), new TouchPath(["A"], null), new TouchPath(["B"], 30)]);

        values.Select(value => value.Key).Should().Equal("A", "B");
        values.Select(value => value.LastTouch).Should().Equal(0, 120);
        values.Select(value => value.PositionBased).Should().Equal(45, 75);
        values[0].MarkovRemoval.Should().BeApproximately(40, 1e-9);
        values[1].MarkovRemoval.Should().BeApproximately(80, 1e-9);
    }

    [Fact]
    public void Gives_forty_twenty_forty_along_a_longer_way()
    {
        // Four touches: .4, .1, .1, .4 of 50; A is first and third.
        var values = Attribution.Of([new TouchPath(["A", "B", "A", "C"], 50)]);

        values.Select(value => value.PositionBased).Should().Equal([25, 5, 20], (a, b) => Math.Abs(a - b) < 1e-9);
        values.Sum(value => value.MarkovRemoval).Should().BeApproximately(50, 1e-9);
    }

    [Fact]
    public void Credits_nobody_where_nothing_was_sold() =>
        Attribution.Of([new TouchPath(["A", "B"], null)]).Should().OnlyContain(value => value.LastTouch == 0 && value.MarkovRemoval == 0);
}
