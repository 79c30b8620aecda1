using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>What a customer bought and brought back. Money is added as decimals, so that no order of the events changes a digit.</summary>
internal sealed record Purchases
{
    // A difference below this is rounding, not a reduced price.
    private const decimal FullPrice = .99m;

    public int Orders { get; private init; }

    public decimal Spend { get; private init; }

    public DateTimeOffset? Last { get; private init; }

    public double? BasketSize { get; private init; }

    public double? BasketValue { get; private init; }

    public double? ReturnRate { get; private init; }

    public double? DiscountShare { get; private init; }

    public double? MeanGapDays { get; private init; }

    /// <summary>Money by day, oldest first: what was bought on one day counts as one purchase.</summary>
    public IReadOnlyList<(long Day, decimal Money)> Days { get; private init; } = [];

    public static Purchases Of(List<ProfileEvent> events, CatalogueSnapshot catalogue)
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var days = new SortedDictionary<long, decimal>();
        decimal bought = 0,
            returned = 0,
            units = 0,
            back = 0;
        int priced = 0,
            reduced = 0;
        DateTimeOffset? last = null;
        foreach (var e in events)
        {
            if (e.Type == EventType.Return)
            {
                (returned, back) = (returned + e.Money, back + e.Units);
            }
            else if (e.Type == EventType.Purchase)
            {
                var day = e.At.UtcTicks / TimeSpan.TicksPerDay;
                orders.Add(e.OrderId ?? "day " + day.ToString(System.Globalization.CultureInfo.InvariantCulture));
                days[day] = days.GetValueOrDefault(day) + e.Money;
                (bought, units, last) = (bought + e.Money, units + e.Units, e.At);
                if (e.Price is { } paid && e.ItemId is { } id && catalogue.Find(id)?.Price is > 0 and var full)
                {
                    priced++;
                    reduced += paid < full * FullPrice ? 1 : 0;
                }
            }
        }

        return new Purchases
        {
            Orders = orders.Count,
            Spend = bought - returned,
            Last = last,
            BasketSize = orders.Count > 0 ? (double)units / orders.Count : null,
            BasketValue = orders.Count > 0 ? (double)bought / orders.Count : null,
            ReturnRate = units > 0 ? Math.Clamp((double)(back / units), 0, 1) : null,
            DiscountShare = priced > 0 ? reduced / (double)priced : null,
            MeanGapDays = days.Count > 1 ? (days.Keys.Last() - days.Keys.First()) / (double)(days.Count - 1) : null,
            Days = [.. days.Select(day => (day.Key, day.Value))],
        };
    }
}
