using System.Text.Json.Serialization;

namespace Marketing.Ads.Definitions;

/// <summary>A place where ads stand. A place that is asked for without being defined is on web, takes 20 ads and blocks nothing.</summary>
internal sealed record Placement : IDefinition<Placement>
{
    /// <summary>Ads that a place takes unless it says otherwise.</summary>
    public const int UsualSlots = 20;

    public static string Kind => "placement";

    public static string IdField => "placementId";

    /// <summary>The marketer's key, as asked for in decisions; made when left out.</summary>
    public string? PlacementId { get; init; }

    /// <summary>What people read.</summary>
    public string? Name { get; init; }

    /// <summary>The channel that it belongs to.</summary>
    public string ChannelId { get; init; } = "web";

    /// <summary>False: it shows nothing.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Most ads that it shows at once, 1 to 20.</summary>
    public int Slots { get; init; } = UsualSlots;

    /// <summary>Lowest expected value of 1,000 impressions for which it is filled.</summary>
    public decimal FloorEcpm { get; init; }

    /// <summary>Categories of ads, or categories of their items, that do not stand here.</summary>
    public IReadOnlyList<string>? BlockedCategories { get; init; }

    [JsonIgnore]
    public string? Id => PlacementId;

    public Placement WithId(string id) => this with { PlacementId = id };

    public void Check(FieldCheck check, AdsOptions options)
    {
        check.Label("name", Name, 200);
        check.Id("channelId", ChannelId);
        check.Between("slots", Slots, 1, UsualSlots);
        check.Money("floorEcpm", FloorEcpm);
        check.Labels("blockedCategories", BlockedCategories);
    }
}
