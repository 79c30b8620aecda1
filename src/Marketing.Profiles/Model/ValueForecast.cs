using Marketing.Learning.Customers;
using Marketing.Learning.Customers.Value;
using Marketing.Profiles.Features;

namespace Marketing.Profiles.Model;

/// <summary>
/// Money to expect of a customer: BG/NBD says how often, Gamma-Gamma how much, and a curve learned from customers held out how far their product is to be
/// believed. The curve is that of <see cref="CurveDays"/>, the longest time that can be looked back on; a year is believed as far as these days are.
/// </summary>
internal sealed record ValueForecast(BuyingModel Buying, GammaGamma Spend, MonotoneCurve Curve)
{
    public const int CurveDays = 90;
    private const double YearDays = 365;
    private const int Fewest = 50;
    private const int BlockRows = 30;

    /// <summary>Fits on what was known at one instant; null where too few bought again.</summary>
    /// <param name="inputs">Of customers at that instant.</param>
    /// <param name="cancel">Looked at once a step.</param>
    public static ValueForecast? Fit(IEnumerable<double[]> inputs, CancellationToken cancel)
    {
        var known = inputs
            .Select(row => (Record: ModelInputs.Record(row), Mean: ModelInputs.RepeatSpend(row)))
            .Where(c => c.Record is not null)
            .ToArray();
        BuyingRecord[] records = [.. known.Select(c => c.Record.GetValueOrDefault())];
        (int, double)[] spending =
        [
            .. known.Where(c => c.Record?.Repeats > 0 && c.Mean > 0).Select(c => (c.Record.GetValueOrDefault().Repeats, c.Mean)),
        ];
        return spending.Length < Fewest
            ? null
            : new ValueForecast(BuyingModel.Fit(records, cancel), GammaGamma.Fit(spending, cancel), MonotoneCurve.None);
    }

    /// <summary>The same with the curve of what customers then spent.</summary>
    /// <param name="inputs">What was known of each.</param>
    /// <param name="spent">Money within <see cref="CurveDays"/> after. Shape as <paramref name="inputs"/>.</param>
    public ValueForecast Calibrated(IReadOnlyList<double[]> inputs, IReadOnlyList<double> spent)
    {
        int[] buyers = [.. Enumerable.Range(0, inputs.Count).Where(row => ModelInputs.Record(inputs[row]) is not null)];
        return buyers.Length < 2 * BlockRows
            ? this
            : this with
            {
                Curve = MonotoneCurve.Fit(
                    [.. buyers.Select(row => Plain(inputs[row], CurveDays))],
                    [.. buyers.Select(row => spent[row])],
                    BlockRows
                ),
            };
    }

    /// <summary>Money within a year.</summary>
    public double? Of(ReadOnlySpan<double> inputs)
    {
        var soon = Plain(inputs, CurveDays);
        var year = Plain(inputs, YearDays);
        return !double.IsFinite(year) ? null
            : soon > 0 ? year * Curve.Apply(soon) / soon
            : year;
    }

    /// <summary>Money within <see cref="CurveDays"/>, as the curve says.</summary>
    public double Soon(ReadOnlySpan<double> inputs) => Curve.Apply(Plain(inputs, CurveDays));

    /// <summary>Purchases within a year, money of each, and the chance that the customer is still one.</summary>
    public (double Purchases, double Mean, double Alive) Parts(ReadOnlySpan<double> inputs)
    {
        var record = ModelInputs.Record(inputs).GetValueOrDefault();
        return (
            Buying.Expected(record, YearDays / 7),
            Spend.ExpectedMean(ModelInputs.RepeatSpend(inputs) > 0 ? record.Repeats : 0, ModelInputs.RepeatSpend(inputs)),
            Buying.ChanceAlive(record)
        );
    }

    private double Plain(ReadOnlySpan<double> inputs, double days)
    {
        if (ModelInputs.Record(inputs) is not { } record)
        {
            return 0;
        }

        var mean = ModelInputs.RepeatSpend(inputs);
        var value = Buying.Expected(record, days / 7) * Spend.ExpectedMean(mean > 0 ? record.Repeats : 0, mean);
        return double.IsFinite(value) ? Math.Max(0, value) : 0;
    }
}
