using System.Collections.Frozen;
using System.Collections.Immutable;
using Marketing.Store;

namespace Marketing.Ads.Definitions;

/// <summary>A definition as it is stored.</summary>
/// <param name="Kind"><c>campaign</c>, …</param>
/// <param name="Id">Unique within the kind.</param>
/// <param name="Number">The short name in logs.</param>
/// <param name="Document">Its JSON.</param>
/// <param name="CreatedAt">First stored.</param>
internal sealed record StoredDefinition(string Kind, string Id, int Number, string Document, DateTimeOffset CreatedAt)
{
    public string Key => KeyOf(Kind, Id);

    public static string KeyOf(string kind, string id) => $"{kind}/{id}";
}

/// <summary>An ad together with its campaign, as decisions see it.</summary>
/// <param name="Number">Its short name in logs.</param>
/// <param name="Index">Its place in <see cref="AdBook.Ads"/>.</param>
/// <param name="Id">The ad's id.</param>
/// <param name="Ad">The ad.</param>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Categories">What it is about.</param>
internal sealed record LiveAd(int Number, int Index, string Id, Ad Ad, LiveCampaign Campaign, FrozenSet<string> Categories);

/// <summary>A campaign as decisions see it.</summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Index">Its place in <see cref="AdBook.Campaigns"/>.</param>
/// <param name="Definition">The campaign.</param>
/// <param name="Channels">Channels it may use; null: all.</param>
/// <param name="Placements">Placements it may use; null: all.</param>
/// <param name="Avoid">Page categories that it must not stand on.</param>
internal sealed record LiveCampaign(
    string Id,
    int Index,
    Campaign Definition,
    FrozenSet<string>? Channels,
    FrozenSet<string>? Placements,
    FrozenSet<string> Avoid
)
{
    /// <summary>Of its id: decides who is in its control group, and when it waits.</summary>
    public ulong Hash { get; } = StableHash.Of(Id);

    /// <summary>None where the campaign has none.</summary>
    public ImmutableArray<FrequencyCap> Caps { get; } = [.. Definition.Caps ?? []];
}

/// <summary>All that marketers defined, at one moment. Immutable.</summary>
internal sealed class AdBook
{
    private readonly ImmutableDictionary<string, StoredDefinition> _stored;
    private readonly FrozenDictionary<string, Channel> _channels;
    private readonly FrozenDictionary<string, Placement> _placements;
    private readonly FrozenDictionary<string, LiveCampaign> _campaigns;
    private readonly FrozenDictionary<string, LiveAd> _ads;
    private volatile AdItems? _items;

    private AdBook(ImmutableDictionary<string, StoredDefinition> stored, long version)
    {
        (_stored, Version) = (stored, version);
        _channels = Parse<Channel>().ToFrozenDictionary(pair => pair.Stored.Id, pair => pair.Value, StringComparer.Ordinal);
        _placements = Parse<Placement>().ToFrozenDictionary(pair => pair.Stored.Id, pair => pair.Value, StringComparer.Ordinal);
        Campaigns = [.. Parse<Campaign>().OrderBy(pair => pair.Stored.Number).Select((pair, at) => Live(pair.Stored.Id, at, pair.Value))];
        _campaigns = Campaigns.ToFrozenDictionary(campaign => campaign.Id, StringComparer.Ordinal);
        Ads =
        [
            .. Parse<Ad>()
                .Where(pair => _campaigns.ContainsKey(pair.Value.CampaignId))
                .OrderBy(pair => pair.Stored.Number)
                .Select(
                    (pair, at) =>
                        new LiveAd(
                            pair.Stored.Number,
                            at,
                            pair.Stored.Id,
                            pair.Value,
                            _campaigns[pair.Value.CampaignId],
                            Set(pair.Value.Categories)
                        )
                ),
        ];
        _ads = Ads.ToFrozenDictionary(ad => ad.Id, StringComparer.Ordinal);
        LongestCap = TimeSpan.FromHours(Campaigns.SelectMany(one => one.Caps).Select(cap => cap.Hours).DefaultIfEmpty().Max());
    }

    public static AdBook Empty { get; } = new(ImmutableDictionary<string, StoredDefinition>.Empty.WithComparers(StringComparer.Ordinal), 0);

    /// <summary>Grows with each change in this process.</summary>
    public long Version { get; }

    /// <summary>By number.</summary>
    public ImmutableArray<LiveCampaign> Campaigns { get; }

    /// <summary>By number.</summary>
    public ImmutableArray<LiveAd> Ads { get; }

    /// <summary>How far back the caps look; zero where there are none.</summary>
    public TimeSpan LongestCap { get; }

    public IEnumerable<StoredDefinition> Stored => _stored.Values;

    public static AdBook Of(IEnumerable<StoredDefinition> stored) =>
        new(Empty._stored.SetItems(stored.Select(definition => KeyValuePair.Create(definition.Key, definition))), 1);

    /// <summary>Replaces the named definitions by what is stored of them; those that are stored no more are gone.</summary>
    public AdBook With(IEnumerable<string> keys, IEnumerable<StoredDefinition> stored) =>
        new(_stored.RemoveRange(keys).SetItems(stored.Select(definition => KeyValuePair.Create(definition.Key, definition))), Version + 1);

    public AdBook After(AdBook before) => new(_stored, before.Version + 1);

    public StoredDefinition? FindStored(string kind, string id) => _stored.GetValueOrDefault(StoredDefinition.KeyOf(kind, id));

    /// <summary>The channel; one that nobody defined is as its name says.</summary>
    public Channel Channel(string id) => _channels.GetValueOrDefault(id) ?? Definitions.Channel.Implied(id);

    /// <summary>The placement; one that nobody defined is on web.</summary>
    public Placement Placement(string id) => _placements.GetValueOrDefault(id) ?? new Placement { PlacementId = id };

    /// <summary>What the ads lead to, by <see cref="LiveAd.Index"/>. Looked up anew when the catalogue has changed.</summary>
    public ImmutableArray<CatalogueItem?> ItemsIn(CatalogueSnapshot catalogue)
    {
        if (_items is { } known && ReferenceEquals(known.Catalogue, catalogue))
        {
            return known.Items;
        }

        ImmutableArray<CatalogueItem?> items = [.. Ads.Select(ad => ad.Ad.ItemId is { } itemId ? catalogue.Find(itemId) : null)];
        _items = new AdItems(catalogue, items);
        return items;
    }

    public LiveCampaign? FindCampaign(string id) => _campaigns.GetValueOrDefault(id);

    public LiveAd? FindAd(string id) => _ads.GetValueOrDefault(id);

    private IEnumerable<(StoredDefinition Stored, T Value)> Parse<T>()
        where T : class, IDefinition<T> =>
        _stored.Values.Where(stored => stored.Kind == T.Kind).Select(stored => (stored, ParsedDefinitions.Of<T>(stored)));

    private static LiveCampaign Live(string id, int index, Campaign campaign) =>
        new(
            id,
            index,
            campaign,
            campaign.Channels?.ToFrozenSet(StringComparer.Ordinal),
            campaign.Placements?.ToFrozenSet(StringComparer.Ordinal),
            Set(campaign.AvoidCategories)
        );

    private sealed record AdItems(CatalogueSnapshot Catalogue, ImmutableArray<CatalogueItem?> Items);

    private static FrozenSet<string> Set(IReadOnlyList<string>? values) => (values ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
