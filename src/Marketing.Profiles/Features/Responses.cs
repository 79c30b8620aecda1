using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>On which channel and at which hours a customer acts.</summary>
/// <param name="Channels">By name, in order.</param>
/// <param name="Hours">Acts by the hour of the customer's clock. Shape [24].</param>
internal sealed record Responses(IReadOnlyList<ChannelResponse> Channels, int[] Hours)
{
    /// <summary>The busiest hour; ties go to the first. Null without an act.</summary>
    public int? Hour => Hours.Max() is > 0 and var most ? Array.IndexOf(Hours, most) : null;

    /// <summary>The busiest channel; ties go to the first name. Null where no act names one.</summary>
    public string? Channel => Channels.Where(c => c.Acts > 0).MaxBy(c => c.Acts)?.Channel;

    public static Responses Of(List<ProfileEvent> events, TimeZoneInfo zone)
    {
        var channels = new Dictionary<string, (int Acts, int Impressions, int Clicks)>(StringComparer.Ordinal);
        var hours = new int[24];
        foreach (var e in events)
        {
            // Being shown something is not an act.
            var acts = e.Type == EventType.Impression ? 0 : 1;
            if (acts > 0)
            {
                hours[(e.At + zone.GetUtcOffset(e.At)).Hour]++;
            }

            if (e.Channel is { } name)
            {
                ref var channel = ref CollectionsMarshal.GetValueRefOrAddDefault(channels, name, out _);
                channel.Acts += acts;
                channel.Impressions += 1 - acts;
                channel.Clicks += e.Type is EventType.Click ? 1 : 0;
            }
        }

        return new Responses(
            [
                .. channels
                    .OrderBy(c => c.Key, StringComparer.Ordinal)
                    .Select(c => new ChannelResponse(c.Key, c.Value.Acts, c.Value.Impressions, c.Value.Clicks)),
            ],
            hours
        );
    }

    /// <summary>The customer's zone; UTC where none is known.</summary>
    public static TimeZoneInfo ZoneOf(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}

/// <summary>What a customer did on a channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Acts">Everything but impressions.</param>
/// <param name="Impressions">What was shown.</param>
/// <param name="Clicks">What was clicked.</param>
internal sealed record ChannelResponse(string Channel, int Acts, int Impressions, int Clicks);
