using Marketing.Learning.Numerics;

namespace Marketing.Learning.Customers.Value;

/// <summary>
/// The gamma-gamma model of spend: a customer's purchases vary around the customer's own mean by a gamma distribution (p, ν), and the means
/// vary between customers (q, γ). Fader and Hardie, "The gamma-gamma model of monetary value" (2013).
/// </summary>
/// <param name="P">Shape of a customer's purchases.</param>
/// <param name="Q">Shape of the rates of customers.</param>
/// <param name="Gamma">Scale of the rates, in money.</param>
/// <param name="LogLikelihood">Of the customers that it was fitted on.</param>
public sealed record GammaGamma(double P, double Q, double Gamma, double LogLikelihood)
{
    /// <summary>Fits by maximum likelihood.</summary>
    /// <param name="customers">Number of purchases and their mean value, of customers with at least one purchase above 0; others are left out.</param>
    /// <param name="cancel">Looked at once a step.</param>
    /// <exception cref="ArgumentException">Nobody paid anything.</exception>
    public static GammaGamma Fit(IReadOnlyList<(int Purchases, double MeanValue)> customers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var paying = customers.Where(customer => customer.Purchases > 0 && customer.MeanValue > 0).Order().ToArray();
        if (paying.Length == 0)
        {
            throw new ArgumentException("Nobody paid anything.", nameof(customers));
        }

        var mean = paying.Average(customer => customer.MeanValue);
        double[] start = [Math.Log(2), Math.Log(3), Math.Log(mean)];
        var (at, loss) = NewtonMinimizer.Minimize(start, (logs, gradient) => Loss(paying, logs, gradient), iterations: 200, cancel);
        return new GammaGamma(Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2]), -loss * paying.Length);
    }

    /// <summary>Mean value of a customer's next purchases: p·(γ + x·m)/(p·x + q − 1), a mixture of the customer's own mean and that of all.</summary>
    /// <param name="purchases">Purchases seen, at least 0.</param>
    /// <param name="meanValue">Their mean value; does not matter for 0 purchases.</param>
    /// <returns>Not finite where q ≤ 1 and nothing was bought: the mean of all does not exist then.</returns>
    public double ExpectedMean(int purchases, double meanValue)
    {
        var below = (P * purchases) + Q - 1;
        return below > 0 ? P * (Gamma + (purchases == 0 ? 0 : purchases * meanValue)) / below : double.PositiveInfinity;
    }

    private static double Loss((int Purchases, double MeanValue)[] customers, double[] logs, double[] gradient)
    {
        var (p, q, v) = (Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
        double value = 0,
            dp = 0,
            dq = 0,
            dv = 0;
        var (logGammaQ, digammaQ, logV) = (GammaFunctions.Log(q), GammaFunctions.Digamma(q), Math.Log(v));
        foreach (var (x, m) in customers)
        {
            var (px, rest) = (p * x, v + (x * m));
            var logRest = Math.Log(rest);
            var both = GammaFunctions.Digamma(px + q);
            value +=
                GammaFunctions.Log(px + q)
                - GammaFunctions.Log(px)
                - logGammaQ
                + (q * logV)
                + ((px - 1) * Math.Log(m))
                + (px * Math.Log(x))
                - ((px + q) * logRest);
            dp += x * (both - GammaFunctions.Digamma(px) + Math.Log(m * x) - logRest);
            dq += both - digammaQ + logV - logRest;
            dv += (q / v) - ((px + q) / rest);
        }

        var n = customers.Length;
        (gradient[0], gradient[1], gradient[2]) = (-dp * p / n, -dq * q / n, -dv * v / n);
        return -value / n;
    }
}
