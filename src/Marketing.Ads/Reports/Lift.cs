using System.Globalization;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Reports;

/// <summary>What one group of customers bought.</summary>
/// <param name="Customers">Those who could have seen the ads.</param>
/// <param name="Buyers">Those of them who bought afterwards.</param>
/// <param name="Revenue">What they spent.</param>
/// <param name="SquaredRevenue">Sum of each one's spending squared.</param>
internal sealed record GroupOutcome(long Customers, long Buyers, double Revenue, double SquaredRevenue)
{
    public double Rate => Customers == 0 ? 0 : Buyers / (double)Customers;

    public double MeanRevenue => Customers == 0 ? 0 : Revenue / Customers;

    /// <summary>Variance of the mean.</summary>
    public double RevenueVariance =>
        Customers < 2 ? 0 : Math.Max(0, (SquaredRevenue - (Customers * MeanRevenue * MeanRevenue)) / (Customers - 1)) / Customers;
}

/// <summary>What the ads added, by comparison with the customers who were kept from them by lot.</summary>
internal sealed record LiftAnswer
{
    /// <summary>The campaign; <c>*</c>: all ads together, against those who see none.</summary>
    public required string CampaignId { get; init; }

    /// <summary>Customers who could see it.</summary>
    public required long Treated { get; init; }

    /// <summary>Customers who were kept from it.</summary>
    public required long Control { get; init; }

    /// <summary>Share of the first that bought.</summary>
    public required double TreatedRate { get; init; }

    /// <summary>Share of the others that bought.</summary>
    public required double ControlRate { get; init; }

    /// <summary>The difference of the two.</summary>
    public required double Lift { get; init; }

    /// <summary>Bounds of the difference with 95 % confidence (Newcombe 1998, method 10).</summary>
    public required IReadOnlyList<double> LiftInterval { get; init; }

    /// <summary>Buyers that there would not have been.</summary>
    public required double IncrementalBuyers { get; init; }

    /// <summary>Revenue that there would not have been.</summary>
    public required double IncrementalRevenue { get; init; }

    /// <summary>Its bounds with 95 % confidence.</summary>
    public required IReadOnlyList<double> IncrementalRevenueInterval { get; init; }

    /// <summary>Smallest difference of the rates that would have been seen with 80 % chance; null without a control group.</summary>
    public double? MinimalDetectableEffect { get; init; }

    /// <summary>Are the groups as large as the lot should have made them?</summary>
    public required HoldoutRatio SampleRatio { get; init; }

    /// <summary>What may be said.</summary>
    public required string Verdict { get; init; }
}

/// <summary>Check of the groups' sizes.</summary>
/// <param name="Expected">Share of the control group that the lot gives.</param>
/// <param name="Observed">Share that it has.</param>
/// <param name="PValue">Chance of such a deviation, or a larger one.</param>
/// <param name="Passed">False below 0.001: something other than the lot decides who sees the ads, and the lift is not to be trusted.</param>
internal sealed record HoldoutRatio(double Expected, double Observed, double PValue, bool Passed);

internal static class Lift
{
    private const double Z = 1.959963984540054;
    private const double ZPower = .8416212335729143;
    private const double Suspicious = .001;

    public static LiftAnswer Of(string campaignId, GroupOutcome treated, GroupOutcome control, double controlShare)
    {
        var difference = treated.Rate - control.Rate;
        var isComparable = treated.Customers > 0 && control.Customers > 0;
        var (low, high) = isComparable ? Interval(treated, control) : (-1.0, 1.0);
        var perCustomer = treated.MeanRevenue - control.MeanRevenue;
        var half = Z * Math.Sqrt(treated.RevenueVariance + control.RevenueVariance);
        var ratio = Ratio(treated.Customers, control.Customers, controlShare);
        var pooled = (treated.Buyers + control.Buyers) / (double)Math.Max(1, treated.Customers + control.Customers);
        double? detectable = isComparable
            ? (Z + ZPower) * Math.Sqrt(pooled * (1 - pooled) * ((1.0 / treated.Customers) + (1.0 / control.Customers)))
            : null;
        return new LiftAnswer
        {
            CampaignId = campaignId,
            Treated = treated.Customers,
            Control = control.Customers,
            TreatedRate = treated.Rate,
            ControlRate = control.Rate,
            Lift = isComparable ? difference : 0,
            LiftInterval = [low, high],
            IncrementalBuyers = isComparable ? difference * treated.Customers : 0,
            IncrementalRevenue = isComparable ? perCustomer * treated.Customers : 0,
            IncrementalRevenueInterval = isComparable
                ? [(perCustomer - half) * treated.Customers, (perCustomer + half) * treated.Customers]
                : [0, 0],
            MinimalDetectableEffect = detectable,
            SampleRatio = ratio,
            Verdict = Say(isComparable, ratio, low, high, detectable),
        };
    }

    /// <summary>Newcombe's interval for a difference of two proportions, from Wilson's for each.</summary>
    internal static (double Low, double High) Interval(GroupOutcome a, GroupOutcome b)
    {
        var (lowA, highA) = Wilson(a.Buyers, a.Customers);
        var (lowB, highB) = Wilson(b.Buyers, b.Customers);
        var difference = a.Rate - b.Rate;
        return (
            difference - Math.Sqrt(Square(a.Rate - lowA) + Square(highB - b.Rate)),
            difference + Math.Sqrt(Square(highA - a.Rate) + Square(b.Rate - lowB))
        );
    }

    internal static (double Low, double High) Wilson(long hits, long n)
    {
        var p = hits / (double)n;
        var middle = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4.0 * n * n)));
        var scale = 1 + (Z * Z / n);
        return ((middle - half) / scale, (middle + half) / scale);
    }

    internal static HoldoutRatio Ratio(long treated, long control, double share)
    {
        var n = treated + control;
        if (n == 0 || share is <= 0 or >= 1)
        {
            return new HoldoutRatio(share, n == 0 ? 0 : control / (double)n, 1, true);
        }

        var deviation = (control - (n * share)) / Math.Sqrt(n * share * (1 - share));
        var p = 2 * Normal.Cumulative(-Math.Abs(deviation));
        return new HoldoutRatio(share, control / (double)n, p, p >= Suspicious);
    }

    private static string Say(bool isComparable, HoldoutRatio ratio, double low, double high, double? detectable) =>
        !isComparable ? "Nobody was kept from it, or nobody saw it: what it added cannot be told."
        : !ratio.Passed
            ? "The groups are not as large as the lot makes them: something else decides who sees the ads, and the difference says nothing."
        : low > 0 ? "It added sales."
        : high < 0 ? "It cost sales."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"No difference is proven: one below {detectable:P2} would not have been seen with this many customers."
        );

    private static double Square(double x) => x * x;
}
