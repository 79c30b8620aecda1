namespace Marketing.Learning.Planning;

/// <summary>One price for each limit: budgets, then channels, then hours of channels, then wishes (whose price is paid to the message).</summary>
internal sealed class PlanPrices
{
    public PlanPrices(PlanProblem problem)
    {
        (Channels, Hours) = (problem.Channels.Count, problem.Hours);
        FirstChannel = problem.Budgets.Count;
        FirstHour = FirstChannel + Channels;
        FirstWish = FirstHour + (Channels * Hours);
        Values = new double[FirstWish + problem.Ads.Count];
        Limits = new double[Values.Length];
        for (var budget = 0; budget < problem.Budgets.Count; budget++)
        {
            Limits[budget] = problem.Budgets[budget].Amount;
        }

        for (var channel = 0; channel < Channels; channel++)
        {
            Limits[FirstChannel + channel] = problem.Channels[channel].Capacity;
            Limits.AsSpan(FirstHour + (channel * Hours), Hours).Fill(problem.Channels[channel].HourCapacity ?? double.PositiveInfinity);
        }

        for (var ad = 0; ad < problem.Ads.Count; ad++)
        {
            Limits[FirstWish + ad] = problem.Ads[ad].Wished;
        }
    }

    private PlanPrices(PlanPrices other, double[] values)
    {
        (Channels, Hours, FirstChannel, FirstHour, FirstWish) = (
            other.Channels,
            other.Hours,
            other.FirstChannel,
            other.FirstHour,
            other.FirstWish
        );
        (Values, Limits) = (values, other.Limits);
    }

    public int Channels { get; }

    public int Hours { get; }

    public int FirstChannel { get; }

    public int FirstHour { get; }

    public int FirstWish { get; }

    /// <summary>At least 0.</summary>
    public double[] Values { get; }

    /// <summary>What there is of each; infinite where nothing limits; for a wish, what is wished.</summary>
    public double[] Limits { get; }

    public bool IsWish(int place) => place >= FirstWish;

    /// <summary>Limits that can bind at all.</summary>
    public bool Binds(int place) => IsWish(place) ? Limits[place] > 0 : double.IsFinite(Limits[place]);

    public bool HasHourLimit(int channel) => double.IsFinite(Limits[FirstHour + (channel * Hours)]);

    public PlanPrices With(double[] values) => new(this, values);

    /// <summary>The same limits for a share of the customers.</summary>
    public PlanPrices Scaled(double share)
    {
        var scaled = new PlanPrices(this, (double[])Values.Clone());
        return new PlanPrices(scaled, [.. Limits.Select(limit => limit * share)], scaled.Values);
    }

    private PlanPrices(PlanPrices other, double[] limits, double[] values)
        : this(other, values) => Limits = limits;
}
