using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Performance;

/// <summary>A difference and whether it may be chance.</summary>
/// <param name="Value">This variant less the first.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Probability of a difference this large by chance alone.</param>
internal sealed record VariantDifference(double Value, double Low, double High, double PValue);

/// <summary>One variant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Of visitors.</param>
/// <param name="Subjects">Users and sessions who saw it.</param>
/// <param name="Answers">Lists served.</param>
/// <param name="Buyers">Subjects who ordered after they saw it first.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="Revenue">Of these.</param>
/// <param name="Conversion">Buyers ÷ subjects; null without subjects.</param>
/// <param name="RevenuePerSubject">Null below two subjects.</param>
/// <param name="Difference">Of the conversion, to the first variant; null for the first.</param>
internal sealed record VariantReport(
    string Name,
    double Weight,
    long Subjects,
    long Answers,
    long Buyers,
    long Orders,
    double Revenue,
    Interval? Conversion,
    Interval? RevenuePerSubject,
    VariantDifference? Difference
);

/// <summary>Whether visitors fell into the variants as the weights say.</summary>
/// <param name="PValue">Probability of counts this far from the weights by chance.</param>
/// <param name="IsSound">False below .001: something is wrong with assignment or log, and nothing below is to be trusted.</param>
internal sealed record SampleRatio(double PValue, bool IsSound);

/// <summary>How an experiment stands.</summary>
/// <param name="PlacementId">The place.</param>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="From">Answers at or after.</param>
/// <param name="To">Answers before.</param>
/// <param name="Currency">Of revenue.</param>
/// <param name="Variants">In the order of the preset.</param>
/// <param name="MixedSubjects">Left out: they saw several variants.</param>
/// <param name="SampleRatio">Check of the assignment.</param>
/// <param name="Effect">Relative change of the conversion that shall be seen.</param>
/// <param name="BuyersNeeded">Of all variants together, to see it in four of five cases at 5 %; null before the first order.</param>
/// <param name="FurtherOrders">Buyers that are still missing; null before the first order.</param>
/// <param name="Decision"><c>unsound</c>, <c>open</c> (too few orders yet), <c>no-difference</c>, or the name of the better variant.</param>
internal sealed record ExperimentReport(
    string PlacementId,
    string ExperimentId,
    DateTimeOffset From,
    DateTimeOffset To,
    string? Currency,
    IReadOnlyList<VariantReport> Variants,
    long MixedSubjects,
    SampleRatio SampleRatio,
    double Effect,
    long? BuyersNeeded,
    long? FurtherOrders,
    string Decision
)
{
    private const double SoundAbove = .001;
    private const double Level = .05;
    private const double Z = 1.959963984540054;

    /// <summary>Puts the sums of an experiment together.</summary>
    public static ExperimentReport Of(
        string placement,
        PlacementExperiment experiment,
        IReadOnlyList<VariantSums> sums,
        DateTimeOffset from,
        DateTimeOffset to,
        string? currency,
        double effect
    )
    {
        var named = experiment.Variants ?? [];
        var counts = named
            .Select(variant => sums.FirstOrDefault(row => row.Variant == variant.Name) ?? new VariantSums(variant.Name, 0, 0, 0, 0, 0, 0))
            .ToArray();
        var fit = Significance.FitOf([.. counts.Select(row => row.Subjects)], [.. named.Select(variant => variant.Weight)]);
        var needed = Needed(counts, effect);
        var further = needed is { } buyers ? Math.Max(0, buyers - counts.Sum(row => row.Buyers)) : (long?)null;
        var variants = counts.Select((row, at) => Report(row, named[at].Weight, at == 0 ? null : counts[0])).ToArray();
        return new ExperimentReport(
            placement,
            experiment.ExperimentId ?? "",
            from,
            to,
            currency,
            variants,
            sums.FirstOrDefault(row => row.Variant is null)?.Subjects ?? 0,
            new SampleRatio(fit, fit >= SoundAbove),
            effect,
            needed,
            further,
            fit < SoundAbove ? "unsound"
                : further is not 0 ? "open"
                : Better(variants)
        );
    }

    private static long? Needed(VariantSums[] counts, double effect)
    {
        var (subjects, buyers) = (counts.Sum(row => row.Subjects), counts.Sum(row => row.Buyers));
        if (buyers == 0 || buyers == subjects)
        {
            return null;
        }

        var share = (double)buyers / subjects;
        return (long)Math.Ceiling(Significance.SubjectsNeeded(share, effect) * counts.Length * share);
    }

    /// <summary>Comparisons with the first are several: each must be as certain as all of them together shall be (Bonferroni).</summary>
    private static string Better(VariantReport[] variants)
    {
        var certain = variants
            .Where(variant => variant.Difference is { } difference && difference.PValue < Level / (variants.Length - 1))
            .ToArray();
        if (certain.Length == 0)
        {
            return "no-difference";
        }

        var best = certain.MaxBy(variant => variant.Difference?.Value) ?? certain[0];
        return best.Difference is { Value: > 0 } ? best.Name : variants[0].Name;
    }

    private static VariantReport Report(VariantSums row, double weight, VariantSums? first)
    {
        var revenue = new RatioSums(row.Subjects, row.Subjects, row.Subjects, row.Revenue, row.RevenueSquares, row.Revenue);
        return new VariantReport(
            row.Variant ?? "",
            weight,
            row.Subjects,
            row.Answers,
            row.Buyers,
            row.Orders,
            Math.Round(row.Revenue, 2),
            row.Subjects == 0 ? null : RatioSums.Wilson((double)row.Buyers / row.Subjects, row.Subjects),
            revenue.Mean(),
            first is { Subjects: > 0 } && row.Subjects > 0 ? Difference(row, first) : null
        );
    }

    private static VariantDifference Difference(VariantSums row, VariantSums first)
    {
        var (a, b) = ((double)row.Buyers / row.Subjects, (double)first.Buyers / first.Subjects);
        var (va, vb) = (a * (1 - a) / row.Subjects, b * (1 - b) / first.Subjects);
        var half = Z * Math.Sqrt(va + vb);
        return new VariantDifference(a - b, a - b - half, a - b + half, Significance.PairOf(a, va, b, vb));
    }
}
