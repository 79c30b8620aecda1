using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Marketing.Learning.Customers.Value;

/// <summary>
/// The beta-geometric / NBD model: a customer buys at a rate that varies between customers by a gamma distribution (r, α), and after each
/// purchase leaves for good with a chance that varies by a beta distribution (a, b).
/// Fader, Hardie and Lee, "Counting your customers the easy way" (Marketing Science 2005).
/// </summary>
/// <param name="R">Shape of the rates, above 0.</param>
/// <param name="Alpha">Inverse scale of the rates in units of time, above 0.</param>
/// <param name="A">First parameter of the chance to leave, above 0.</param>
/// <param name="B">Second parameter of the chance to leave, above 0.</param>
/// <param name="LogLikelihood">Of the customers that it was fitted on.</param>
public sealed record BgNbd(double R, double Alpha, double A, double B, double LogLikelihood)
{
    // Beside the record, so that what was worked out already is no part of what it is.
    private static readonly ConditionalWeakTable<BgNbd, ConcurrentDictionary<int, BetaMean>> Means = [];

    /// <summary>Fits by maximum likelihood.</summary>
    /// <param name="customers">At least one, with at least one repeat purchase among them.</param>
    /// <param name="cancel">Looked at once a step.</param>
    /// <exception cref="ArgumentException">Nobody bought twice: there is no rate to estimate.</exception>
    public static BgNbd Fit(IReadOnlyList<BuyingRecord> customers, CancellationToken cancel) => BgNbdFit.Run(customers, cancel);

    /// <summary>The chance that a customer is still one: equation 8 of Fader, Hardie and Lee's note "Computing P(alive)" (2008). 1 before the first repeat.</summary>
    public double ChanceAlive(BuyingRecord customer) => 1 / (1 + LeftOdds(customer));

    /// <summary>Purchases to expect in the next <paramref name="time"/>: equation 10 of the paper.</summary>
    /// <param name="customer">What is known of the customer.</param>
    /// <param name="time">Above 0, in the unit of the fit.</param>
    public double Expected(BuyingRecord customer, double time)
    {
        var z = time / (Alpha + customer.Age + time);
        // Euler's transformation of the paper's 2F1(r + x, b + x; a + b + x − 1; z): its terms all fall, however much a customer bought.
        var c = A + B + customer.Repeats - 1;
        // At a = 1 the formula is 0/0, and near it noise.
        var more =
            Math.Abs(A - 1) > 1e-4 && Hypergeometric(A + B - 1 - R, A - 1, c, z) is { } sum
                ? c / (A - 1) * (1 - (Math.Pow(1 - z, A - 1) * sum))
                : OfWhoIsOne(customer, time);
        return more * ChanceAlive(customer);
    }

    /// <summary>
    /// The same before its integral is written as a series, which takes a hundred thousand terms for some shops: who is a customer and buys at the rate λ makes
    /// (1 − e^(−λ·p·time))/p more purchases; over λ this is (1 − (1 + p·time/(α + T))^−(r + x))/p, and p is Beta(a, b + x).
    /// </summary>
    internal double OfWhoIsOne(BuyingRecord customer, double time) =>
        Leaving(customer.Repeats).OfPurchases(time / (Alpha + customer.Age), R + customer.Repeats);

    /// <summary>The distribution of the chance to leave, of customers with so many repeats.</summary>
    private BetaMean Leaving(int repeats) =>
        Means.GetValue(this, _ => []).GetOrAdd(repeats, static (x, model) => new BetaMean(model.A, model.B + x), this);

    /// <summary>Odds that the customer left: δ(x&gt;0) · a/(b + x − 1) · ((α + T)/(α + t))^(r + x).</summary>
    private double LeftOdds(BuyingRecord customer) =>
        customer.Repeats == 0
            ? 0
            : A
                / (B + customer.Repeats - 1)
                * Math.Exp((R + customer.Repeats) * Math.Log((Alpha + customer.Age) / (Alpha + customer.Recency)));

    /// <summary>Gauss's series Σ (p)ₙ(q)ₙ/(c)ₙ · zⁿ/n! for 0 ≤ z &lt; 1; null where it is a long one.</summary>
    private static double? Hypergeometric(double p, double q, double c, double z)
    {
        var (sum, term) = (1.0, 1.0);
        for (var n = 0; n < 300; n++)
        {
            term *= (p + n) * (q + n) / ((c + n) * (n + 1)) * z;
            sum += term;
            if (Math.Abs(term) < 1e-15 * Math.Abs(sum))
            {
                return sum;
            }
        }

        return null;
    }
}
