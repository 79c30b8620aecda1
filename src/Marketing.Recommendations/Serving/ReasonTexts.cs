using System.Globalization;

namespace Marketing.Recommendations.Serving;

/// <summary>Values of a reason's <c>kind</c>.</summary>
internal static class ReasonKinds
{
    public const string AlsoBought = "also-bought";
    public const string SimilarToViewed = "similar-to-viewed";
    public const string GoesWithCart = "goes-with-cart";
    public const string SimilarToRated = "similar-to-rated";
    public const string ForYou = "for-you";
    public const string SeenBefore = "seen-before";
    public const string PopularInCategory = "popular-in-category";
    public const string Popular = "popular";
    public const string New = "new";
    public const string InTheShop = "in-the-shop";
    public const string Similar = "similar";
    public const string BoughtTogether = "bought-together";
    public const string Trending = "trending";
    public const string Pinned = "pinned";
    public const string LoweredByGrades = "lowered-by-grades";
    public const string LoweredByReturns = "lowered-by-returns";
    public const string LoweredByStockOuts = "lowered-by-stock-outs";
    public const string LoweredByStock = "lowered-by-stock";
}

/// <summary>The sentences of reasons in one language. Item names stand between quotation marks of the language.</summary>
internal sealed class ReasonTexts
{
    public static readonly ReasonTexts English = new()
    {
        AlsoBought = (name, _) => $"Bought by people who also bought “{name}”",
        SimilarToViewed = (name, when) => $"Similar to “{name}” that you viewed {when}",
        GoesWithCart = (name, when) => $"Goes with “{name}” that you put into your cart {when}",
        SimilarToRated = (name, when) => $"Similar to “{name}” that you rated {when}",
        ForYou = "Chosen from all that you looked at and bought",
        SeenBefore = when => $"You looked at this {when}",
        PopularIn = category => $"Popular in {category}",
        Popular = "Popular in the shop",
        New = "New in the shop",
        NewIn = category => $"New in {category}",
        InTheShop = "Also in the shop",
        Trending = "Wanted more and more",
        Pinned = "Picked by the shop",
        LoweredByGrades = "Shown lower: its grades are below the shop's",
        LoweredByReturns = "Shown lower: it comes back more often than other items",
        LoweredByStockOuts = "Shown lower: it was often sold out lately",
        LoweredByStock = "Shown lower: nearly sold out",
        Similar = name => $"Liked by the same people as “{name}”",
        Alike = name => $"The same kind of thing as “{name}”",
        Together = (name, baskets) => string.Create(CultureInfo.InvariantCulture, $"In {baskets:N0} orders together with “{name}”"),
        Today = "today",
        Yesterday = "yesterday",
        Days = days => string.Create(CultureInfo.InvariantCulture, $"{days} days ago"),
        Weeks = weeks => weeks == 1 ? "a week ago" : string.Create(CultureInfo.InvariantCulture, $"{weeks} weeks ago"),
        Months = months => months == 1 ? "a month ago" : string.Create(CultureInfo.InvariantCulture, $"{months} months ago"),
        Years = years => years == 1 ? "a year ago" : string.Create(CultureInfo.InvariantCulture, $"{years} years ago"),
    };

    public static readonly ReasonTexts Chinese = new()
    {
        AlsoBought = (name, _) => $"购买了“{name}”的顾客也买了它",
        SimilarToViewed = (name, when) => $"与您{when}浏览过的“{name}”相似",
        GoesWithCart = (name, when) => $"与您{when}加入购物车的“{name}”很搭",
        SimilarToRated = (name, when) => $"与您{when}评价过的“{name}”相似",
        ForYou = "根据您浏览和购买的商品为您精选",
        SeenBefore = when => $"您{when}浏览过",
        PopularIn = category => $"{category}热销商品",
        Popular = "店铺热销商品",
        New = "店铺新品",
        NewIn = category => $"{category}新品",
        InTheShop = "店铺在售商品",
        Trending = "越来越多的顾客想要它",
        Pinned = "本店精选",
        LoweredByGrades = "排名降低：评分低于店铺平均",
        LoweredByReturns = "排名降低：退货率高于其他商品",
        LoweredByStockOuts = "排名降低：近期经常缺货",
        LoweredByStock = "排名降低：即将售罄",
        Similar = name => $"喜欢“{name}”的顾客也喜欢它",
        Alike = name => $"与“{name}”同类的商品",
        Together = (name, baskets) => string.Create(CultureInfo.InvariantCulture, $"有 {baskets} 笔订单同时购买了“{name}”"),
        Today = "今天",
        Yesterday = "昨天",
        Days = days => string.Create(CultureInfo.InvariantCulture, $"{days} 天前"),
        Weeks = weeks => string.Create(CultureInfo.InvariantCulture, $"{weeks} 周前"),
        Months = months => string.Create(CultureInfo.InvariantCulture, $"{months} 个月前"),
        Years = years => string.Create(CultureInfo.InvariantCulture, $"{years} 年前"),
    };

    public required Func<string, string, string> AlsoBought { get; init; }
    public required Func<string, string, string> SimilarToViewed { get; init; }
    public required Func<string, string, string> GoesWithCart { get; init; }
    public required Func<string, string, string> SimilarToRated { get; init; }
    public required string ForYou { get; init; }
    public required Func<string, string> SeenBefore { get; init; }
    public required Func<string, string> PopularIn { get; init; }
    public required string Popular { get; init; }
    public required string New { get; init; }
    public required Func<string, string> NewIn { get; init; }
    public required string InTheShop { get; init; }
    public required string Trending { get; init; }
    public required string Pinned { get; init; }
    public required string LoweredByGrades { get; init; }
    public required string LoweredByReturns { get; init; }
    public required string LoweredByStockOuts { get; init; }
    public required string LoweredByStock { get; init; }
    public required Func<string, string> Similar { get; init; }
    public required Func<string, string> Alike { get; init; }
    public required Func<string, int, string> Together { get; init; }
    private string Today { get; init; } = "";
    private string Yesterday { get; init; } = "";
    private Func<long, string> Days { get; init; } = _ => "";
    private Func<long, string> Weeks { get; init; } = _ => "";
    private Func<long, string> Months { get; init; } = _ => "";
    private Func<long, string> Years { get; init; } = _ => "";

    /// <summary>The texts for a BCP 47 tag: Chinese for <c>zh…</c>, else English.</summary>
    public static ReasonTexts For(string? language) =>
        language is not null && language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English;

    /// <summary>Why an item stands lower than it would.</summary>
    public Reason Lowered(Flaw flaw) =>
        flaw switch
        {
            Flaw.Grades => new Reason(ReasonKinds.LoweredByGrades, LoweredByGrades, null),
            Flaw.Returns => new Reason(ReasonKinds.LoweredByReturns, LoweredByReturns, null),
            Flaw.StockOuts => new Reason(ReasonKinds.LoweredByStockOuts, LoweredByStockOuts, null),
            _ => new Reason(ReasonKinds.LoweredByStock, LoweredByStock, null),
        };

    /// <summary>How long ago, by UTC days.</summary>
    public string Ago(long time, long now)
    {
        var days = Math.Max(0, Math.DivRem(now, 86_400).Quotient - Math.DivRem(time, 86_400).Quotient);
        return days switch
        {
            0 => Today,
            1 => Yesterday,
            < 7 => Days(days),
            < 30 => Weeks(days / 7),
            < 365 => Months(days / 30),
            _ => Years(days / 365),
        };
    }
}
