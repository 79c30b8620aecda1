namespace Marketing.Learning.Customers.Value;

/// <summary>Customers with the same record count once; the order is fixed, so that a sum over them is the same for every order of the input.</summary>
internal sealed class BuyingGroups
{
    /// <exception cref="ArgumentException">Nobody bought twice.</exception>
    public BuyingGroups(IReadOnlyList<BuyingRecord> customers)
    {
        ArgumentNullException.ThrowIfNull(customers);
        Groups =
        [
            .. customers
                .GroupBy(customer => customer)
                .Select(group => (group.Key, group.Count()))
                .OrderBy(group => group.Key.Repeats)
                .ThenBy(group => group.Key.Recency)
                .ThenBy(group => group.Key.Age),
        ];
        Total = customers.Count;
        MostRepeats = Groups.Length == 0 ? 0 : Groups[^1].Customer.Repeats;
        if (MostRepeats == 0)
        {
            throw new ArgumentException("Nobody bought twice: there is nothing to estimate from.", nameof(customers));
        }
    }

    public (BuyingRecord Customer, int Count)[] Groups { get; }

    public int Total { get; }

    public int MostRepeats { get; }

    /// <summary>
    /// False where a logarithm has run off: where nobody leaves, say, the likelihood rises for ever along b and the formulas end in 0/0.
    /// </summary>
    public static bool IsWithinReason(double[] logs) => Array.TrueForAll(logs, log => Math.Abs(log) < 14);

    /// <summary>
    /// Logarithms of r, α, a, b to begin with. The likelihood is flat along α when times are far from 1: begin at the mean age, whatever its unit.
    /// </summary>
    public double[] Start()
    {
        var age = Math.Max(Groups.Sum(group => group.Count * group.Customer.Age) / Total, 1e-9);
        return [Math.Log(.5), Math.Log(age / 4), Math.Log(.7), Math.Log(2.5)];
    }
}
