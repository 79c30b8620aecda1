using System.Collections.Concurrent;
using Marketing.Ads.Definitions;
using Marketing.Store;

namespace Marketing.Ads.Budgets;

/// <summary>This replica's purses: decisions take from them without asking anybody, so that two replicas can never give the same money twice.</summary>
internal sealed class BudgetDesk(Leases leases, DatabaseHealth health, TimeProvider clock) : IBudgetDesk, IDisposable
{
    private readonly ConcurrentDictionary<string, Purse> _purses = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private DateTimeOffset _heard = clock.GetUtcNow();

    /// <summary>
    /// Whether what this replica held before its restart is back in its purses. Until then nothing is fetched: what was granted in between would be counted twice.
    /// </summary>
    public bool IsRestored { get; set; }

    /// <summary>Purses of campaigns with a bound.</summary>
    public IEnumerable<KeyValuePair<string, Purse>> Purses => _purses;

    /// <summary>The database answered.</summary>
    public void Heard() => _heard = clock.GetUtcNow();

    public static bool IsBounded(LiveCampaign campaign) =>
        campaign.Definition.Budget is not null || campaign.Definition.DailyBudget is not null;

    public double PassRate(LiveCampaign campaign) =>
        campaign.Definition.Pacing == Pacing.Even && IsBounded(campaign) && _purses.TryGetValue(campaign.Id, out var purse)
            ? purse.PassRate
            : 1;

    public decimal? Left(LiveCampaign campaign, DateOnly day) =>
        !IsBounded(campaign) ? null
        : MaySpend && PurseOf(campaign, day) is { } purse ? purse.Left
        : 0;

    public bool TryTake(LiveCampaign campaign, DateOnly day, decimal amount) =>
        !IsBounded(campaign) || (MaySpend && PurseOf(campaign, day)?.TryTake(amount) == true);

    public void GiveBack(LiveCampaign campaign, DateOnly day, decimal amount)
    {
        if (IsBounded(campaign))
        {
            PurseOf(campaign, day)?.GiveBack(amount);
        }
    }

    /// <summary>Puts what this replica held before its restart back into its purse.</summary>
    public void Restore(string campaignId, DateOnly day, decimal left) => _purses.GetOrAdd(campaignId, _ => new Purse(day)).Add(left);

    /// <summary>Whether the campaign has nothing here and may get something.</summary>
    public bool Lacks(LiveCampaign campaign, DateOnly day) =>
        IsBounded(campaign)
        && (PurseOf(campaign, day) is not { } purse || (!purse.IsDry && purse.Left < Purse.UnitOf(campaign.Definition)));

    /// <summary>Fetches for campaigns that have nothing and may get something, before a decision needs it.</summary>
    public async ValueTask EnsureAsync(IReadOnlyList<LiveCampaign> campaigns, DateOnly day, CancellationToken cancel)
    {
        if (!IsRestored || !campaigns.Any(campaign => Lacks(campaign, day)))
        {
            return;
        }

        await _fetching.WaitAsync(cancel);
        try
        {
            await FetchAsync([.. campaigns.Where(campaign => Lacks(campaign, day))], day, cancel);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Fills purses that run low; also those that were dry, since open decisions expire and give back.</summary>
    public async Task RefillAsync(IReadOnlyList<LiveCampaign> campaigns, DateOnly day, CancellationToken cancel)
    {
        await _fetching.WaitAsync(cancel);
        try
        {
            await FetchAsync([.. campaigns.Where(campaign => IsBounded(campaign) && IsLow(campaign, day))], day, cancel);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Takes purses of other days, of other campaigns, or all, out of use, and returns what is in them.</summary>
    public async Task ReturnAsync(Func<string, Purse, bool> which, CancellationToken cancel)
    {
        List<(string, DateOnly, decimal)> rest = [];
        foreach (var (id, purse) in _purses.Where(pair => which(pair.Key, pair.Value)).ToList())
        {
            if (_purses.TryRemove(KeyValuePair.Create(id, purse)))
            {
                rest.Add((id, purse.Day, purse.Empty()));
            }
        }

        await leases.ReturnAsync(rest, cancel);
    }

    public void Dispose() => _fetching.Dispose();

    // What is held may have been reclaimed by the others when this replica has been alone for a day.
    private bool MaySpend => health.IsAvailable || clock.GetUtcNow() - _heard < Leases.OwnLimit;

    private Purse? PurseOf(LiveCampaign campaign, DateOnly day) =>
        _purses.TryGetValue(campaign.Id, out var purse) && purse.Day == day ? purse : null;

    private bool IsLow(LiveCampaign campaign, DateOnly day) =>
        PurseOf(campaign, day) is not { } purse
        || purse.IsDry
        || purse.Left < Math.Max(10 * Purse.UnitOf(campaign.Definition), purse.FreeElsewhere / 16);

    private async Task FetchAsync(List<LiveCampaign> campaigns, DateOnly day, CancellationToken cancel)
    {
        if (campaigns.Count == 0)
        {
            return;
        }

        List<(LiveCampaign, Purse)> purses = [];
        foreach (var campaign in campaigns)
        {
            if (PurseOf(campaign, day) is not { } purse)
            {
                if (_purses.ContainsKey(campaign.Id))
                {
                    await ReturnAsync((id, old) => id == campaign.Id && old.Day != day, cancel);
                }

                purse = _purses.GetOrAdd(campaign.Id, _ => new Purse(day));
            }

            purses.Add((campaign, purse));
        }

        await leases.FetchAsync(purses, cancel);
        Heard();
    }
}
