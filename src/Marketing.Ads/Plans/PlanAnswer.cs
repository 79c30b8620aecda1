namespace Marketing.Ads.Plans;

/// <summary>A plan: who gets which ad, on which channel, when, and what each limit costs.</summary>
internal sealed record PlanAnswer
{
    /// <summary>The plan's id.</summary>
    public required Guid PlanId { get; init; }

    /// <summary>planning, draft, approved or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>A page of it, in the order of the plan.</summary>
    public IReadOnlyList<PlannedMessage> Assignments { get; init; } = [];

    /// <summary>What to give as <c>after</c> for the next page; absent on the last.</summary>
    public int? Next { get; init; }

    /// <summary>Messages of the whole plan.</summary>
    public int Messages { get; init; }

    /// <summary>Customers that were looked at.</summary>
    public int Customers { get; init; }

    /// <summary>What one unit more of each limit would return.</summary>
    public IReadOnlyList<LimitPrice> Prices { get; init; } = [];

    /// <summary>Expected value of the plan.</summary>
    public double Objective { get; init; }

    /// <summary>No plan under these limits is worth more.</summary>
    public double Bound { get; init; }

    /// <summary>(bound − objective) ÷ bound.</summary>
    public double Gap { get; init; }

    /// <summary>Wishes that are not met.</summary>
    public IReadOnlyList<UnmetWish> Unmet { get; init; } = [];

    /// <summary>When it was approved.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When the webhook took it.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <summary>One message.</summary>
/// <param name="UserId">Who.</param>
/// <param name="AdId">Which ad.</param>
/// <param name="CampaignId">Its campaign.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="SendAt">When, UTC.</param>
/// <param name="Value">Expected value.</param>
/// <param name="DecisionId">Name it in outcomes, once the plan is approved.</param>
internal sealed record PlannedMessage(
    string UserId,
    string AdId,
    string CampaignId,
    string Channel,
    DateTimeOffset SendAt,
    double Value,
    string DecisionId
);

/// <summary>A limit and its price.</summary>
/// <param name="Limit">budget, channel, channelHour or wish.</param>
/// <param name="Id">Of the campaign, channel or ad.</param>
/// <param name="Hour">For channelHour.</param>
/// <param name="Price">Expected value of one unit more, money or message; 0 when the limit does not bind.</param>
/// <param name="Used">What the plan takes.</param>
/// <param name="Most">What there is; absent: no bound.</param>
/// <param name="Text">In words.</param>
internal sealed record LimitPrice(string Limit, string Id, int? Hour, double Price, double Used, double? Most, string Text);

/// <summary>A wish that is not met.</summary>
/// <param name="AdId">The ad.</param>
/// <param name="Wished">Messages wished.</param>
/// <param name="Reached">Messages planned.</param>
/// <param name="Reason">Which limit stands against it, and by how much.</param>
/// <param name="Impossible">No plan at all can meet it.</param>
internal sealed record UnmetWish(string AdId, int Wished, int Reached, string Reason, bool Impossible);
