using Marketing.Ads.Definitions;

namespace Marketing.Ads.Budgets;

/// <summary>What decisions ask of budgets.</summary>
internal interface IBudgetDesk
{
    /// <summary>Share of the chances that the campaign takes, so that its budget lasts; 1 without a bound.</summary>
    double PassRate(LiveCampaign campaign);

    /// <summary>What this replica holds of the campaign's day; null: it has no bound.</summary>
    decimal? Left(LiveCampaign campaign, DateOnly day);

    /// <summary>Takes it, or nothing.</summary>
    bool TryTake(LiveCampaign campaign, DateOnly day, decimal amount);

    /// <summary>Gives back what was taken and not used.</summary>
    void GiveBack(LiveCampaign campaign, DateOnly day, decimal amount);
}
