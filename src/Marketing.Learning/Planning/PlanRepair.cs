namespace Marketing.Learning.Planning;

/// <summary>
/// From what customers choose at the best prices to a plan that keeps every limit: the choices in the order of their gain while there is room, then
/// what room is left to the best that fits, then single messages exchanged for better ones, then wishes.
/// </summary>
internal static class PlanRepair
{
    private const int FillRounds = 6;
    private const int ExchangeRounds = 3;

    public static PlanLedger Run(PlanProblem problem, PlanPrices prices, PlanControl control)
    {
        var ledger = new PlanLedger(problem, prices);
        var choice = new CustomerChoice(problem);
        Admit(ledger, Chosen(problem, prices, choice));
        for (var round = 0; round < FillRounds; round++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            if (Admit(ledger, Fitting(problem, prices, choice, ledger)) == 0)
            {
                break;
            }
        }

        for (var round = 0; round < ExchangeRounds; round++)
        {
            control.Cancel.ThrowIfCancellationRequested();
            if (Exchange(problem, ledger) + Admit(ledger, Fitting(problem, prices, choice, ledger)) == 0)
            {
                break;
            }
        }

        PlanWishes.Serve(problem, prices, ledger);
        return ledger;
    }

    private static List<Candidate> Chosen(PlanProblem problem, PlanPrices prices, CustomerChoice choice)
    {
        var chosen = new List<Candidate>();
        for (var customer = 0; customer < problem.Customers; customer++)
        {
            choice.Choose(customer, prices);
            var channels = choice.ChannelOf;
            for (var ad = 0; ad < channels.Length; ad++)
            {
                if (channels[ad] is var channel and >= 0)
                {
                    chosen.Add(new Candidate(choice.GainOf(ad, channel), customer, ad, channel, choice.HourOf(ad, channel)));
                }
            }
        }

        return chosen;
    }

    // Of each customer with room the best message that fits, counted at the prices: what a scarce limit is worth elsewhere is not forgotten.
    private static List<Candidate> Fitting(PlanProblem problem, PlanPrices prices, CustomerChoice choice, PlanLedger ledger)
    {
        var fitting = new List<Candidate>();
        for (var customer = 0; customer < problem.Customers; customer++)
        {
            if (ledger.MessagesOf(customer) >= problem.Caps[customer])
            {
                continue;
            }

            choice.Price(customer, prices);
            var best = new Candidate(double.NegativeInfinity, customer, -1, 0, 0);
            for (var ad = 0; ad < problem.Ads.Count; ad++)
            {
                for (var channel = 0; channel < problem.Channels.Count; channel++)
                {
                    var gain = choice.GainOf(ad, channel);
                    if (gain > best.Gain && BestHour(problem, ledger, customer, ad, channel) is var hour and >= 0)
                    {
                        best = new Candidate(gain, customer, ad, channel, hour);
                    }
                }
            }

            if (best.Ad >= 0)
            {
                fitting.Add(best);
            }
        }

        return fitting;
    }

    private static int Admit(PlanLedger ledger, List<Candidate> candidates)
    {
        // Equal gains in the order of customers and ads: the same plan on every machine.
        candidates.Sort(static (a, b) => (-a.Gain, a.Customer, a.Ad).CompareTo((-b.Gain, b.Customer, b.Ad)));
        var admitted = 0;
        foreach (var one in candidates)
        {
            if (ledger.Fits(one.Customer, one.Ad, one.Channel, one.Hour))
            {
                ledger.Add(one.Customer, one.Ad, one.Channel, one.Hour);
                admitted++;
            }
        }

        return admitted;
    }

    // One message of a customer against a better one of the same customer, where the room that it leaves suffices.
    private static int Exchange(PlanProblem problem, PlanLedger ledger)
    {
        var exchanged = 0;
        for (var customer = 0; customer < problem.Customers; customer++)
        {
            for (var ad = 0; ad < problem.Ads.Count && ledger.MessagesOf(customer) > 0; ad++)
            {
                if (ledger.Of(customer, ad) is not (var channel and >= 0, var hour))
                {
                    continue;
                }

                ledger.Remove(customer, ad);
                var best = (Value: problem.ValueOf(customer, ad, channel, hour), Ad: ad, Channel: channel, Hour: hour);
                for (var other = 0; other < problem.Ads.Count; other++)
                {
                    for (var way = 0; way < problem.Channels.Count; way++)
                    {
                        if (
                            BestHour(problem, ledger, customer, other, way) is var at and >= 0
                            && problem.ValueOf(customer, other, way, at) is var value
                            && value > best.Value * (1 + 1e-9)
                        )
                        {
                            best = (value, other, way, at);
                        }
                    }
                }

                exchanged += best.Ad == ad && best.Channel == channel && best.Hour == hour ? 0 : 1;
                ledger.Add(customer, best.Ad, best.Channel, best.Hour);
            }
        }

        return exchanged;
    }

    /// <summary>The allowed hour with the highest response that has room; −1 when there is none.</summary>
    internal static int BestHour(PlanProblem problem, PlanLedger ledger, int customer, int ad, int channel)
    {
        if (!(problem.Worth[(customer * problem.Ads.Count) + ad] > 0))
        {
            return -1;
        }

        var responses = problem.Response.AsSpan(((customer * problem.Channels.Count) + channel) * problem.Hours, problem.Hours);
        var (best, hour) = (0f, -1);
        for (var t = 0; t < responses.Length; t++)
        {
            if (responses[t] > best && ledger.Fits(customer, ad, channel, t))
            {
                (best, hour) = (responses[t], t);
            }
        }

        return hour;
    }

    private readonly record struct Candidate(double Gain, int Customer, int Ad, int Channel, int Hour);
}
