using System.Globalization;
using Marketing.Ads.Definitions;

namespace Marketing.Ads.Plans;

/// <summary>A channel of a plan.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Capacity">Most messages of the plan; absent: what the channel's <c>capacityPerDay</c> allows in its hours, else no bound.</param>
/// <param name="CapacityPerHour">Most messages of one hour; absent: no bound.</param>
internal sealed record PlanChannelRequest(string ChannelId, long? Capacity = null, long? CapacityPerHour = null);

/// <summary>What a campaign may spend on the plan's messages.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Amount">In the shop's currency; absent campaigns have what is left of their budget.</param>
internal sealed record PlanBudgetRequest(string CampaignId, decimal Amount);

/// <summary>A wish for at least so many messages of an ad.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="Messages">At least so many.</param>
internal sealed record PlanWishRequest(string AdId, int Messages);

/// <summary>What is to be planned.</summary>
internal sealed record PlanRequest
{
    public const int MostCustomers = 100_000;

    /// <summary>Campaigns whose ads are planned, 1 to 50.</summary>
    public required IReadOnlyList<string> Campaigns { get; init; }

    /// <summary>Customers; absent: those of <c>segmentId</c>, else all that have a profile. At most 100,000.</summary>
    public IReadOnlyList<string>? Customers { get; init; }

    /// <summary>Only members of this segment.</summary>
    public string? SegmentId { get; init; }

    /// <summary>Channels to choose from; absent: email, sms and push.</summary>
    public IReadOnlyList<PlanChannelRequest>? Channels { get; init; }

    /// <summary>First hour; absent: the next full one.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Hours to choose from, 1 to 48; 24 when left out.</summary>
    public int Hours { get; init; } = 24;

    /// <summary>Most messages of a customer within 7 days, those of the last days included; 2 when left out.</summary>
    public int MessagesPerWeek { get; init; } = 2;

    /// <summary>Budgets of this plan.</summary>
    public IReadOnlyList<PlanBudgetRequest>? Budgets { get; init; }

    /// <summary>Wishes; what cannot be met is named with the limit that stands against it.</summary>
    public IReadOnlyList<PlanWishRequest>? Wishes { get; init; }

    public void Check(FieldCheck check)
    {
        check.Ids("campaigns", Campaigns, 50);
        check.Require("campaigns", Campaigns.Count > 0, "names no campaign.");
        check.Ids("customers", Customers, MostCustomers);
        check.Require("customers", Customers is not { Count: 0 }, "names nobody.");
        check.Id("segmentId", SegmentId);
        check.Between("hours", (int?)Hours, 1, 48);
        check.Between("messagesPerWeek", (int?)MessagesPerWeek, 1, 50);
        Each(
            "channels",
            Channels,
            20,
            (field, one) =>
            {
                check.Id(field + ".channelId", one.ChannelId);
                check.Between(field + ".capacity", one.Capacity, 0L, 1_000_000_000L);
                check.Between(field + ".capacityPerHour", one.CapacityPerHour, 0L, 1_000_000_000L);
            },
            check
        );
        Each(
            "budgets",
            Budgets,
            50,
            (field, one) =>
            {
                check.Id(field + ".campaignId", one.CampaignId);
                check.Money(field + ".amount", one.Amount);
            },
            check
        );
        Each(
            "wishes",
            Wishes,
            200,
            (field, one) =>
            {
                check.Id(field + ".adId", one.AdId);
                check.Between(field + ".messages", (int?)one.Messages, 1, 100_000);
            },
            check
        );
    }

    private static void Each<T>(string field, IReadOnlyList<T>? list, int most, Action<string, T> each, FieldCheck check)
        where T : class
    {
        check.Require(
            field,
            list is null || list.Count <= most,
            string.Create(CultureInfo.InvariantCulture, $"may hold {most} values at most.")
        );
        for (var at = 0; at < Math.Min(list?.Count ?? 0, most); at++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{field}[{at}]");
            if (list?[at] is { } one)
            {
                each(place, one);
            }
            else
            {
                check.Add(place, $"'{place}' is null.");
            }
        }
    }
}
