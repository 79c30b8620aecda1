namespace Marketing.Learning.Planning;

/// <summary>What a plan under construction holds: who gets what, and how far each limit is used. Never above a limit.</summary>
internal sealed class PlanLedger
{
    private readonly PlanProblem _problem;
    private readonly PlanPrices _prices;
    private readonly int[] _slot; // [customers × ads]: 1 + channel × hours + hour; 0 where the customer does not get the ad
    private readonly byte[] _messages;

    public PlanLedger(PlanProblem problem, PlanPrices prices)
    {
        (_problem, _prices) = (problem, prices);
        Used = new double[prices.Values.Length];
        _slot = new int[problem.Customers * problem.Ads.Count];
        _messages = new byte[problem.Customers];
    }

    /// <summary>Use of each limit, in the order of <see cref="PlanPrices.Values"/>.</summary>
    public double[] Used { get; }

    /// <summary>Channel and hour of an ad for a customer; channel −1 where there is none.</summary>
    public (int Channel, int Hour) Of(int customer, int ad)
    {
        var slot = _slot[(customer * _problem.Ads.Count) + ad] - 1;
        return slot < 0 ? (-1, 0) : (slot / _problem.Hours, slot % _problem.Hours);
    }

    public int MessagesOf(int customer) => _messages[customer];

    /// <summary>Is there room for a message in every limit? A wish is none.</summary>
    public bool Fits(int customer, int ad, int channel, int hour)
    {
        if (_messages[customer] >= _problem.Caps[customer] || Of(customer, ad).Channel >= 0 || !ChannelFits(customer, channel))
        {
            return false;
        }

        var budget = _problem.Ads[ad].Budget;
        var place = _prices.FirstHour + (channel * _problem.Hours) + hour;
        // A budget that is a sum of costs must not be missed by a rounding error.
        return Used[budget] + _problem.Channels[channel].Cost <= _prices.Limits[budget] * (1 + 1e-12)
            && Used[_prices.FirstChannel + channel] + 1 <= _prices.Limits[_prices.FirstChannel + channel]
            && Used[place] + 1 <= _prices.Limits[place];
    }

    public void Add(int customer, int ad, int channel, int hour) => Change(customer, ad, channel, hour, 1);

    public void Remove(int customer, int ad)
    {
        var (channel, hour) = Of(customer, ad);
        Change(customer, ad, channel, hour, -1);
    }

    /// <summary>By customer, then by hour.</summary>
    public List<PlanAssignment> Assignments()
    {
        var assignments = new List<PlanAssignment>();
        for (var customer = 0; customer < _problem.Customers; customer++)
        {
            var first = assignments.Count;
            for (var ad = 0; ad < _problem.Ads.Count; ad++)
            {
                if (Of(customer, ad) is (var channel and >= 0, var hour))
                {
                    assignments.Add(new PlanAssignment(customer, ad, channel, hour, _problem.ValueOf(customer, ad, channel, hour)));
                }
            }

            assignments.Sort(
                first,
                assignments.Count - first,
                Comparer<PlanAssignment>.Create(static (a, b) => (a.Hour, a.Ad).CompareTo((b.Hour, b.Ad)))
            );
        }

        return assignments;
    }

    private bool ChannelFits(int customer, int channel)
    {
        if (_problem.ChannelCaps.Length == 0)
        {
            return true;
        }

        var count = 0;
        for (var ad = 0; ad < _problem.Ads.Count; ad++)
        {
            count += Of(customer, ad).Channel == channel ? 1 : 0;
        }

        return count < _problem.ChannelCaps[(customer * _problem.Channels.Count) + channel];
    }

    private void Change(int customer, int ad, int channel, int hour, int by)
    {
        _slot[(customer * _problem.Ads.Count) + ad] = by > 0 ? 1 + (channel * _problem.Hours) + hour : 0;
        _messages[customer] = (byte)(_messages[customer] + by);
        Used[_problem.Ads[ad].Budget] += by * _problem.Channels[channel].Cost;
        Used[_prices.FirstChannel + channel] += by;
        Used[_prices.FirstHour + (channel * _problem.Hours) + hour] += by;
        Used[_prices.FirstWish + ad] += by;
    }
}
