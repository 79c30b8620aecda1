using Marketing.Ads.Definitions;

namespace Marketing.Ads.Decisions;

/// <summary>A chosen ad with all that is logged of it.</summary>
internal sealed record Choice
{
    public required LiveAd Ad { get; init; }

    public required Place Place { get; init; }

    public required int Position { get; init; }

    public required double Propensity { get; init; }

    public required Score Score { get; init; }

    /// <summary>What the model saw.</summary>
    public required IReadOnlyList<string> Row { get; init; }

    /// <summary>Taken from the campaign's budget.</summary>
    public required decimal Reserved { get; init; }
}

/// <summary>A decision that was made and not written yet.</summary>
internal sealed record Decision
{
    public required string DecisionId { get; init; }

    public required Asker Asker { get; init; }

    public required long Seed { get; init; }

    public string? ModelVersion { get; init; }

    public bool Holdout { get; init; }

    public bool Degraded { get; init; }

    public required DateOnly Day { get; init; }

    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>Numbers of the ads that could have been chosen, by placement.</summary>
    public required IReadOnlyDictionary<string, int[]> Eligible { get; init; }

    /// <summary>Campaigns that could have been shown.</summary>
    public required IReadOnlyList<string> Campaigns { get; init; }

    /// <summary>Campaigns that were kept from the customer to compare with.</summary>
    public required IReadOnlyList<string> Controls { get; init; }

    public required DecisionAnswer Answer { get; init; }
}
