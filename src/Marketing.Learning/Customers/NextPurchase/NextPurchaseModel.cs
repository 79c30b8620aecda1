using Marketing.Learning.Clicks;
using Marketing.Learning.Customers.Value;

namespace Marketing.Learning.Customers.NextPurchase;

/// <summary>
/// The chance that a customer buys within the next days: a logistic regression on <see cref="PurchaseFeatures"/>, learned by standing at
/// earlier instants and looking at what then happened. Newer instants count more, for a shop's level moves.
/// </summary>
/// <param name="HorizonDays">Days that the chance is about.</param>
/// <param name="Classifier">On <see cref="PurchaseFeatures.Names"/>, or on recency alone.</param>
/// <param name="Buying">Gives the last feature; null where nobody has bought twice yet.</param>
/// <param name="BaseRate">Share that bought, over the instants learned from.</param>
public sealed record NextPurchaseModel(double HorizonDays, LinearModel Classifier, BgNbd? Buying, double BaseRate)
{
    private const double Ridge = 10;
    private const double OlderCounts = .3;
    private const int MostInstants = 5;
    private const int MostBuyers = 20_000;

    // Fewer rows would bend the curve to chance.
    private const int FewestToCalibrate = 200;
    private const double PriorRows = 20;

    /// <summary>
    /// From the classifier's chance to the one that is told: isotonic, learned from what a model of all but the newest of the instants said about the newest, which it
    /// had not seen. A shop's level moves while the weights stand still: without this, July's buyers of a real shop were expected 1.16 times.
    /// </summary>
    public IsotonicCalibration Calibration { get; init; } = IsotonicCalibration.None;

    /// <summary>Learns.</summary>
    /// <param name="customers">Sorted activities of each customer. Shape [customers][acts].</param>
    /// <param name="now">Nothing after it is looked at.</param>
    /// <param name="horizonDays">Above 0.</param>
    /// <param name="recencyOnly">For comparison: only the time since the last purchase (and whether there was one).</param>
    /// <param name="cancel">Looked at between steps.</param>
    /// <returns>Null where no earlier instant has both customers who then bought and customers who did not.</returns>
    public static NextPurchaseModel? Fit(
        IReadOnlyList<Activity[]> customers,
        double now,
        double horizonDays,
        bool recencyOnly,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(customers);
        var instants = Instants(customers, now, horizonDays, recencyOnly, cancel);
        if (instants.Count == 0 || instants.SelectMany(instant => instant.Targets).Distinct().Count() < 2)
        {
            return null;
        }

        var model = new NextPurchaseModel(
            horizonDays,
            FitClassifier(instants, newest: 0, cancel),
            FitBuying(customers, now, cancel),
            Weighted(instants, instant => instant.Targets.Sum()) / Weighted(instants, instant => instant.Targets.Count)
        );
        return recencyOnly ? model : model with { Calibration = Calibrate(instants, cancel) };
    }

    /// <summary>True where the customer bought after <paramref name="at"/> and within the horizon.</summary>
    public static bool Buys(ReadOnlySpan<Activity> activities, double at, double horizonDays)
    {
        foreach (var activity in activities)
        {
            if (activity.Day > at && activity.Day <= at + horizonDays && activity.Kind == ActivityKind.Purchase)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The chance, 0 to 1.</summary>
    /// <param name="activities">Sorted; what comes after <paramref name="at"/> is not looked at.</param>
    /// <param name="at">The instant, in days.</param>
    public double Predict(ReadOnlySpan<Activity> activities, double at) =>
        Calibration.Apply(Classifier.Predict(FeaturesOf(activities, at)));

    /// <summary>What <see cref="Predict"/> looks at.</summary>
    public double[] FeaturesOf(ReadOnlySpan<Activity> activities, double at) =>
        Features(activities, at, HorizonDays, Buying, recencyOnly: Classifier.Weights.Length == 2);

    /// <summary>What was known at earlier instants and what then happened, newest first.</summary>
    private static List<Instant> Instants(
        IReadOnlyList<Activity[]> customers,
        double now,
        double horizonDays,
        bool recencyOnly,
        CancellationToken cancel
    )
    {
        var start = customers.Where(acts => acts.Length > 0).Select(acts => acts[0].Day).DefaultIfEmpty(now).Min();
        List<Instant> instants = [];
        for (var step = 1; step <= MostInstants; step++)
        {
            var at = now - (step * horizonDays);
            if (at - start < horizonDays)
            {
                break;
            }

            var known = customers.Where(acts => acts.Length > 0 && acts[0].Day <= at).ToArray();
            var buying = FitBuying(known, at, cancel);
            instants.Add(
                new Instant(
                    [.. known.Select(acts => Features(acts, at, horizonDays, buying, recencyOnly))],
                    [.. known.Select(acts => Buys(acts, at, horizonDays) ? 1.0 : 0)]
                )
            );
        }

        return instants;
    }

    /// <summary>On the instants from <paramref name="newest"/> on.</summary>
    private static LinearModel FitClassifier(List<Instant> instants, int newest, CancellationToken cancel) =>
        LinearModel.Fit(
            Link.Logistic,
            [.. instants.Skip(newest).SelectMany(instant => instant.Rows)],
            [.. instants.Skip(newest).SelectMany(instant => instant.Targets)],
            [.. instants.Skip(newest).SelectMany((instant, age) => instant.Targets.Select(_ => Math.Pow(OlderCounts, age)))],
            Ridge,
            cancel
        );

    private static IsotonicCalibration Calibrate(List<Instant> instants, CancellationToken cancel)
    {
        if (instants.Count < 2 || instants[0].Rows.Count < FewestToCalibrate || instants[1].Targets.Distinct().Count() < 2)
        {
            return IsotonicCalibration.None;
        }

        var earlier = FitClassifier(instants, newest: 1, cancel);
        return IsotonicCalibration.Fit(
            instants[0].Rows.Select(row => earlier.Predict(row)).ToArray(),
            instants[0].Targets.Select(target => target > 0).ToArray(),
            priorRows: PriorRows
        );
    }

    private static double Weighted(List<Instant> instants, Func<Instant, double> of) =>
        instants.Select((instant, age) => Math.Pow(OlderCounts, age) * of(instant)).Sum();

    private sealed record Instant(IReadOnlyList<double[]> Rows, IReadOnlyList<double> Targets);

    private static double[] Features(ReadOnlySpan<Activity> acts, double at, double horizonDays, BgNbd? buying, bool recencyOnly)
    {
        var record = PurchaseFeatures.Record(acts, at);
        var expected = record is { } known && buying is not null ? buying.Expected(known, horizonDays / 7) : 0;
        // Where the series of BG/NBD does not converge, nothing is expected: one customer must not spoil the fit.
        var all = PurchaseFeatures.Of(acts, at, expected > 0 && double.IsFinite(expected) ? expected : 0);
        return recencyOnly ? all[..2] : all;
    }

    private static BgNbd? FitBuying(IReadOnlyList<Activity[]> customers, double at, CancellationToken cancel)
    {
        // Evenly thinned: the parameters of a shop's buying do not need a million customers.
        var step = Math.Max(1, customers.Count / MostBuyers);
        BuyingRecord[] records =
        [
            .. Enumerable
                .Range(0, (customers.Count + step - 1) / step)
                .Select(index => PurchaseFeatures.Record(customers[index * step], at))
                .OfType<BuyingRecord>(),
        ];
        return records.Count(record => record.Repeats > 0) < 20 ? null : BgNbd.Fit(records, cancel);
    }
}
