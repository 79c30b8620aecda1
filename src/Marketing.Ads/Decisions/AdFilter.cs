using System.Collections.Immutable;
using Marketing.Ads.Definitions;
using Marketing.Store;

namespace Marketing.Ads.Decisions;

/// <summary>All that a decision is made from, but for the customer's ledger. Immutable but for the budgets.</summary>
internal sealed record DecisionWorld(
    AdBook Book,
    CatalogueSnapshot Catalogue,
    ISegmentMembership? Segments,
    IItemMood? Mood,
    IOpenComplaints? Complaints,
    ReplicaShare Share,
    AdsOptions Options
);

/// <summary>One placement that is being filled.</summary>
internal sealed record Place(string Id, Placement Definition, string ChannelId, Channel Channel)
{
    /// <summary>None where the place has none.</summary>
    public ImmutableArray<string> BlockedCategories { get; } = [.. Definition.BlockedCategories ?? []];
}

/// <summary>Which ads may be shown to a customer at a place. Budget and pacing come after it: they depend on what an ad costs.</summary>
internal sealed class AdFilter(DecisionWorld world, Asker asker)
{
    private static readonly ulong HoldoutPurpose = StableHash.Of("holdout");
    private readonly bool _complains = asker.UserId is { } user && world.Complaints?.HasOpen(user) == true;
    private readonly string?[] _ofCampaign = new string?[world.Book.Campaigns.Length];
    private string?[]? _ofAd;

    /// <summary>What the ads lead to, by <see cref="LiveAd.Index"/>.</summary>
    public ImmutableArray<CatalogueItem?> Items { get; } = world.Book.ItemsIn(world.Catalogue);

    /// <summary>One of those who see no ads, to compare with.</summary>
    public bool IsHeldOut => asker.IsKnown && StableHash.Share(asker.Hash, HoldoutPurpose) < world.Options.Holdout;

    /// <summary>Whether the customer belongs to the campaign's own control group.</summary>
    public static bool IsControl(LiveCampaign campaign, ulong subjectHash) =>
        campaign.Definition.ControlShare > 0 && StableHash.Share(subjectHash, campaign.Hash) < campaign.Definition.ControlShare;

    /// <summary>Looks at all ads for one place. What is asked of the campaign is asked once, what is asked of the ad alone once a decision.</summary>
    /// <param name="place">The place.</param>
    /// <param name="ledger">What the customer was given.</param>
    /// <param name="rejected">Receives a reason for each ad that does not pass.</param>
    /// <param name="passed">Receives those that pass, by number.</param>
    /// <param name="kept">Receives those that only a control group keeps from the customer.</param>
    public void Pass(Place place, Ledger ledger, Rejections rejected, List<LiveAd> passed, List<LiveAd> kept)
    {
        Array.Clear(_ofCampaign);
        var isHeldOut = IsHeldOut;
        var ofAd = _ofAd ??= OfAds();
        foreach (var ad in world.Book.Ads)
        {
            // "" stands for "passes": null is "not asked yet".
            var campaign = _ofCampaign[ad.Campaign.Index] ??= OfCampaign(ad.Campaign, place, ledger, isHeldOut) ?? "";
            var own = ofAd[ad.Index] ?? (IsBlocked(ad, place) ? Reasons.BrandSafety : null);
            var reason =
                own is not null && campaign.Length > 0 ? Reasons.Later(own, campaign) : own ?? (campaign.Length > 0 ? campaign : null);
            if (reason is null)
            {
                passed.Add(ad);
            }
            else
            {
                rejected.Note(ad, reason);
                if (reason is Reasons.Control or Reasons.Holdout)
                {
                    kept.Add(ad);
                }
            }
        }
    }

    private string?[] OfAds()
    {
        var reasons = new string?[world.Book.Ads.Length];
        foreach (var ad in world.Book.Ads)
        {
            reasons[ad.Index] = OfAd(ad);
        }

        return reasons;
    }

    private string? OfCampaign(LiveCampaign campaign, Place place, Ledger ledger, bool isHeldOut)
    {
        var definition = campaign.Definition;
        return definition.State == AdState.Paused ? Reasons.Paused
            : definition.StartsAt > asker.Now ? Reasons.NotStarted
            : definition.EndsAt <= asker.Now ? Reasons.Ended
            : !place.Definition.Enabled || campaign.Placements?.Contains(place.Id) == false ? Reasons.Placement
            : !place.Channel.Enabled || campaign.Channels?.Contains(place.ChannelId) == false ? Reasons.Channel
            : campaign.Avoid.Count > 0 && asker.PageCategories.Any(campaign.Avoid.Contains) ? Reasons.BrandSafety
            : !asker.Consents(place.Channel.ChannelKind) || (definition.SegmentId is not null && !asker.IsPersonal) ? Reasons.Consent
            : _complains ? Reasons.OpenComplaint
            : IsQuiet(definition, place) ? Reasons.QuietHours
            : !IsInSegment(definition) ? Reasons.Segment
            : isHeldOut ? Reasons.Holdout
            : asker.IsKnown && IsControl(campaign, asker.Hash) ? Reasons.Control
            : definition.Caps is { Count: > 0 } && !asker.IsKnown ? Reasons.UnknownCustomer
            : !CapRules.Allow(campaign, place.ChannelId, ledger, asker.Now, world.Share, asker.Hash) ? Reasons.FrequencyCap
            : null;
    }

    private string? OfAd(LiveAd ad) =>
        ad.Ad.State == AdState.Paused ? Reasons.Paused
        : Items[ad.Index] is { CanBeRecommended: false } ? Reasons.Stock
        : ad.Ad.ItemId is { } reviewed && world.Mood?.Find(reviewed) is { HasTurnedBad: true } ? Reasons.BadReviews
        : ad.Ad.ItemId is { } complained && world.Complaints?.IsAbout(complained) == true ? Reasons.OpenComplaint
        : null;

    private bool IsBlocked(LiveAd ad, Place place)
    {
        foreach (var category in place.BlockedCategories)
        {
            if (ad.Categories.Contains(category) || (Items[ad.Index]?.Category is { } path && IsIn(path, category)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a path is the category's, or one of its parts is.</summary>
    private static bool IsIn(string path, string category)
    {
        foreach (var part in path.AsSpan().Split('>'))
        {
            if (path.AsSpan(part).Trim().Equals(category, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return string.Equals(path, category, StringComparison.OrdinalIgnoreCase);
    }

    private bool IsQuiet(Campaign campaign, Place place)
    {
        var ofChannel = place.Channel.QuietHours ?? (place.Channel.ChannelKind == ChannelKind.Web ? null : QuietHours.Night);
        return ofChannel?.Contains(asker.Local) == true || campaign.QuietHours?.Contains(asker.Local) == true;
    }

    private bool IsInSegment(Campaign campaign) =>
        campaign.SegmentId is not { } segment || (asker.UserId is { } user && world.Segments?.Contains(segment, user) == true);
}
