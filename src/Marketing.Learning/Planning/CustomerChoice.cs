namespace Marketing.Learning.Planning;

/// <summary>
/// What one customer would choose at given prices: at most the cap of messages, each ad once, no channel above its own cap, the sum of values less
/// prices as high as can be. Exact: messages are added along best augmenting paths, as in a maximum-weight flow (Ahuja, Magnanti and Orlin, ch. 9), where
/// an ad may move to another channel to make room. One object a worker.
/// </summary>
internal sealed class CustomerChoice
{
    private readonly PlanProblem _problem;
    private readonly int _ads;
    private readonly int _channels;
    private readonly int _hours;
    private readonly double[] _gain;
    private readonly int[] _hour;
    private readonly int[] _channelOf;
    private readonly double[] _distance;
    private readonly int[] _before;
    private readonly int[] _moved;
    private readonly int[] _count;

    public CustomerChoice(PlanProblem problem)
    {
        _problem = problem;
        (_ads, _channels, _hours) = (problem.Ads.Count, problem.Channels.Count, problem.Hours);
        (_gain, _hour) = (new double[_ads * _channels], new int[_ads * _channels]);
        (_channelOf, _distance) = (new int[_ads], new double[_channels]);
        (_before, _moved, _count) = (new int[_channels], new int[_channels], new int[_channels]);
    }

    /// <summary>Channel of each ad, −1 where the customer does not get it. Shape [ads]. Overwritten by the next call.</summary>
    public ReadOnlySpan<int> ChannelOf => _channelOf;

    /// <summary>Hour of an ad on a channel at the prices of the last call.</summary>
    public int HourOf(int ad, int channel) => _hour[(ad * _channels) + channel];

    /// <summary>Value less prices of an ad on a channel at its best hour; −∞ where not allowed.</summary>
    public double GainOf(int ad, int channel) => _gain[(ad * _channels) + channel];

    /// <summary>Chooses.</summary>
    /// <returns>The sum of values less prices, at least 0.</returns>
    public double Choose(int customer, PlanPrices prices)
    {
        Price(customer, prices);
        _channelOf.AsSpan().Fill(-1);
        _count.AsSpan().Clear();
        var total = 0.0;
        for (var message = 0; message < _problem.Caps[customer]; message++)
        {
            var added = Augment(customer);
            if (added <= 0)
            {
                break;
            }

            total += added;
        }

        return total;
    }

    /// <summary>Works out <see cref="GainOf"/> and <see cref="HourOf"/> without choosing.</summary>
    public void Price(int customer, PlanPrices prices)
    {
        var worths = _problem.Worth.AsSpan(customer * _ads, _ads);
        for (var channel = 0; channel < _channels; channel++)
        {
            var responses = _problem.Response.AsSpan(((customer * _channels) + channel) * _hours, _hours);
            var hourPrices = prices.Values.AsSpan(prices.FirstHour + (channel * _hours), _hours);
            var (highest, bestHour) = Highest(responses);
            var priced = prices.HasHourLimit(channel);
            for (var ad = 0; ad < worths.Length; ad++)
            {
                var at = (ad * _channels) + channel;
                if (!(worths[ad] > 0) || !(highest > 0))
                {
                    _gain[at] = double.NegativeInfinity;
                    continue;
                }

                var (best, hour) = ((double)(worths[ad] * highest), bestHour);
                if (priced)
                {
                    best = double.NegativeInfinity;
                    for (var t = 0; t < responses.Length; t++)
                    {
                        var value = (worths[ad] * responses[t]) - hourPrices[t];
                        if (responses[t] > 0 && value > best)
                        {
                            (best, hour) = (value, t);
                        }
                    }
                }

                var budget = _problem.Ads[ad].Budget;
                _gain[at] =
                    best
                    - (_problem.Channels[channel].Cost * prices.Values[budget])
                    - prices.Values[prices.FirstChannel + channel]
                    + prices.Values[prices.FirstWish + ad];
                _hour[at] = hour;
            }
        }
    }

    private static (float Highest, int Hour) Highest(ReadOnlySpan<float> responses)
    {
        var (highest, hour) = (0f, 0);
        for (var t = 0; t < responses.Length; t++)
        {
            if (responses[t] > highest)
            {
                (highest, hour) = (responses[t], t);
            }
        }

        return (highest, hour);
    }

    private double Augment(int customer)
    {
        for (var channel = 0; channel < _channels; channel++)
        {
            (_distance[channel], _before[channel], _moved[channel]) = (double.NegativeInfinity, -1, -1);
            for (var ad = 0; ad < _ads; ad++)
            {
                if (_channelOf[ad] < 0 && _gain[(ad * _channels) + channel] > _distance[channel])
                {
                    (_distance[channel], _moved[channel]) = (_gain[(ad * _channels) + channel], ad);
                }
            }
        }

        // Only a full channel makes an ad move on; without channel caps no path is longer than one step.
        for (var round = 1; round < _channels && _problem.ChannelCaps.Length > 0; round++)
        {
            Relax();
        }

        var (best, last) = (0.0, -1);
        for (var channel = 0; channel < _channels; channel++)
        {
            if (_distance[channel] > best && _count[channel] < CapOf(customer, channel))
            {
                (best, last) = (_distance[channel], channel);
            }
        }

        if (last < 0)
        {
            return 0;
        }

        _count[last]++;
        for (var (channel, steps) = (last, 0); channel >= 0 && steps <= _channels; steps++)
        {
            _channelOf[_moved[channel]] = channel;
            channel = _before[channel];
        }

        return best;
    }

    private void Relax()
    {
        for (var ad = 0; ad < _ads; ad++)
        {
            var from = _channelOf[ad];
            for (var to = 0; from >= 0 && to < _channels; to++)
            {
                var through = _distance[from] + _gain[(ad * _channels) + to] - _gain[(ad * _channels) + from];
                if (to != from && through > _distance[to] + 1e-12 && !IsBefore(to, from))
                {
                    (_distance[to], _before[to], _moved[to]) = (through, from, ad);
                }
            }
        }
    }

    // Gains are floating-point sums: a cycle that rounding makes worth a hair must not close.
    private bool IsBefore(int channel, int at)
    {
        for (var steps = 0; at >= 0 && steps <= _channels; steps++)
        {
            if (at == channel)
            {
                return true;
            }

            at = _before[at];
        }

        return false;
    }

    private int CapOf(int customer, int channel) =>
        _problem.ChannelCaps.Length == 0 ? int.MaxValue : _problem.ChannelCaps[(customer * _channels) + channel];
}
