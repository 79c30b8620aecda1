namespace Marketing.Training;

/// <summary>A candidate as the gate sees it.</summary>
/// <param name="Algorithm">As in the report.</param>
/// <param name="IsBaseline">True for <c>popular</c>.</param>
/// <param name="PerUnit">Primary metric of each held-out unit. Shape [n], the same n and order for all.</param>
/// <param name="Refused">Null, or why it must not be published whatever its figure.</param>
/// <param name="Misdirected">Null, or how it does on others' data.</param>
internal sealed record Contender(
    string Algorithm,
    bool IsBaseline,
    double[] PerUnit,
    string? Refused = null,
    Misdirection? Misdirected = null
);

/// <summary>The version that serves, judged on the same units.</summary>
/// <param name="Version">Its number.</param>
/// <param name="PerUnit">Shape [n]; null when it could not be judged.</param>
/// <param name="WhyUnknown">Why not, as a sentence; null when it was.</param>
internal sealed record Incumbent(int Version, double[]? PerUnit, string? WhyUnknown = null);

/// <summary>What the gate decides from.</summary>
internal sealed record GateInput
{
    /// <summary>The metric's name, for the sentences.</summary>
    public required string Metric { get; init; }

    /// <summary>Those that were trained, in the order of training.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>Null when nothing serves yet.</summary>
    public Incumbent? Serving { get; init; }

    /// <summary>Publish the best candidate even if the rule says no.</summary>
    public bool Force { get; init; }

    /// <summary>Share of the serving version's figure that still counts as "not worse".</summary>
    public double Tolerance { get; init; } = 0.01;
}

/// <summary>What the gate says.</summary>
/// <param name="Champion">The best candidate; null when there is none.</param>
/// <param name="Publish">Whether it may serve.</param>
/// <param name="Reason">Why, in sentences with the figures.</param>
/// <param name="Comparisons">The differences that were looked at.</param>
internal sealed record GateDecision(string? Champion, bool Publish, string Reason, IReadOnlyList<ComparisonReport> Comparisons);
