namespace Marketing.Store.Imports;

/// <summary>An ad that another system chose and logged, with all that judging another policy by it asks for.</summary>
public sealed record NewLoggedAd
{
    /// <summary>The same row gives the same id.</summary>
    public required string DecisionId { get; init; }

    /// <summary>The campaign that it is filed under; made, at rest, where there is none of that id.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Where it stood.</summary>
    public required string Placement { get; init; }

    /// <summary>The ad; its id is that of its item too.</summary>
    public required string AdId { get; init; }

    /// <summary>Every ad that could have stood there, this one included.</summary>
    public required IReadOnlyList<string> Eligible { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Probability with which the ad was chosen, above 0, at most 1.</summary>
    public required double Propensity { get; init; }

    /// <summary>Whether it was clicked.</summary>
    public required bool Clicked { get; init; }

    /// <summary>What was known of visitor and page, by name.</summary>
    public required IReadOnlyDictionary<string, string> Context { get; init; }
}

/// <summary>Takes in the ad decisions of other systems. Whoever serves ads offers it; the host without one refuses such files.</summary>
public interface ILoggedAds
{
    /// <summary>Writes a batch in one transaction; what is there already stays as it is.</summary>
    /// <param name="rows">In any order.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TimeoutException">The database did not answer in time.</exception>
    Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel);
}
