namespace Marketing.Ads.Decisions;

/// <summary>One ad that a customer was given and that counts: it was seen, or may still be.</summary>
/// <param name="CampaignId">Its campaign.</param>
/// <param name="AdId">The ad.</param>
/// <param name="Channel">Where.</param>
/// <param name="At">When it was seen, else decided.</param>
/// <param name="ReplicaId">Who decided.</param>
internal sealed record LedgerEntry(string CampaignId, string AdId, string Channel, DateTimeOffset At, string ReplicaId);

/// <summary>What a customer was given lately; grows with the choices of the decision that is being made.</summary>
internal sealed class Ledger(IEnumerable<LedgerEntry> entries)
{
    private readonly List<LedgerEntry> _entries = [.. entries];

    public static Ledger Empty => new([]);

    public IReadOnlyList<LedgerEntry> Entries => _entries;

    public void Add(LedgerEntry entry) => _entries.Add(entry);

    /// <summary>Ads of a campaign since an instant.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="channel">On this channel; null: on all.</param>
    /// <param name="since">Later than this.</param>
    /// <param name="replicaId">Decided by this replica; null: by any.</param>
    public int Count(string campaignId, string? channel, DateTimeOffset since, string? replicaId = null)
    {
        var count = 0;
        foreach (var entry in _entries)
        {
            if (
                entry.At > since
                && entry.CampaignId == campaignId
                && (channel is null || entry.Channel == channel)
                && (replicaId is null || entry.ReplicaId == replicaId)
            )
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>How often an ad was given since an instant.</summary>
    public int Shown(string adId, DateTimeOffset since)
    {
        var count = 0;
        foreach (var entry in _entries)
        {
            count += entry.At > since && entry.AdId == adId ? 1 : 0;
        }

        return count;
    }
}
