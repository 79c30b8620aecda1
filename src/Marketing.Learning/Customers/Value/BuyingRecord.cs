namespace Marketing.Learning.Customers.Value;

/// <summary>What the models of customer value know of one customer, in one unit of time (weeks, say).</summary>
/// <param name="Repeats">Purchases after the first, at least 0.</param>
/// <param name="Recency">From the first purchase to the last, 0 to <paramref name="Age"/>.</param>
/// <param name="Age">From the first purchase to now, at least 0.</param>
public readonly record struct BuyingRecord(int Repeats, double Recency, double Age);
