using Marketing.Learning.Numerics;

namespace Marketing.Learning.Customers.Value;

/// <summary>Maximum likelihood of <see cref="BgNbd"/>: equation 6 of the paper and its exact gradient, over the logarithms of the parameters.</summary>
internal static class BgNbdFit
{
    public static BgNbd Run(IReadOnlyList<BuyingRecord> customers, CancellationToken cancel)
    {
        var groups = new BuyingGroups(customers);
        var (at, loss) = NewtonMinimizer.Minimize(
            groups.Start(),
            (logs, gradient) => Loss(groups, logs, gradient),
            iterations: 200,
            cancel
        );
        return new BgNbd(Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2]), Math.Exp(at[3]), -loss * groups.Total);
    }

    /// <summary>Mean negative log likelihood.</summary>
    private static double Loss(BuyingGroups groups, double[] logs, double[] gradient)
    {
        if (!BuyingGroups.IsWithinReason(logs))
        {
            return double.PositiveInfinity;
        }

        var likelihood = new BgNbdLikelihood(logs, 0, groups.MostRepeats);
        var (value, own) = (0.0, new double[4]);
        Array.Clear(gradient);
        foreach (var (customer, count) in groups.Groups)
        {
            value += count * likelihood.Of(customer, own);
            for (var i = 0; i < 4; i++)
            {
                gradient[i] -= count * own[i] / groups.Total;
            }
        }

        return -value / groups.Total;
    }
}
