using Marketing.Learning.Clicks;
using Marketing.Learning.Customers.Value;

namespace Marketing.Learning.Customers.NextPurchase;

/// <summary>
/// The chance that a customer buys within the next days: a logistic regression on <see cref="PurchaseFeatures"/>, learned by standing at
/// earlier instants and looking at what then happened. Newer instants count more, for a shop's level moves; but no single one decides, for weeks differ.
/// </summary>
/// <param name="HorizonDays">Days that the chance is about.</param>
/// <param name="Classifier">On <see cref="PurchaseFeatures.Names"/>, or on recency alone.</param>
/// <param name="Buying">Gives the last feature; null where nobody has bought twice yet.</param>
/// <param name="BaseRate">Share that bought, over the instants learned from.</param>
public sealed record NextPurchaseModel(double HorizonDays, LinearModel Classifier, BgNbd? Buying, double BaseRate)
{
    private const double Ridge = 10;

    // After a month, or after the horizon where that is longer, an instant counts half.
    private const double OlderCounts = .5;
    private const int MostInstants = 12;
    private const int MostJudgedInstants = 8;
    private const int MostCustomers = 10_000;
    private const int MostRowsOfEarlier = 60_000;

    // Fewer rows would bend the curve to chance.
    private const int FewestToCalibrate = 200;
    private const double PriorRows = 100;

    /// <summary>
    /// From the classifier's chance to the one that is told: isotonic, learned from what models of the past said about up to eight later instants, which they had not
    /// seen. A shop's level moves while the weights stand still, but one instant alone would take a strong week for the level: a real shop's weeks were then expected
    /// at .4 to 1.7 times what they brought.
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
            FitClassifier(instants, everyRow: 1, cancel),
            FitBuying(customers, now, cancel),
            instants.Sum(instant => instant.Weight * instant.Targets.Average()) / instants.Sum(instant => instant.Weight)
        );
        return recencyOnly ? model : model with { Calibration = Calibrate(instants, horizonDays, cancel) };
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

    /// <summary>
    /// What was known at earlier instants and what then happened, newest first: a week apart, or a quarter of the horizon, so that neither one week's sale nor one
    /// month's season is all there is to learn from.
    /// </summary>
    private static List<Instant> Instants(
        IReadOnlyList<Activity[]> customers,
        double now,
        double horizonDays,
        bool recencyOnly,
        CancellationToken cancel
    )
    {
        var start = customers.Where(acts => acts.Length > 0).Select(acts => acts[0].Day).DefaultIfEmpty(now).Min();
        var apart = Math.Max(7, horizonDays / 4);
        List<Instant> instants = [];
        for (var step = 0; step < MostInstants; step++)
        {
            var age = step * apart;
            var at = now - horizonDays - age;
            if (at - start < horizonDays)
            {
                break;
            }

            Activity[][] known = [.. Thinned([.. customers.Where(acts => acts.Length > 0 && acts[0].Day <= at)], MostCustomers)];
            var buying = FitBuying(known, at, cancel);
            instants.Add(
                new Instant(
                    age,
                    Math.Pow(OlderCounts, age / Math.Max(30, horizonDays)),
                    [.. known.Select(acts => Features(acts, at, horizonDays, buying, recencyOnly))],
                    [.. known.Select(acts => Buys(acts, at, horizonDays) ? 1.0 : 0)]
                )
            );
        }

        return instants;
    }

    /// <summary>On every so manieth row of the instants. Each instant counts as much as its weight says, however many customers were known then.</summary>
    private static LinearModel FitClassifier(IReadOnlyList<Instant> instants, int everyRow, CancellationToken cancel)
    {
        var customers = instants.Average(instant => instant.Rows.Count);
        List<double[]> rows = [];
        List<double> targets = [];
        List<double> importance = [];
        foreach (var instant in instants)
        {
            for (var row = 0; row < instant.Rows.Count; row += everyRow)
            {
                rows.Add(instant.Rows[row]);
                targets.Add(instant.Targets[row]);
                importance.Add(everyRow * instant.Weight * customers / instant.Rows.Count);
            }
        }

        return LinearModel.Fit(Link.Logistic, rows, targets, importance, Ridge, cancel);
    }

    private static IsotonicCalibration Calibrate(List<Instant> instants, double horizonDays, CancellationToken cancel)
    {
        List<double> scores = [];
        List<bool> bought = [];
        List<float> weights = [];
        foreach (var judged in instants.Take(MostJudgedInstants))
        {
            // Only what had happened by then: instants whose days were over.
            Instant[] earlier = [.. instants.Where(instant => instant.Age >= judged.Age + horizonDays)];
            if (earlier.SelectMany(instant => instant.Targets).Distinct().Count() < 2)
            {
                break;
            }

            var rows = earlier.Sum(instant => instant.Rows.Count);
            var model = FitClassifier(earlier, (rows + MostRowsOfEarlier - 1) / MostRowsOfEarlier, cancel);
            scores.AddRange(judged.Rows.Select(row => model.Predict(row)));
            bought.AddRange(judged.Targets.Select(target => target > 0));
            weights.AddRange(Enumerable.Repeat((float)(judged.Weight * instants[0].Rows.Count / judged.Rows.Count), judged.Rows.Count));
        }

        return scores.Count < FewestToCalibrate
            ? IsotonicCalibration.None
            : IsotonicCalibration.Fit(scores.ToArray(), bought.ToArray(), weights.ToArray(), PriorRows);
    }

    /// <summary>What was known at an instant and what then happened.</summary>
    /// <param name="Age">Days before the newest instant.</param>
    /// <param name="Weight">How much it counts, 1 for the newest.</param>
    /// <param name="Rows">Shape [customers][features].</param>
    /// <param name="Targets">1 for who bought. Shape [customers].</param>
    private sealed record Instant(double Age, double Weight, IReadOnlyList<double[]> Rows, IReadOnlyList<double> Targets);

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
        BuyingRecord[] records =
        [
            .. Thinned(customers, MostCustomers).Select(acts => PurchaseFeatures.Record(acts, at)).OfType<BuyingRecord>(),
        ];
        return records.Count(record => record.Repeats > 0) < 20 ? null : BgNbd.Fit(records, cancel);
    }

    /// <summary>Evenly, at least half of and at most twice as many as asked for: a shop's weights and parameters do not need a million customers.</summary>
    private static IEnumerable<Activity[]> Thinned(IReadOnlyList<Activity[]> customers, int most)
    {
        var step = Math.Max(1, customers.Count / most);
        for (var at = 0; at < customers.Count; at += step)
        {
            yield return customers[at];
        }
    }
}
