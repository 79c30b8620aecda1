using System.Globalization;

namespace Marketing.Training;

/// <summary>
/// Decides whether the best candidate may serve. With dᵢ = candidate's figure − other's figure of held-out unit i, d̄ their mean and
/// [low, high] the 5 % and 95 % quantiles of d̄ over 1,000 paired bootstrap resamples of the units:
/// <list type="number">
/// <item>A candidate is <b>eligible</b> when it is not refused and is the baseline, or is better than the baseline: d̄ &gt; 0 in the held-out data and in at
/// least 80 % of the resamples. (95 % was tried: a shop with a hundred held-out customers would then stay with <c>popular</c> while every personal
/// candidate is ahead of it.) One in five candidates that learned nothing passes that where the baseline itself is no better than chance, and in some shops
/// the baseline's one list is out of luck with everybody at once. So a candidate that was also <see cref="Misdirection">misdirected</see> must do better on
/// the units' own data than on others', in at least 99 % of the resamples.</item>
/// <item>The <b>champion</b> is the eligible candidate with the highest mean, but the baseline only when no other is eligible. Ties go to the one that was trained first.</item>
/// <item>It is <b>published</b> when nothing serves, or when it is not worse than the serving version: d̄ ≥ 0, or low &gt; −tolerance × mean of the serving version.</item>
/// </list>
/// A serving version that cannot be judged on the held-out data does not stop a champion. <c>force</c> publishes the best candidate whatever
/// the rule says; a refused one only when all are refused.
/// </summary>
internal static class Gate
{
    private const double SureEnough = 0.8;
    private const double Sure = 0.99;

    public static GateDecision Decide(GateInput input)
    {
        if (input.Contenders.Count == 0)
        {
            return new GateDecision(null, Publish: false, "No candidate could be trained.", []);
        }

        var comparisons = new List<ComparisonReport>();
        var decision = ByRule(input, comparisons);
        if (!input.Force || (decision.Publish && decision.Champion == Best(input.Contenders).Algorithm))
        {
            return decision;
        }

        var forced = Best(input.Contenders);
        var ruling = decision.Publish ? $"it would have published {decision.Champion}" : "it would not have published";
        return new GateDecision(
            forced.Algorithm,
            Publish: true,
            $"Published by force: {Figure(input, forced.Algorithm, forced.PerUnit)}. The gate disagrees, {ruling}: {decision.Reason}",
            comparisons
        );
    }

    private static GateDecision ByRule(GateInput input, List<ComparisonReport> comparisons)
    {
        var notes = new List<string>();
        var baseline = input.Contenders.FirstOrDefault(c => c.IsBaseline);
        var eligible = new List<Contender>();
        foreach (var contender in input.Contenders)
        {
            if (contender.Refused is not null)
            {
                notes.Add($"{contender.Algorithm} is refused: {contender.Refused.TrimEnd('.')}.");
            }
            else if (contender.IsBaseline || baseline is null)
            {
                eligible.Add(contender);
            }
            else if (WhyNot(contender, baseline, comparisons) is { } reason)
            {
                notes.Add(reason);
            }
            else
            {
                eligible.Add(contender);
            }
        }

        var better = eligible.Where(c => !c.IsBaseline).ToList();
        if (eligible.Count == 0)
        {
            return new GateDecision(Best(input.Contenders).Algorithm, Publish: false, string.Join(' ', notes), comparisons);
        }

        var champion = Highest(better.Count > 0 ? better : eligible);
        var sentence = Figure(input, champion.Algorithm, champion.PerUnit);
        if (baseline is not null && !champion.IsBaseline)
        {
            var gain = comparisons.First(c => c.Candidate == champion.Algorithm && c.Against == baseline.Algorithm);
            sentence += $", better than {baseline.Algorithm} ({Difference(gain)})";
        }

        return AgainstServing(
            input,
            champion,
            sentence,
            champion.IsBaseline ? string.Join("", notes.Select(n => " " + n)) : "",
            comparisons
        );
    }

    private static string? WhyNot(Contender contender, Contender baseline, List<ComparisonReport> comparisons)
    {
        var gain = Compare(contender, baseline.Algorithm, baseline.PerUnit, comparisons);
        if (gain is not { Difference: > 0, Better: >= SureEnough })
        {
            return $"{contender.Algorithm} is not surely better than {baseline.Algorithm} ({Difference(gain)}, ahead in {Percent(gain.Better)} of the resamples).";
        }

        if (contender.Misdirected is not { Own.Length: > 0 } both)
        {
            return null;
        }

        var fit = Compare(contender.Algorithm, "itself on others' data", both.Own, both.Others, comparisons);
        return fit is { Difference: > 0, Better: >= Sure }
            ? null
            : $"{contender.Algorithm} has not learned to tell one unit from another: it does about as well on another's data ({Difference(fit)}, ahead in {Percent(fit.Better)} of the resamples).";
    }

    private static GateDecision AgainstServing(
        GateInput input,
        Contender champion,
        string sentence,
        string notes,
        List<ComparisonReport> comparisons
    )
    {
        if (input.Serving is not { } serving)
        {
            return new GateDecision(champion.Algorithm, Publish: true, $"{sentence}; nothing serves yet.{notes}", comparisons);
        }

        var name = $"version {Number(serving.Version)}";
        if (serving.PerUnit is null)
        {
            var reason = $"{sentence}; {name} could not be judged on the same data: {serving.WhyUnknown?.TrimEnd('.')}.{notes}";
            return new GateDecision(champion.Algorithm, Publish: true, reason, comparisons);
        }

        var difference = Compare(champion, name, serving.PerUnit, comparisons);
        var margin = input.Tolerance * Math.Abs(PairedBootstrap.Mean(serving.PerUnit));
        var rival = $"{name}, which serves with {Number(PairedBootstrap.Mean(serving.PerUnit))} ({Difference(difference)})";
        var (publish, verdict) = difference switch
        {
            { Difference: >= 0 } => (true, $"not worse than {rival}"),
            { } unsure when unsure.Low > -margin => (true, $"not worse than {rival}, within the tolerance of {Number(margin)}"),
            _ => (false, $"but worse than {rival}, and the lower bound is not above −{Number(margin)}"),
        };
        return new GateDecision(champion.Algorithm, publish, $"{sentence}, {verdict}.{notes}", comparisons);
    }

    private static Contender Best(IReadOnlyList<Contender> contenders) =>
        Highest(contenders.Any(c => c.Refused is null) ? [.. contenders.Where(c => c.Refused is null)] : contenders);

    // MaxBy keeps the first of equals: the one that trains first, hence the faster one.
    private static Contender Highest(IReadOnlyList<Contender> contenders) =>
        contenders.MaxBy(c => PairedBootstrap.Mean(c.PerUnit)) ?? throw new ArgumentException("No contender.", nameof(contenders));

    private static ComparisonReport Compare(Contender contender, string against, double[] perUnit, List<ComparisonReport> comparisons) =>
        Compare(contender.Algorithm, against, contender.PerUnit, perUnit, comparisons);

    private static ComparisonReport Compare(
        string algorithm,
        string against,
        double[] first,
        double[] second,
        List<ComparisonReport> comparisons
    )
    {
        var (difference, low, high, better) = PairedBootstrap.Compare(first, second, PairedBootstrap.Seed);
        var comparison = new ComparisonReport(algorithm, against, difference, low, high, better, second.Length);
        comparisons.Add(comparison);
        return comparison;
    }

    private static string Figure(GateInput input, string algorithm, double[] perUnit) =>
        $"{algorithm} has {input.Metric} {Number(PairedBootstrap.Mean(perUnit))} ± {Number(PairedBootstrap.StandardErrorOfMean(perUnit))} on {perUnit.Length.ToString("N0", CultureInfo.InvariantCulture)} held-out units";

    private static string Difference(ComparisonReport c) =>
        $"difference {Signed(c.Difference)}, 90 % interval {Signed(c.Low)} to {Signed(c.High)}";

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.####;−0.####;0", CultureInfo.InvariantCulture);
}
