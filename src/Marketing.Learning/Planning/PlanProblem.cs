namespace Marketing.Learning.Planning;

/// <summary>An ad of a plan.</summary>
/// <param name="Id">For prices and shortfalls.</param>
/// <param name="Budget">Place of its campaign in <see cref="PlanProblem.Budgets"/>; several ads may share one.</param>
/// <param name="Wished">At least so many messages of it are wished; 0 when there is no wish.</param>
public sealed record PlanAd(string Id, int Budget, int Wished = 0);

/// <summary>What a campaign may spend.</summary>
/// <param name="Id">For prices and shortfalls.</param>
/// <param name="Amount">At least 0.</param>
public sealed record PlanBudget(string Id, double Amount);

/// <summary>A way to reach a customer.</summary>
/// <param name="Id">For prices and shortfalls.</param>
/// <param name="Cost">Of one message, charged to the ad's budget; at least 0.</param>
/// <param name="Capacity">Most messages of the whole plan.</param>
/// <param name="HourCapacity">Most messages of one hour; null when only the whole counts.</param>
public sealed record PlanChannel(string Id, double Cost, long Capacity, long? HourCapacity = null);

/// <summary>
/// Who may get which ad, on which channel, at which hour. A message of ad a to customer c on channel h at hour t is worth
/// <c>Worth[c, a] × Response[c, h, t]</c>. A customer gets each ad at most once, and no more messages than the caps say.
/// </summary>
public sealed record PlanProblem
{
    /// <summary>Number of customers.</summary>
    public required int Customers { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<PlanAd> Ads { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<PlanBudget> Budgets { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<PlanChannel> Channels { get; init; }

    /// <summary>Hours to choose from: 24 for a day; all customers' hours are of one clock (UTC), their time zones are in <see cref="Response"/>.</summary>
    public required int Hours { get; init; }

    /// <summary>What a response to an ad is worth. Row-major [customers × ads]; 0 or below: this customer must not get this ad.</summary>
    public required float[] Worth { get; init; }

    /// <summary>Chance of a response. Row-major [customers × channels × hours]; 0: not allowed (no consent, quiet hour).</summary>
    public required float[] Response { get; init; }

    /// <summary>Most messages of a customer in this plan: what is left of the weekly cap. Shape [customers].</summary>
    public required byte[] Caps { get; init; }

    /// <summary>Most messages of a customer on a channel, row-major [customers × channels]; empty: only <see cref="Caps"/> counts.</summary>
    public byte[] ChannelCaps { get; init; } = [];

    /// <summary>Expected value of a message.</summary>
    public double ValueOf(int customer, int ad, int channel, int hour) =>
        Worth[(customer * Ads.Count) + ad] * Response[(((customer * Channels.Count) + channel) * Hours) + hour];

    /// <summary>Throws when the parts do not fit together.</summary>
    /// <exception cref="ArgumentException">The message names the part.</exception>
    public void Check()
    {
        if (Customers < 0 || Hours is < 1 or > 168 || Ads.Count == 0 || Budgets.Count == 0 || Channels.Count == 0)
        {
            throw new ArgumentException("A plan needs an ad, a budget, a channel and 1 to 168 hours.");
        }

        if (Worth.LongLength != (long)Customers * Ads.Count || Response.LongLength != (long)Customers * Channels.Count * Hours)
        {
            throw new ArgumentException("Worth is [customers × ads], response [customers × channels × hours].");
        }

        if (Caps.Length != Customers || (ChannelCaps.Length != 0 && ChannelCaps.Length != Customers * Channels.Count))
        {
            throw new ArgumentException("Caps are one a customer, channel caps one a customer and channel.");
        }

        if (Ads.Any(ad => (uint)ad.Budget >= (uint)Budgets.Count || ad.Wished < 0))
        {
            throw new ArgumentException("An ad names a budget that is not there, or wishes fewer than no messages.");
        }

        if (
            Budgets.Any(budget => !(budget.Amount >= 0) || double.IsInfinity(budget.Amount))
            || Channels.Any(channel =>
                !(channel.Cost >= 0) || double.IsInfinity(channel.Cost) || channel.Capacity < 0 || channel.HourCapacity is < 0
            )
        )
        {
            throw new ArgumentException("Amounts, costs and capacities are finite and at least 0.");
        }

        if (Worth.Any(value => !float.IsFinite(value)) || Response.Any(value => !float.IsFinite(value)))
        {
            throw new ArgumentException("Worth and response are finite numbers.");
        }
    }
}
