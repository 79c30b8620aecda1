using System.ComponentModel.DataAnnotations;

namespace Marketing.Training;

/// <summary>The settings under <c>Training:</c>.</summary>
public sealed class TrainingOptions : IValidatableObject
{
    /// <summary>
    /// When the built-in run starts: the usual cron form of five fields (<c>30 2 * * *</c>), one of <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>,
    /// <c>@monthly</c>, or the Quartz form with seconds. In the machine's time zone. Absent: no built-in run.
    /// </summary>
    public string? Schedule { get; init; }

    /// <summary>How many of the newest versions keep their artefact (figures are kept for ever). The serving version always keeps its own.</summary>
    [Range(2, 1000)]
    public int KeepVersions { get; init; } = 10;

    /// <summary>Default of <see cref="TimeBudget"/>, in a run and in <c>evaluate</c>.</summary>
    public static readonly TimeSpan DefaultTimeBudget = TimeSpan.FromMinutes(10);

    /// <summary>How long one candidate may tune itself; its final training comes on top. 1 second to 1 day.</summary>
    public TimeSpan TimeBudget { get; init; } = DefaultTimeBudget;

    /// <summary>Candidates that need more memory are left out. 0: three quarters of what the process may use.</summary>
    [Range(0, 10_000_000)]
    public int MemoryLimitMegabytes { get; init; }

    /// <summary>
    /// What the gate still calls "not worse" than the serving version when the difference is not sure: a share of the serving version's figure.
    /// 0 asks for a mean that is at least equal.
    /// </summary>
    [Range(0, 0.5)]
    public double Tolerance { get; init; } = 0.01;

    /// <summary><see cref="MemoryLimitMegabytes"/> in bytes, the default resolved.</summary>
    public long MemoryLimit =>
        MemoryLimitMegabytes > 0 ? MemoryLimitMegabytes * 1024L * 1024L : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TimeBudget < TimeSpan.FromSeconds(1) || TimeBudget > TimeSpan.FromDays(1))
        {
            yield return new ValidationResult($"{TimeBudget} is not between 1 second and 1 day.", [nameof(TimeBudget)]);
        }

        if (!string.IsNullOrWhiteSpace(Schedule) && CronSchedule.TryParse(Schedule, TimeZoneInfo.Utc, out var error) is null)
        {
            yield return new ValidationResult($"\"{Schedule}\" is not a cron expression: {error}", [nameof(Schedule)]);
        }
    }
}
