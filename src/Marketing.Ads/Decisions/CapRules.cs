using Marketing.Ads.Definitions;
using Marketing.Learning;

namespace Marketing.Ads.Decisions;

/// <summary>Who may give away how much of a cap: with the database all of it, without it this replica's share.</summary>
/// <param name="ReplicaId">This replica.</param>
/// <param name="Index">Its place among the replicas, by id.</param>
/// <param name="Replicas">How many there are, at least 1.</param>
/// <param name="IsAway">The database is away.</param>
internal sealed record ReplicaShare(string ReplicaId, int Index, int Replicas, bool IsAway)
{
    /// <summary>
    /// This replica's share of a cap: the shares of all replicas sum to the cap, and what does not divide goes by the customer's hash, so that a cap of 1 belongs to one
    /// replica, another one for each customer.
    /// </summary>
    public int Of(int cap, ulong subjectHash)
    {
        var rest = cap % Replicas;
        var place = (Index + (int)(SplitMix64.Mix(subjectHash) % (ulong)Replicas)) % Replicas;
        return (cap / Replicas) + (place < rest ? 1 : 0);
    }
}

/// <summary>Frequency caps.</summary>
internal static class CapRules
{
    /// <summary>Whether one more ad of the campaign on this channel keeps all its caps.</summary>
    public static bool Allow(
        LiveCampaign campaign,
        string channel,
        Ledger ledger,
        DateTimeOffset now,
        ReplicaShare share,
        ulong subjectHash
    )
    {
        foreach (var cap in campaign.Caps)
        {
            if (cap.ChannelId is { } only && only != channel)
            {
                continue;
            }

            var since = now.AddHours(-cap.Hours);
            if (ledger.Count(campaign.Id, cap.ChannelId, since) >= cap.Count)
            {
                return false;
            }

            if (share.IsAway && ledger.Count(campaign.Id, cap.ChannelId, since, share.ReplicaId) >= share.Of(cap.Count, subjectHash))
            {
                return false;
            }
        }

        return true;
    }
}
