using Marketing.Ads.Definitions;

namespace Marketing.Ads.Budgets;

/// <summary>What one replica holds of a campaign's budget for one day.</summary>
internal sealed class Purse(DateOnly day)
{
    private readonly Lock _lock = new();
    private decimal _left;

    public DateOnly Day => day;

    /// <summary>Share of the chances that the campaign takes.</summary>
    public double PassRate { get; set; } = 1;

    /// <summary>The database had nothing more when it was asked last.</summary>
    public bool IsDry { get; set; }

    /// <summary>Taken since the start, less what was given back: what pacing measures.</summary>
    public decimal Taken { get; private set; }

    /// <summary>Free of the budget, by all replicas together, when the database was asked last.</summary>
    public decimal FreeElsewhere { get; set; }

    public PaceState Pace { get; } = new();

    public decimal Left
    {
        get
        {
            lock (_lock)
            {
                return _left;
            }
        }
    }

    public void Add(decimal granted)
    {
        lock (_lock)
        {
            _left += granted;
        }
    }

    public bool TryTake(decimal amount)
    {
        lock (_lock)
        {
            if (_left < amount)
            {
                return false;
            }

            _left -= amount;
            Taken += amount;
            return true;
        }
    }

    public void GiveBack(decimal amount)
    {
        lock (_lock)
        {
            _left += amount;
            Taken -= amount;
        }
    }

    /// <summary>Empties it, to return what is left.</summary>
    public decimal Empty()
    {
        lock (_lock)
        {
            var left = _left;
            _left = 0;
            return left;
        }
    }

    /// <summary>What one decision is thought to cost, to know how much is worth fetching at once.</summary>
    public static decimal UnitOf(Campaign campaign) =>
        campaign.Pricing switch
        {
            Pricing.Cpc => campaign.Bid / 10,
            Pricing.Cpa => campaign.Bid / 100,
            _ => campaign.Bid / 1000,
        };
}
