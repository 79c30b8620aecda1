using System.ComponentModel.DataAnnotations;

namespace Marketing.Profiles;

/// <summary>The settings under <c>Profiles:</c>.</summary>
public sealed class ProfilesOptions
{
    /// <summary>Days after which an event counts half in what a customer likes (categories, brands, price bands, searches).</summary>
    [Range(1, 3650)]
    public double HalfLifeDays { get; init; } = 90;
}
