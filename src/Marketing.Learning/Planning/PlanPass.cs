using Marketing.Learning.Numerics;

namespace Marketing.Learning.Planning;

/// <summary>What all customers together choose at some prices.</summary>
/// <param name="Dual">Σ of customers' values less prices + Σ price × limit − Σ wish price × wished: no plan that meets the wishes is worth more.</param>
/// <param name="Value">Σ of the values chosen, limits ignored.</param>
/// <param name="Used">Use of each limit, in the order of <see cref="PlanPrices.Values"/>.</param>
/// <param name="Messages">Number of messages chosen.</param>
internal sealed record PlanPass(double Dual, double Value, double[] Used, double Messages)
{
    private const int BlockRows = 512;

    /// <summary>Asks the customers. Sums are made block by block in a fixed order: the number of threads never shows.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="step">Only every so many-th customer is asked.</param>
    /// <param name="control">Threads.</param>
    public static PlanPass Run(PlanProblem problem, PlanPrices prices, int step, PlanControl control)
    {
        var asked = (problem.Customers + step - 1) / step;
        var blocks = new Sums[(asked + BlockRows - 1) / BlockRows];
        Workers.ForRows(
            blocks.Length,
            control.Threads,
            run: 1,
            () => new CustomerChoice(problem),
            (block, choice) =>
            {
                var sums = new Sums(prices.Values.Length);
                for (var at = block * BlockRows; at < Math.Min(asked, (block + 1) * BlockRows); at++)
                {
                    sums.Add(problem, prices, at * step, choice);
                }

                blocks[block] = sums;
            },
            control.Cancel
        );
        var total = new Sums(prices.Values.Length);
        foreach (var block in blocks)
        {
            total.Add(block);
        }

        var dual = total.Reduced;
        for (var place = 0; place < prices.Values.Length; place++)
        {
            if (prices.Values[place] > 0)
            {
                dual += (prices.IsWish(place) ? -1 : 1) * prices.Values[place] * prices.Limits[place];
            }
        }

        return new PlanPass(dual, total.Value, total.Used, total.Messages);
    }

    private sealed class Sums(int limits)
    {
        public double Reduced { get; private set; }

        public double Value { get; private set; }

        public double Messages { get; private set; }

        public double[] Used { get; } = new double[limits];

        public void Add(PlanProblem problem, PlanPrices prices, int customer, CustomerChoice choice)
        {
            Reduced += choice.Choose(customer, prices);
            var channels = choice.ChannelOf;
            for (var ad = 0; ad < channels.Length; ad++)
            {
                if (channels[ad] is var channel and >= 0)
                {
                    var hour = choice.HourOf(ad, channel);
                    Used[problem.Ads[ad].Budget] += problem.Channels[channel].Cost;
                    Used[prices.FirstChannel + channel]++;
                    Used[prices.FirstHour + (channel * prices.Hours) + hour]++;
                    Used[prices.FirstWish + ad]++;
                    Value += problem.ValueOf(customer, ad, channel, hour);
                    Messages++;
                }
            }
        }

        public void Add(Sums other)
        {
            Reduced += other.Reduced;
            Value += other.Value;
            Messages += other.Messages;
            for (var place = 0; place < Used.Length; place++)
            {
                Used[place] += other.Used[place];
            }
        }
    }
}
