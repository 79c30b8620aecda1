namespace Marketing.Learning.Customers.Segments;

/// <summary>Recency, frequency, monetary value in fifths: 5 is the best fifth of the customers who ever bought.</summary>
/// <param name="RecencyDays">Four bounds, rising.</param>
/// <param name="Orders">Four bounds, rising.</param>
/// <param name="Spend">Four bounds, rising.</param>
public sealed record RfmGrid(double[] RecencyDays, double[] Orders, double[] Spend)
{
    /// <summary>Bounds at the fifths of the customers given; at least one.</summary>
    public static RfmGrid Learn(IReadOnlyList<(double RecencyDays, double Orders, double Spend)> buyers) =>
        new(Fifths(buyers.Select(b => b.RecencyDays)), Fifths(buyers.Select(b => b.Orders)), Fifths(buyers.Select(b => b.Spend)));

    /// <summary>Three digits of 1 to 5: recency (5 = fresh), frequency, money.</summary>
    public (int R, int F, int M) Of(double recencyDays, double orders, double spend) =>
        (6 - Fifth(RecencyDays, recencyDays), Fifth(Orders, orders), Fifth(Spend, spend));

    private static int Fifth(double[] bounds, double value) => 1 + bounds.Count(bound => value > bound);

    private static double[] Fifths(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return [.. Enumerable.Range(1, 4).Select(fifth => sorted[Math.Max(0, (int)Math.Ceiling(fifth * sorted.Length / 5.0) - 1)])];
    }
}
