using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Customers;

namespace Marketing.DemoShop.Ads;

/// <summary>An ad and what makes people click it.</summary>
internal sealed record AdTraits(DemoAd Ad, Traits Item, double Appeal, double BestHour)
{
    public const int Count = 24;

    private const int AdsPerCampaign = 3;

    private static readonly (string En, string Zh)[] Calls =
    [
        ("Made for you", "为你而选"),
        ("This week's find", "本周好物"),
        ("Loved by many", "大家都在买"),
        ("Treat yourself", "犒劳自己"),
    ];

    public static IReadOnlyList<AdTraits> BuildAll(ulong seed, IReadOnlyList<DemoProduct> products, IReadOnlyList<Traits> items) =>
        [.. Enumerable.Range(0, Count).Select(index => Build(seed, index, products, items))];

    /// <summary>
    /// Probability of a click, logistic in: the place, the ad, the hour by the customer's clock, how much the customer cares for the kind of product, and how
    /// often the ad was shown to them before.
    /// </summary>
    public double ClickProbability(Taste taste, string placement, double localHour, int shownBefore)
    {
        var place = placement switch
        {
            "home_hero" => 0.5,
            "category_top" => 0.3,
            "email_header" => 0.2,
            "search_side" => 0,
            _ => -0.4,
        };
        var interest = Math.Clamp(Math.Log(taste.KindWeights[Item.Kind.Index] * taste.KindWeights.Length), -2.5, 2.5);
        var hour = 0.35 * Math.Cos(2 * Math.PI * (localHour - BestHour) / 24);
        return 1 / (1 + Math.Exp(3.6 - place - Appeal - 0.45 * interest - hour + 0.12 * Math.Min(shownBefore, 8)));
    }

    private static AdTraits Build(ulong seed, int index, IReadOnlyList<DemoProduct> products, IReadOnlyList<Traits> items)
    {
        var dice = new Dice(seed, Purpose.Ad, index);
        // Spread over the departments: products are ordered by kind, so an equal stride visits them all.
        var first = index * items.Count / Count;
        var item =
            items
                .Skip(first)
                .Take(Math.Max(1, items.Count / Count))
                .Where(i => i is { LaunchDay: 0, GoneFrom: int.MaxValue })
                .MaxBy(i => i.Popularity)
            ?? items[first];
        var product = products[item.Index];
        var call = Calls[index % Calls.Length];
        var ad = new DemoAd(
            $"ad-{index + 1:00}",
            $"campaign-{index / AdsPerCampaign + 1}",
            $"{call.En}: {product.Name}",
            $"{call.Zh}：{product.NameZh}",
            product.ItemId
        );
        return new AdTraits(ad, item, 0.5 * dice.Normal(), dice.Between(0, 24));
    }
}
