namespace Marketing.DemoShop.Tests;

/// <summary>The demo shop at its full size, played once for all tests that look at it.</summary>
public sealed class WholeYear
{
    public static readonly DateOnly LastDay = new(2026, 3, 1);

    public WholeYear()
    {
        Shop = new SimulatedShop(LastDay);
        Sent = [.. Shop.Events()];
        Happened = [.. Sent.DistinctBy(e => e.Id)];
        Items = Shop.Products.ToDictionary(p => p.ItemId);
    }

    public SimulatedShop Shop { get; }

    /// <summary>Repeats of the sender included.</summary>
    public IReadOnlyList<DemoEvent> Sent { get; }

    public IReadOnlyList<DemoEvent> Happened { get; }

    public IReadOnlyDictionary<string, DemoProduct> Items { get; }

    public IEnumerable<DemoEvent> Of(DemoEventType type) => Happened.Where(e => e.Type == type);

    public int DayOf(DemoEvent happened) =>
        (int)(happened.OccurredAt - new DateTimeOffset(Shop.FirstDay, default, TimeSpan.Zero)).TotalDays;
}

[CollectionDefinition(nameof(WholeYear))]
public sealed class WholeYearCollection : ICollectionFixture<WholeYear>;
