namespace Marketing.Learning.Planning;

/// <summary>One message of a plan.</summary>
/// <param name="Customer">Index of the customer.</param>
/// <param name="Ad">Index of the ad.</param>
/// <param name="Channel">Index of the channel.</param>
/// <param name="Hour">0 to hours − 1.</param>
/// <param name="Value">Expected value.</param>
public readonly record struct PlanAssignment(int Customer, int Ad, int Channel, int Hour, double Value);

/// <summary>What a limit is about.</summary>
public enum PlanLimit
{
    /// <summary>A campaign's budget; the unit is money.</summary>
    Budget,

    /// <summary>A channel's messages in the whole plan.</summary>
    Channel,

    /// <summary>A channel's messages in one hour.</summary>
    ChannelHour,

    /// <summary>The wish for at least so many messages of an ad: its price is what the wish costs a message.</summary>
    Wish,
}

/// <summary>A limit, how far it is used, and what one unit more of it would return.</summary>
/// <param name="Limit">What it is about.</param>
/// <param name="Id">Of the budget, channel or ad.</param>
/// <param name="Hour">For <see cref="PlanLimit.ChannelHour"/>, else null.</param>
/// <param name="Price">Expected value of one unit more (money or messages); 0 when the limit does not bind.</param>
/// <param name="Used">What the plan takes.</param>
/// <param name="Most">What there is; for a wish, what is wished.</param>
public sealed record PlanPrice(PlanLimit Limit, string Id, int? Hour, double Price, double Used, double Most);

/// <summary>A wish that the plan does not meet.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="Wished">Messages wished.</param>
/// <param name="Reached">Messages planned.</param>
/// <param name="Reason">Which limit stands against it and by how much, as a sentence.</param>
/// <param name="IsImpossible">True: no plan at all can meet it, by this limit alone. False: this plan does not.</param>
public sealed record PlanShortfall(string AdId, int Wished, int Reached, string Reason, bool IsImpossible);

/// <summary>A plan that keeps every limit, and how good it is at least.</summary>
/// <param name="Assignments">By customer, then by hour.</param>
/// <param name="Objective">Sum of their values.</param>
/// <param name="Bound">No plan is worth more.</param>
/// <param name="Prices">One for each budget, channel, limited hour and wish.</param>
/// <param name="Shortfalls">Wishes that are not met; empty when all are.</param>
public sealed record PlanSolution(
    IReadOnlyList<PlanAssignment> Assignments,
    double Objective,
    double Bound,
    IReadOnlyList<PlanPrice> Prices,
    IReadOnlyList<PlanShortfall> Shortfalls
)
{
    /// <summary>(bound − objective) / bound; 0 when nothing can be planned.</summary>
    public double Gap => Bound > 0 ? (Bound - Objective) / Bound : 0;
}
