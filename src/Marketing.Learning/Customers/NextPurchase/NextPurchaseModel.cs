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
        var start = customers.Where(acts => acts.Length > 0).Select(acts => acts[0].Day).DefaultIfEmpty(now).Min();
        var (rows, targets, importance) = (new List<double[]>(), new List<double>(), new List<double>());
        for (var step = 1; step <= MostInstants; step++)
        {
            var at = now - (step * horizonDays);
            if (at - start < horizonDays)
            {
                break;
            }

            var known = customers.Where(acts => acts.Length > 0 && acts[0].Day <= at).ToArray();
            var buying = FitBuying(known, at, cancel);
            foreach (var acts in known)
            {
                rows.Add(Features(acts, at, horizonDays, buying, recencyOnly));
                targets.Add(Buys(acts, at, horizonDays) ? 1 : 0);
                importance.Add(Math.Pow(OlderCounts, step - 1));
            }
        }

        if (targets.Count == 0 || targets.Distinct().Count() < 2)
        {
            return null;
        }

        var classifier = LinearModel.Fit(Link.Logistic, rows, targets, importance, Ridge, cancel);
        var rate = targets.Zip(importance, (target, count) => target * count).Sum() / importance.Sum();
        return new NextPurchaseModel(horizonDays, classifier, FitBuying(customers, now, cancel), rate);
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
    public double Predict(ReadOnlySpan<Activity> activities, double at) => Classifier.Predict(FeaturesOf(activities, at));

    /// <summary>What <see cref="Predict"/> looks at.</summary>
    public double[] FeaturesOf(ReadOnlySpan<Activity> activities, double at) =>
        Features(activities, at, HorizonDays, Buying, recencyOnly: Classifier.Weights.Length == 2);

    private static double[] Features(ReadOnlySpan<Activity> acts, double at, double horizonDays, BgNbd? buying, bool recencyOnly)
    {
        var record = PurchaseFeatures.Record(acts, at);
        var expected = record is { } known && buying is not null ? buying.Expected(known, horizonDays / 7) : 0;
        var all = PurchaseFeatures.Of(acts, at, expected);
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
