namespace Marketing.Profiles.Upkeep;

/// <summary>What the model says of a customer; null where it cannot tell.</summary>
internal sealed record ProfileOutputs
{
    public static ProfileOutputs None { get; } = new();

    public string? Version { get; init; }

    public double? Score { get; init; }

    public double? NextPurchase7 { get; init; }

    public double? NextPurchase30 { get; init; }

    public double? Churn { get; init; }

    public double? LifetimeValue { get; init; }

    public short? RfmRecency { get; init; }

    public short? RfmFrequency { get; init; }

    public short? RfmMonetary { get; init; }

    public short? Cluster { get; init; }
}
