using Marketing.Profiles.Analytics;

namespace Marketing.Profiles.CampaignPlanning;

/// <summary>What to expect of a campaign. All counts of customers are rounded down to tens.</summary>
/// <param name="Customers">Customers whom it is for.</param>
/// <param name="Channels">How each channel reaches them.</param>
/// <param name="SuggestedChannel">Where most of them act who may be reached there; else the one that reaches most.</param>
/// <param name="SuggestedHours">Hours of the customers' own clocks in which most of them act, best first.</param>
/// <param name="Reached">Customers who can be reached on the chosen channel within the budget, those kept from it by lot included.</param>
/// <param name="Cost">What that costs; those kept from it cost nothing.</param>
/// <param name="ResponseRate">Share who did what is wanted anyway, in as many days before, both counted in tens; absent where fewer than ten did, or fewer than ten did not.</param>
/// <param name="ResponseInterval">Its bounds with 95 % confidence (Wilson).</param>
/// <param name="ExpectedResponses">Customers treated × the rate: what there will be without any effect.</param>
/// <param name="SmallestEffect">Smallest rise of the rate that the comparison with the control group sees with 80 % chance at 5 % error; absent without a control group or a rate.</param>
/// <param name="Says">What may be said.</param>
internal sealed record Expectation(
    long Customers,
    IReadOnlyList<ChannelReach> Channels,
    string SuggestedChannel,
    IReadOnlyList<int> SuggestedHours,
    long Reached,
    decimal Cost,
    double? ResponseRate,
    IReadOnlyList<double>? ResponseInterval,
    long? ExpectedResponses,
    double? SmallestEffect,
    string Says
)
{
    private const double Z = 1.959963984540054;
    private const double ZPower = .8416212335729143;

    /// <summary>Works it out. Pure.</summary>
    public static Expectation Of(PlanBody plan, Audience audience)
    {
        var suggested = audience
            .Channels.OrderByDescending(channel => channel.Responsive)
            .ThenByDescending(channel => channel.Reach)
            .First()
            .Channel;
        var reach = audience.Channels.First(channel => channel.Channel == (plan.Channel ?? suggested)).Reach;
        var share = (decimal)(1 - plan.ControlShare);
        var affordable = plan.CostPerCustomer > 0 ? (long)Math.Min(long.MaxValue / 2, plan.Budget / plan.CostPerCustomer / share) : reach;
        var reached = CellReader.Tens(Math.Min(reach, affordable));
        var treated = reached * (double)share;
        var control = reached - treated;
        // An exact rate would tell two groups apart that differ by one customer.
        var (responders, asked) = (CellReader.Tens(audience.Responders), CellReader.Tens(audience.Base));
        double? rate = responders >= Tally.Fewest && asked - responders >= Tally.Fewest ? Math.Round((double)responders / asked, 4) : null;
        double? smallest =
            rate is { } p && treated >= 1 && control >= 1 ? (Z + ZPower) * Math.Sqrt(p * (1 - p) * ((1 / treated) + (1 / control))) : null;
        return new Expectation(
            CellReader.Tens(audience.Customers),
            audience.Channels,
            suggested,
            audience.Hours,
            reached,
            decimal.Round(reached * share * plan.CostPerCustomer, 2),
            rate,
            rate is { } known ? Wilson(known, asked) : null,
            rate is { } usual ? CellReader.Tens((long)(usual * treated)) : null,
            smallest is { } effect ? Math.Round(effect, 4) : null,
            Say(reached, reach, rate, smallest)
        );
    }

    private static double[] Wilson(double p, long n)
    {
        var (centre, scale) = (p + (Z * Z / (2 * n)), 1 + (Z * Z / n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        return [Math.Round(Math.Max(0, (centre - half) / scale), 4), Math.Round(Math.Min(1, (centre + half) / scale), 4)];
    }

    private static string Say(long reached, long reach, double? rate, double? smallest)
    {
        if (reached == 0)
        {
            return "Nobody can be reached on this channel within the budget.";
        }

        var budget = reached < reach ? "The budget does not reach everybody. " : "";
        return budget
            + (
                rate is null ? "Too few did the like before to say what to expect."
                : smallest is null ? "Without a control group its effect cannot be told."
                : smallest > rate
                    ? "Only an effect larger than the usual rate itself would be seen: take more customers, more days or a larger control group."
                : "A rise of the rate by the smallest effect or more will be seen."
            );
    }
}
