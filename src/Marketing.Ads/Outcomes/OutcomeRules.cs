using Marketing.Store;

namespace Marketing.Ads.Outcomes;

/// <summary>One reported outcome of a chosen ad.</summary>
/// <param name="Type">What happened.</param>
/// <param name="At">When, by the sender's clock.</param>
/// <param name="Value">Of a conversion.</param>
internal sealed record Reported(AdOutcomeType Type, DateTimeOffset At, decimal? Value);

/// <summary>The verdict on a reported outcome: why it carries no weight, or null.</summary>
internal readonly record struct Verdict(Reported Outcome, string? Flag);

/// <summary>
/// Which outcomes count. All outcomes of a chosen ad are judged anew whenever one comes, since they come in any order: a click that arrives before its impression counts
/// once the impression is there.
/// </summary>
internal static class OutcomeRules
{
    /// <summary>More than this ahead of the decision, or of now, a time cannot be right.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    public const string BeforeDecision = "before-decision";
    public const string Repeated = "repeated";
    public const string NoImpression = "no-impression";
    public const string TooFast = "too-fast";
    public const string TooMany = "too-many";
    public const string TooLate = "too-late";

    /// <param name="outcomes">All that were reported of one chosen ad, each once.</param>
    /// <param name="decidedAt">When it was chosen.</param>
    /// <param name="deadline">Until when its impression was waited for; an impression after it carries no weight.</param>
    /// <param name="clickWait">So long after the impression a click counts.</param>
    /// <param name="isMass">Whether the customer clicks more than a person does at this moment.</param>
    /// <param name="options">The bounds.</param>
    /// <returns>In order of time.</returns>
    public static IReadOnlyList<Verdict> Judge(
        IEnumerable<Reported> outcomes,
        DateTimeOffset decidedAt,
        DateTimeOffset deadline,
        TimeSpan clickWait,
        Func<DateTimeOffset, bool> isMass,
        AdsOptions options
    )
    {
        DateTimeOffset? impression = null;
        var clicked = false;
        List<Verdict> verdicts = [];
        foreach (var outcome in outcomes.OrderBy(o => o.At).ThenBy(o => o.Type))
        {
            string? flag = null;
            if (outcome.At < decidedAt - ClockSkew)
            {
                flag = BeforeDecision;
            }
            else
            {
                switch (outcome.Type)
                {
                    case AdOutcomeType.Impression:
                        flag =
                            impression is not null ? Repeated
                            : outcome.At > deadline ? TooLate
                            : null;
                        impression ??= outcome.At;
                        break;
                    case AdOutcomeType.Click:
                        flag =
                            impression is not { } seen ? NoImpression
                            : clicked ? Repeated
                            : outcome.At - seen < TimeSpan.FromMilliseconds(options.Clicks.MinDelayMilliseconds) ? TooFast
                            : outcome.At - seen > clickWait ? TooLate
                            : isMass(outcome.At) ? TooMany
                            : null;
                        clicked |= flag is null;
                        break;
                    default:
                        flag =
                            impression is null ? NoImpression
                            : outcome.At > decidedAt.AddDays(options.Waiting.ConversionDays) ? TooLate
                            : null;
                        break;
                }
            }

            verdicts.Add(new Verdict(outcome, flag));
        }

        return verdicts;
    }
}
