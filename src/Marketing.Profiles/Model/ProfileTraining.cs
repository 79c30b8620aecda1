using Marketing.Learning;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Features;

namespace Marketing.Profiles.Model;

/// <summary>Learns every part of the model from a sample, as of the end or as of an earlier instant, so that what then happened can judge it.</summary>
/// <param name="customers">The sample.</param>
/// <param name="end">The newest event, in days.</param>
internal sealed class ProfileTraining(IReadOnlyList<SampledCustomer> customers, double end)
{
    public const int ScoreDays = 30;
    private const double ScoreRidge = 10;
    private const int MostClustered = 10_000;
    private const int FewestBuyers = 20;

    /// <summary>Acts of each customer. Shape [customers].</summary>
    public IReadOnlyList<Activity[]> Activities { get; } = [.. customers.Select(customer => customer.Activities)];

    /// <summary>Chances of a purchase, learned until some days before the end.</summary>
    public NextPurchaseModel? NextPurchase(double horizon, double daysBeforeEnd, bool recencyOnly, CancellationToken cancel) =>
        NextPurchaseModel.Fit(Activities, end - daysBeforeEnd, horizon, recencyOnly, cancel);

    /// <summary>Value, learned 90 days before the end with a curve of the 90 days before, or at the end.</summary>
    public ValueForecast? Value(bool atEnd, CancellationToken cancel)
    {
        var (now, then) = atEnd
            ? (customers.Select(c => (double[]?)c.Now), customers.Select(c => c.Before90))
            : (customers.Select(c => c.Before90), customers.Select(c => c.Before180));
        var thenAt = end - ((atEnd ? 1 : 2) * ValueForecast.CurveDays);
        int[] known = [.. then.Index().Where(c => c.Item is not null).Select(c => c.Index)];
        double[][] inputs = [.. then.OfType<double[]>()];
        var curve = ValueForecast
            .Fit(inputs, cancel)
            ?.Calibrated(inputs, [.. known.Select(at => customers[at].SpentWithin(thenAt, ValueForecast.CurveDays))])
            .Curve;
        return ValueForecast.Fit(now.OfType<double[]>(), cancel) is { } fitted ? fitted with { Curve = curve ?? MonotoneCurve.None } : null;
    }

    /// <summary>The score, learned on the 30 days before the end, or on those before these.</summary>
    public LinearModel? Score(bool atEnd, CancellationToken cancel)
    {
        var at = end - (atEnd ? ScoreDays : 2 * ScoreDays);
        List<double[]> rows = [];
        List<double> spent = [];
        foreach (var customer in customers)
        {
            if ((atEnd ? customer.Before30 : customer.Before60) is { } inputs)
            {
                rows.Add(ModelInputs.Features(inputs).ToArray());
                spent.Add(customer.SpentWithin(at, ScoreDays));
            }
        }

        if (spent.Count(money => money > 0) < FewestBuyers)
        {
            return null;
        }

        // One customer's order of a lifetime must not be everybody's weight.
        var most = spent.Order().ElementAt((int)(.99 * (spent.Count - 1)));
        return LinearModel.Fit(
            Link.Identity,
            rows,
            [.. spent.Select(money => Math.Min(money, most))],
            importance: null,
            ScoreRidge,
            cancel
        );
    }

    /// <summary>The grid of those who ever bought.</summary>
    public RfmGrid? Rfm()
    {
        (double, double, double)[] buyers =
        [
            .. customers
                .Where(c => c.Bought.RecencyDays is not null)
                .Select(c => (c.Bought.RecencyDays ?? 0, c.Bought.Orders, c.Bought.Spend)),
        ];
        return buyers.Length < FewestBuyers ? null : RfmGrid.Learn(buyers);
    }

    public CustomerClusters? Clusters(IClusterTrainer trainer, bool atEnd, TrainingControl control)
    {
        var rows = customers
            .Select(c => atEnd ? c.Now : c.Before30)
            .OfType<double[]>()
            .Where(row => row.Length > 0)
            .Take(MostClustered)
            .ToArray();
        return CustomerClusters.Train(trainer, rows, control);
    }

    /// <param name="which">Which of the customers to learn from, by their place.</param>
    public Habit? Hours(Func<int, bool> which) =>
        Habit.Fit(
            [.. Enumerable.Range(0, 24).Select(hour => hour.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            [.. customers.Where((_, at) => which(at)).Select(c => c.Hours)]
        );

    /// <inheritdoc cref="Hours"/>
    public Habit? Channels(Func<int, bool> which)
    {
        const int Most = 20;
        string[] names =
        [
            .. customers
                .SelectMany(c => c.Channels.Before.Concat(c.Channels.After))
                .GroupBy(count => count.Key, StringComparer.Ordinal)
                .OrderByDescending(group => group.Sum(count => count.Value))
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(Most)
                .Select(group => group.Key),
        ];
        return Habit.Fit(
            names,
            [.. customers.Where((_, at) => which(at)).Select(c => (CountsOf(names, c.Channels.Before), CountsOf(names, c.Channels.After)))]
        );
    }

    /// <summary>Counts in the order of the names.</summary>
    public static int[] CountsOf(IReadOnlyList<string> names, IReadOnlyDictionary<string, int> counts) =>
        [.. names.Select(name => counts.GetValueOrDefault(name))];
}
