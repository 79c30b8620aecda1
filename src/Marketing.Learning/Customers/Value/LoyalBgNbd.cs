using Marketing.Learning.Numerics;

namespace Marketing.Learning.Customers.Value;

/// <summary>
/// BG/NBD in which a share of the customers never leaves. BG/NBD alone lets everybody's rate fall for ever and so expects too little of the
/// far future wherever a core of customers stays; here the core has its own rates, and the likelihood says how large it is.
/// </summary>
/// <param name="Leaving">The customers who may leave.</param>
/// <param name="Loyal">Rates of those who do not; its a and b mean nothing.</param>
/// <param name="LoyalShare">Share of new customers who never leave, 0 to 1.</param>
/// <param name="LogLikelihood">Of the customers that it was fitted on.</param>
public sealed record LoyalBgNbd(BgNbd Leaving, BgNbd Loyal, double LoyalShare, double LogLikelihood)
{
    /// <summary>Fits by maximum likelihood.</summary>
    /// <param name="customers">At least one, with at least one repeat purchase among them.</param>
    /// <param name="cancel">Looked at once a step.</param>
    /// <exception cref="ArgumentException">Nobody bought twice.</exception>
    public static LoyalBgNbd Fit(IReadOnlyList<BuyingRecord> customers, CancellationToken cancel)
    {
        var plain = BgNbd.Fit(customers, cancel);
        var groups = new BuyingGroups(customers);
        double[] start =
        [
            Math.Log(plain.R),
            Math.Log(plain.Alpha),
            Math.Log(plain.A),
            Math.Log(plain.B),
            Math.Log(plain.R * 2),
            Math.Log(plain.Alpha * 4),
            -2,
        ];
        var (at, loss) = NewtonMinimizer.Minimize(start, (logs, gradient) => Loss(groups, logs, gradient), iterations: 50, cancel);
        return new LoyalBgNbd(
            new BgNbd(Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2]), Math.Exp(at[3]), double.NaN),
            new BgNbd(Math.Exp(at[4]), Math.Exp(at[5]), 1, 1, double.NaN),
            1 / (1 + Math.Exp(-at[6])),
            -loss * groups.Total
        );
    }

    /// <summary>Purchases to expect in the next <paramref name="time"/>.</summary>
    public double Expected(BuyingRecord customer, double time)
    {
        var loyal = ChanceLoyal(customer);
        return (loyal * (Loyal.R + customer.Repeats) / (Loyal.Alpha + customer.Age) * time)
            + ((1 - loyal) * Leaving.Expected(customer, time));
    }

    /// <summary>The chance that a customer is still one.</summary>
    public double ChanceAlive(BuyingRecord customer)
    {
        var loyal = ChanceLoyal(customer);
        return loyal + ((1 - loyal) * Leaving.ChanceAlive(customer));
    }

    private double ChanceLoyal(BuyingRecord customer)
    {
        Span<double> ignored = stackalloc double[4];
        var loyal = new BgNbdLikelihood([Math.Log(Loyal.R), Math.Log(Loyal.Alpha), 0, 0], customer.Repeats, customer.Repeats).OfLoyal(
            customer,
            ignored
        );
        var leaving = new BgNbdLikelihood(
            [Math.Log(Leaving.R), Math.Log(Leaving.Alpha), Math.Log(Leaving.A), Math.Log(Leaving.B)],
            customer.Repeats,
            customer.Repeats
        ).Of(customer, ignored);
        return 1 / (1 + ((1 - LoyalShare) / LoyalShare * Math.Exp(leaving - loyal)));
    }

    private static double Loss(BuyingGroups groups, double[] logs, double[] gradient)
    {
        if (!BuyingGroups.IsWithinReason(logs))
        {
            return double.PositiveInfinity;
        }

        var leaving = new BgNbdLikelihood(logs, 0, groups.MostRepeats);
        var loyal = new BgNbdLikelihood([logs[4], logs[5], 0, 0], 0, groups.MostRepeats);
        var share = 1 / (1 + Math.Exp(-logs[6]));
        var (logLoyal, logLeaving) = (-Math.Log(1 + Math.Exp(-logs[6])), -Math.Log(1 + Math.Exp(logs[6])));
        double[] fromLeaving = new double[4],
            fromLoyal = new double[2];
        var value = 0.0;
        Array.Clear(gradient);
        foreach (var (customer, count) in groups.Groups)
        {
            var a = logLoyal + loyal.OfLoyal(customer, fromLoyal);
            var b = logLeaving + leaving.Of(customer, fromLeaving);
            var largest = Math.Max(a, b);
            var both = largest + Math.Log(Math.Exp(a - largest) + Math.Exp(b - largest));
            var isLoyal = Math.Exp(a - both);
            value += count * both;
            for (var i = 0; i < 4; i++)
            {
                gradient[i] -= count * (1 - isLoyal) * fromLeaving[i] / groups.Total;
            }

            gradient[4] -= count * isLoyal * fromLoyal[0] / groups.Total;
            gradient[5] -= count * isLoyal * fromLoyal[1] / groups.Total;
            gradient[6] -= count * (isLoyal - share) / groups.Total;
        }

        return -value / groups.Total;
    }
}
