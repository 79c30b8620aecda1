using System.ComponentModel.DataAnnotations;

namespace Marketing.Profiles;

/// <summary>The settings under <c>Profiles:</c>.</summary>
public sealed class ProfilesOptions
{
    /// <summary>Days after which an event counts half in what a customer likes (categories, brands, price bands, searches).</summary>
    [Range(1, 3650)]
    public double HalfLifeDays { get; init; } = 90;

    /// <summary>
    /// Customers that may wait for their profile's update, and that are updated one by one after an import or a stop. When there are more, all profiles are
    /// worked out again, which takes some 20 s for each million events. Memory: some 200 bytes each.
    /// </summary>
    [Range(100, 1_000_000)]
    public int QueueLength { get; init; } = 20_000;

    /// <summary>Most segments. Each is looked at once for all customers a night, and for every few customers who did something: some milliseconds.</summary>
    [Range(1, 1000)]
    public int MostSegments { get; init; } = 100;

    /// <summary>Customers that the nightly run learns from, drawn evenly; profiles and predictions are of all. Memory: some 4 KiB each.</summary>
    [Range(1_000, 1_000_000)]
    public int TrainingCustomers { get; init; } = 30_000;

    /// <summary>Every random choice derives from it.</summary>
    [Range(0, 9_007_199_254_740_991)]
    public long Seed { get; init; } = 1;

    /// <summary>Minutes after which it is looked whether predictions are of an older model than the one that serves.</summary>
    [Range(1, 1440)]
    public int RenewMinutes { get; init; } = 5;
}
