namespace Marketing.DemoShop;

/// <summary>Size of the shop. The same options and last day give the same shop, byte for byte, on any number of threads.</summary>
public sealed record DemoShopOptions
{
    /// <summary>Every random choice derives from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Products, at least 160 (one of each kind).</summary>
    public int Products { get; init; } = 2_000;

    /// <summary>Registered customers, at least 1. Events grow with it.</summary>
    public int Customers { get; init; } = 5_000;

    /// <summary>Visits a day by people who never sign in, for each 1,000 customers.</summary>
    public double AnonymousVisits { get; init; } = 7;
}
