using Marketing.Profiles.Features;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Features;

/// <summary>Events and products of tests.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);

    public static CatalogueSnapshot Catalogue { get; } =
        CatalogueSnapshot.Of([
            Item("whisk", "Home > Kitchen", "Tamako", 10),
            Item("pan", "Home > Kitchen", "Ironside", 40),
            Item("tent", "Sports > Camping", "Ironside", 200),
        ]);

    public static ShopFacts Shop { get; } = ShopFacts.Of(Catalogue, halfLifeDays: 10);

    public static ProfileEvent Event(EventType type, double daysAgo, string? item = null, string? id = null) =>
        new(id ?? FormattableString.Invariant($"{type}-{daysAgo}-{item}"), type, Now.AddDays(-daysAgo)) { ItemId = item };

    public static ProfileEvent Bought(double daysAgo, string item, decimal price, decimal quantity, string order) =>
        Event(EventType.Purchase, daysAgo, item) with
        {
            Price = price,
            Quantity = quantity,
            OrderId = order,
        };

    public static ProfileFeatures Profile(params ProfileEvent[] events) => ProfileFeatures.Of(events, CustomerFacts.None, Shop, Now);

    private static CatalogueItem Item(string id, string category, string brand, decimal price) =>
        new(id, id, category, brand, price, "EUR", null, Available: true, Recommendable: true, null, [], Now.AddYears(-1));
}
