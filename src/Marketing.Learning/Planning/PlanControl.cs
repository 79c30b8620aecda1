namespace Marketing.Learning.Planning;

/// <summary>How long to look for a plan.</summary>
/// <param name="Rounds">Steps of the prices on all customers, at least 1.</param>
/// <param name="Threads">Worker threads; the plan does not depend on it.</param>
/// <param name="Progress">Told the share done, 0 to 1; may be null.</param>
/// <param name="Cancel">Looked at once a round.</param>
public sealed record PlanControl(int Rounds = 60, int Threads = 1, Action<double>? Progress = null, CancellationToken Cancel = default);
