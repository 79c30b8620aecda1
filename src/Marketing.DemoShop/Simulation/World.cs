using Marketing.DemoShop.Ads;
using Marketing.DemoShop.Catalogue;
using Marketing.DemoShop.Customers;

namespace Marketing.DemoShop.Simulation;

/// <summary>Everything that does not change while the year passes.</summary>
internal sealed class World
{
    public World(DemoShopOptions options)
    {
        Seed = options.Seed;
        Options = options;
        Kinds = Kind.ReadAll();
        Makers = Maker.ReadAll(Seed);
        var items = new CatalogueBuilder(Seed, Kinds, Makers).Build(options.Products);
        Products = [.. items.Select(item => item.Product)];
        Items = [.. items.Select(item => item.Traits)];
        ItemsOfKind = [.. Kinds.Select(kind => Items.Where(item => item.Kind.Index == kind.Index).ToArray())];
        var customers = new CustomerBuilder(Seed, Persona.ReadAll(Seed, Kinds));
        Tastes = [.. Enumerable.Range(0, options.Customers).Select(customers.Build)];
        Wishes = Wish.ReadAll(Kinds);
        Seasons = [.. Enumerable.Range(0, ShopCalendar.Days).Select(day => Kinds.Select(kind => ShopCalendar.Season(kind, day)).ToArray())];
        Ads = AdTraits.BuildAll(Seed, Products, Items);
    }

    public ulong Seed { get; }
    public DemoShopOptions Options { get; }
    public IReadOnlyList<Kind> Kinds { get; }
    public IReadOnlyList<Maker> Makers { get; }
    public IReadOnlyList<DemoProduct> Products { get; }
    public IReadOnlyList<Traits> Items { get; }
    public IReadOnlyList<Traits[]> ItemsOfKind { get; }
    public IReadOnlyList<Taste> Tastes { get; }

    /// <summary>What the purchase of a kind makes people look for; by kind.</summary>
    public ILookup<int, Wish> Wishes { get; }
    public IReadOnlyList<AdTraits> Ads { get; }

    /// <summary><see cref="ShopCalendar.Season"/> of each day and kind: asked for at every intention. Shape [days][kinds].</summary>
    public IReadOnlyList<double[]> Seasons { get; }

    public double UtilityWithinKind(Taste taste, Traits item, int day) =>
        taste.UtilityWithinKind(item, Makers[item.Brand]) + item.Trend(day);
}
