using Marketing.Learning.Customers.Value;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>Predictions and outcomes of the customers known at the end of the calibration.</summary>
internal sealed record ValueEvaluation(PurchaseTable Table, ValueModel Model, int[] Customers)
{
    public required double[] BgNbdPurchases { get; init; }

    public required double[] Purchases { get; init; }

    public required double[] ObservedPurchases { get; init; }

    public required double[] Money { get; init; }

    public required double[] ObservedMoney { get; init; }

    public required ulong Seed { get; init; }

    public JudgedValues BgNbd => Judge(BgNbdPurchases, ObservedPurchases);

    public JudgedValues Product => Judge(Purchases, ObservedPurchases);

    /// <summary>Purchases × mean spend; null where no spend is known.</summary>
    public JudgedValues? Spend => Model.Spend is null ? null : Judge(Money, ObservedMoney);

    /// <exception cref="ArgumentException">Nobody bought twice within the calibration.</exception>
    public static ValueEvaluation Run(PurchaseTable table, int calibrationEnd, int holdoutEnd, ulong seed, CancellationToken cancel)
    {
        var horizon = holdoutEnd - calibrationEnd;
        var model = ValueModel.Fit(table, calibrationEnd, horizon, cancel);
        var customers = table.KnownOn(calibrationEnd);
        var observed = customers.Select(customer => table.Between(customer, calibrationEnd, holdoutEnd)).ToArray();
        double[] purchases = [.. customers.Select(customer => model.Purchases(table, customer))];
        return new ValueEvaluation(table, model, customers)
        {
            Seed = seed,
            BgNbdPurchases =
            [
                .. customers.Select(customer => model.Buying.Expected(table.RecordOn(customer, calibrationEnd), horizon / 7.0)),
            ],
            Purchases = purchases,
            ObservedPurchases = [.. observed.Select(seen => (double)seen.Purchases)],
            Money = [.. customers.Select((customer, at) => purchases[at] * model.MeanSpend(table, customer))],
            ObservedMoney = [.. observed.Select(seen => seen.Spend)],
        };
    }

    /// <summary>For each customer: id, purchases by BG/NBD and by the product, observed ones, spend by the product, observed.</summary>
    public IEnumerable<object[]> Rows() =>
        Customers.Select(
            (customer, at) =>
                new object[]
                {
                    Table.CustomerIds[customer],
                    BgNbdPurchases[at],
                    Purchases[at],
                    ObservedPurchases[at],
                    Money[at],
                    ObservedMoney[at],
                }
        );

    private JudgedValues Judge(double[] predictions, double[] outcomes) =>
        new(ValueJudgement.Of(predictions, outcomes), ValueIntervals.Of(predictions, outcomes, Seed));
}

/// <summary>Figures of one prediction, with the intervals that have no formula.</summary>
internal sealed record JudgedValues(ValueJudgement Judgement, ValueIntervals Intervals);
