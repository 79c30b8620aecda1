namespace Marketing.Learning.Customers.Value;

/// <summary>Customers' purchase days, oldest first; what was bought on one day counts as one purchase.</summary>
public sealed class PurchaseTable
{
    private readonly (int Day, double Spend)[][] _days;

    private PurchaseTable(string[] customerIds, (int Day, double Spend)[][] days)
    {
        CustomerIds = customerIds;
        _days = days;
    }

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<string> CustomerIds { get; }

    /// <summary>Collects rows in any order; equal rows are added, not merged.</summary>
    /// <param name="rows">Customer, day number (of <see cref="DateOnly.DayNumber"/>, say) and money.</param>
    public static PurchaseTable Of(IEnumerable<(string Customer, int Day, decimal Spend)> rows)
    {
        // Money is added as decimals, so that no order of the rows changes a digit.
        var customers = rows.GroupBy(row => row.Customer, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToArray();
        return new PurchaseTable(
            [.. customers.Select(customer => customer.Key)],
            [
                .. customers.Select(customer =>
                    customer
                        .GroupBy(row => row.Day)
                        .Select(day => (day.Key, (double)day.Sum(row => row.Spend)))
                        .OrderBy(day => day.Key)
                        .ToArray()
                ),
            ]
        );
    }

    /// <summary>The purchase days of one customer, oldest first.</summary>
    public ReadOnlySpan<(int Day, double Spend)> Of(int customer) => _days[customer];

    /// <summary>Indices of the customers who bought on or before a day.</summary>
    public int[] KnownOn(int day) =>
        [.. Enumerable.Range(0, _days.Length).Where(customer => _days[customer].Length > 0 && _days[customer][0].Day <= day)];

    /// <summary>What is known of a customer at the end of a day, in weeks.</summary>
    /// <param name="customer">One of <see cref="KnownOn"/>.</param>
    /// <param name="day">Later purchases are not looked at.</param>
    public BuyingRecord RecordOn(int customer, int day)
    {
        var seen = CountUntil(customer, day);
        var days = _days[customer];
        return new BuyingRecord(seen - 1, (days[seen - 1].Day - days[0].Day) / 7.0, (day - days[0].Day) / 7.0);
    }

    /// <summary>Number of purchases after the first and their mean value, until the end of a day.</summary>
    public (int Purchases, double MeanValue) RepeatSpend(int customer, int day)
    {
        var seen = CountUntil(customer, day);
        var sum = 0.0;
        for (var at = 1; at < seen; at++)
        {
            sum += _days[customer][at].Spend;
        }

        return (seen - 1, seen > 1 ? sum / (seen - 1) : 0);
    }

    /// <summary>Purchases after <paramref name="after"/> until the end of <paramref name="until"/>, and what they cost.</summary>
    public (int Purchases, double Spend) Between(int customer, int after, int until)
    {
        var (count, spend) = (0, 0.0);
        foreach (var (day, value) in _days[customer])
        {
            if (day > after && day <= until)
            {
                (count, spend) = (count + 1, spend + value);
            }
        }

        return (count, spend);
    }

    /// <summary>The newest day of anyone; int.MinValue of nobody.</summary>
    public int LastDay => _days.Length == 0 ? int.MinValue : _days.Max(days => days.Length == 0 ? int.MinValue : days[^1].Day);

    /// <summary>The oldest day of anyone; int.MaxValue of nobody.</summary>
    public int FirstDay => _days.Length == 0 ? int.MaxValue : _days.Min(days => days.Length == 0 ? int.MaxValue : days[0].Day);

    private int CountUntil(int customer, int day)
    {
        var count = 0;
        while (count < _days[customer].Length && _days[customer][count].Day <= day)
        {
            count++;
        }

        return count;
    }
}
