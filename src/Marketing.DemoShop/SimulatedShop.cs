using Marketing.DemoShop.Ads;
using Marketing.DemoShop.Simulation;

namespace Marketing.DemoShop;

/// <summary>
/// A shop that never was: its products, its customers, and a year of what they did, all from one seed. Another last day gives the same year moved by whole
/// days: every event keeps its id, its content and its hour.
/// </summary>
public sealed class SimulatedShop
{
    private readonly World _world;

    /// <summary>Makes products and customers; <see cref="Events"/> plays the year.</summary>
    /// <param name="lastDay">The UTC day on which the year ends.</param>
    /// <param name="options">Size and seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 160 products, or no customers.</exception>
    public SimulatedShop(DateOnly lastDay, DemoShopOptions? options = null)
    {
        Options = options ?? new DemoShopOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.Products, 160, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.Customers, 1, nameof(options));
        LastDay = lastDay;
        _world = new World(Options);
        Products = _world.Products;
        Customers = [.. _world.Tastes.Select(taste => taste.Customer)];
        Ads = [.. _world.Ads.Select(ad => ad.Ad)];
        Truth = new DemoTruth(_world);
    }

    /// <summary>Size and seed.</summary>
    public DemoShopOptions Options { get; }

    /// <summary>Day 0 of the year, UTC.</summary>
    public DateOnly FirstDay => LastDay.AddDays(1 - ShopCalendar.Days);

    /// <summary>Day 364 of the year, UTC.</summary>
    public DateOnly LastDay { get; }

    /// <summary>All products, those of one kind next to each other.</summary>
    public IReadOnlyList<DemoProduct> Products { get; }

    /// <summary>All registered customers.</summary>
    public IReadOnlyList<DemoCustomer> Customers { get; }

    /// <summary>The ads that ran.</summary>
    public IReadOnlyList<DemoAd> Ads { get; }

    /// <summary>What the simulation knows and the shop does not.</summary>
    public DemoTruth Truth { get; }

    /// <summary>Plays the year once more from its start: by ascending time, in memory that does not grow with the number of events.</summary>
    public IEnumerable<DemoEvent> Events() => new Year(_world, LastDay).Play();
}
