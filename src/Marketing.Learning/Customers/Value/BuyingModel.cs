namespace Marketing.Learning.Customers.Value;

/// <summary>BG/NBD, or BG/NBD with a share of customers who never leave: whichever the data speak for.</summary>
/// <param name="Plain">BG/NBD.</param>
/// <param name="Loyal">With loyal customers; null where its three more parameters do not earn their keep.</param>
public sealed record BuyingModel(BgNbd Plain, LoyalBgNbd? Loyal)
{
    /// <summary>Fits both and keeps the second where its log likelihood is higher by more than its three parameters (Akaike's criterion).</summary>
    /// <param name="customers">At least one, with at least one repeat purchase among them.</param>
    /// <param name="cancel">Looked at once a step.</param>
    /// <exception cref="ArgumentException">Nobody bought twice.</exception>
    public static BuyingModel Fit(IReadOnlyList<BuyingRecord> customers, CancellationToken cancel)
    {
        var plain = BgNbd.Fit(customers, cancel);
        var loyal = LoyalBgNbd.Fit(customers, cancel);
        return new BuyingModel(plain, loyal.LogLikelihood > plain.LogLikelihood + 3 ? loyal : null);
    }

    /// <summary>Purchases to expect in the next <paramref name="time"/>.</summary>
    public double Expected(BuyingRecord customer, double time) => Loyal?.Expected(customer, time) ?? Plain.Expected(customer, time);

    /// <summary>The chance that a customer is still one.</summary>
    public double ChanceAlive(BuyingRecord customer) => Loyal?.ChanceAlive(customer) ?? Plain.ChanceAlive(customer);
}
