using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Customers;
using Marketing.DemoShop.Simulation;

namespace Marketing.DemoShop;

/// <summary>What goes with what: who buys <paramref name="First"/> looks for <paramref name="Then"/> with this chance.</summary>
/// <param name="First">Lowest level of the category path.</param>
/// <param name="Then">Lowest level of the category path.</param>
/// <param name="Chance">0 to 1.</param>
/// <param name="Days">0: in the same visit; else the mean number of days until then, one added.</param>
public sealed record DemoComplement(string First, string Then, double Chance, int Days);

/// <summary>What the simulation knows of its shop, so that a test can ask whether a model found it. Days count from 0 (the first) to 364 (the last).</summary>
public sealed class DemoTruth
{
    private readonly World _world;
    private readonly Dictionary<string, Taste> _tastes;
    private readonly Dictionary<string, Traits> _items;
    private readonly HashSet<string> _bots;

    internal DemoTruth(World world)
    {
        _world = world;
        _tastes = world.Tastes.ToDictionary(taste => taste.Customer.UserId);
        _items = world.Items.ToDictionary(item => world.Products[item.Index].ItemId);
        _bots = [.. Bots.Sessions(world.Seed)];
        Complements =
        [
            .. world
                .Wishes.SelectMany(wishes => wishes)
                .Select(wish => new DemoComplement(world.Kinds[wish.First].Plural, world.Kinds[wish.Then].Plural, wish.Chance, wish.Days)),
        ];
    }

    /// <summary>What goes with what.</summary>
    public IReadOnlyList<DemoComplement> Complements { get; }

    /// <summary>Was this session a program and not a person?</summary>
    public bool IsBot(string sessionId) => _bots.Contains(sessionId);

    /// <summary>
    /// How much a customer is drawn to a product on a day: log of the interest in its kind (1/160 for a kind of average interest is 0) and of the season, plus
    /// the utility within the kind, popularity and trend included. −∞ on a day on which it cannot be bought.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No such customer or product.</exception>
    public double Affinity(string userId, string itemId, int day)
    {
        var (taste, item) = (_tastes[userId], _items[itemId]);
        if (!item.CanBeBought(day))
        {
            return double.NegativeInfinity;
        }

        var interest = taste.KindWeights[item.Kind.Index] * _world.Kinds.Count * ShopCalendar.Season(item.Kind, day);
        return Math.Log(interest) + _world.UtilityWithinKind(taste, item, day);
    }

    /// <summary>The part of <see cref="Affinity"/> that is this customer's own: interest, style, brand and price, without popularity, season and trend.</summary>
    /// <exception cref="KeyNotFoundException">No such customer or product.</exception>
    public double PersonalAffinity(string userId, string itemId)
    {
        var (taste, item) = (_tastes[userId], _items[itemId]);
        var interest = Math.Log(taste.KindWeights[item.Kind.Index] * _world.Kinds.Count);
        return interest + taste.UtilityWithinKind(item, _world.Makers[item.Brand]) - item.Popularity;
    }

    /// <summary>Hidden quality, mean 0 and deviation about 1: what reviews follow.</summary>
    /// <exception cref="KeyNotFoundException">No such product.</exception>
    public double Quality(string itemId) => _items[itemId].Quality;

    /// <summary>Hidden quality by aspect.</summary>
    /// <exception cref="KeyNotFoundException">No such product.</exception>
    public IReadOnlyDictionary<string, double> AspectQuality(string itemId) =>
        _items[itemId].Kind.Aspects.Zip(_items[itemId].AspectQuality).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>What the market adds to a product's utility on a day: rise or fall, fashion, news.</summary>
    /// <exception cref="KeyNotFoundException">No such product.</exception>
    public double Trend(string itemId, int day) => _items[itemId].Trend(day);

    /// <summary>Demand for a product's kind as a multiple of its ordinary one.</summary>
    /// <exception cref="KeyNotFoundException">No such product.</exception>
    public double Season(string itemId, int day) => ShopCalendar.Season(_items[itemId].Kind, day);

    /// <summary>Visits to the whole shop as a multiple of an ordinary day.</summary>
    public static double Traffic(int day) => ShopCalendar.Traffic(day);

    /// <summary>Is the customer still one on this day? Some leave during the year and never come back.</summary>
    /// <exception cref="KeyNotFoundException">No such customer.</exception>
    public bool IsActive(string userId, int day) => _tastes[userId].IsActive(day);

    /// <summary>Expected visits of a customer from a day on; those for a wish that an earlier purchase woke come on top.</summary>
    /// <exception cref="KeyNotFoundException">No such customer.</exception>
    public double ExpectedVisits(string userId, int fromDay, int days)
    {
        var taste = _tastes[userId];
        return Enumerable.Range(fromDay, days).Where(taste.IsActive).Sum(day => taste.VisitsPerDay * ShopCalendar.Traffic(day));
    }

    /// <summary>Probability that an ad is clicked when it is shown.</summary>
    /// <param name="adId">The ad.</param>
    /// <param name="userId">Who sees it.</param>
    /// <param name="placement"><c>home_hero</c>, <c>category_top</c>, <c>email_header</c>, <c>search_side</c> or <c>cart_bottom</c>.</param>
    /// <param name="localHour">0 to 24 by the customer's clock.</param>
    /// <param name="shownBefore">How often they saw it before: they tire of it up to 8 times.</param>
    /// <exception cref="KeyNotFoundException">No such ad or customer.</exception>
    public double ClickProbability(string adId, string userId, string placement, double localHour, int shownBefore) =>
        (
            _world.Ads.FirstOrDefault(ad => ad.Ad.AdId == adId) ?? throw new KeyNotFoundException($"There is no ad '{adId}'.")
        ).ClickProbability(_tastes[userId], placement, localHour, shownBefore);
}
