using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;

namespace Marketing.Learning.Tests.Customers;

public sealed class Next_purchase
{
    [Fact]
    public void Features_look_at_nothing_after_the_instant()
    {
        Activity[] past =
        [
            new(10, ActivityKind.Purchase, 20),
            new(12, ActivityKind.Look, 0),
            new(15.5, ActivityKind.Purchase, 40),
            new(15.6, ActivityKind.Purchase, 1),
        ];
        Activity[] future = [.. past, new(20.1, ActivityKind.Return, 40), new(30, ActivityKind.Purchase, 99)];
        PurchaseFeatures.Of(future, 20, .5).Should().Equal(PurchaseFeatures.Of(past, 20, .5));
        // Two purchase days (10 and 15), the last five days ago; e⁰·⁵ and so on are logarithms of 1 + the number.
        var features = PurchaseFeatures.Of(past, 20, .5);
        features[PurchaseFeatures.Recency].Should().BeApproximately(Math.Log(1 + 5), 1e-12);
        features[PurchaseFeatures.Names.ToList().IndexOf("orders")].Should().BeApproximately(Math.Log(1 + 2), 1e-12);
        features[PurchaseFeatures.Names.ToList().IndexOf("spend")].Should().BeApproximately(Math.Log(1 + 61), 1e-12);
    }

    [Fact]
    public void Learns_who_buys_often_and_is_calibrated()
    {
        // Every customer buys each day with an own chance; half of them rarely (1 %), half often (8 %).
        Activity[][] customers =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(customer =>
                    Enumerable
                        .Range(0, 240)
                        .Where(day => day == 0 || SplitMix64.Uniform((ulong)customer, (ulong)day) < (customer % 2 == 0 ? .01 : .08))
                        .Select(day => new Activity(day, ActivityKind.Purchase, 10))
                        .ToArray()
                ),
        ];
        var model = NextPurchaseModel.Fit(customers, now: 210, horizonDays: 30, recencyOnly: false, default);
        model.Should().NotBeNull();
        bool[] bought = [.. customers.Select(acts => NextPurchaseModel.Buys(acts, 210, 30))];
        var judged = BinaryJudgement.Of([.. customers.Select(acts => model!.Predict(acts, 210))], bought);
        // 1 − .99³⁰ = .26 and 1 − .92³⁰ = .92: knowing the kind gives AUC (.92·.74 + half of the ties) ≈ .83.
        judged.Auc.Should().BeGreaterThan(.78);
        // Ten groups of 100 are off by some .03 by chance alone.
        judged.CalibrationError.Should().BeLessThan(.09);
        judged.ExpectedOverObserved.Should().BeApproximately(1, .05);
    }

    [Fact]
    public void One_strong_week_is_not_the_level()
    {
        // 1 % buy each day, and 3 % in the week before now: 1 − .99⁷ = .068 of an ordinary week, 1 − .97⁷ = .192 of the strong one, 2.8 times as many. The level
        // is calibrated over eight weeks that count 2^(−7/30) = .85 times the one after: the strong one has .15/(1 − .85⁸) = .206 of the say, which makes
        // (.068 + .206·.124)/.068 = 1.37 times the ordinary level. That everybody bought lately raises what is expected of each a little more; it must stay
        // nearer to the ordinary week than to the strong one: below (1 + 2.8)/2.
        Activity[][] customers =
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(customer =>
                    Enumerable
                        .Range(0, 112)
                        .Where(day => day == 0 || SplitMix64.Uniform((ulong)customer + 7_000, (ulong)day) < (day > 112 - 7 ? .03 : .01))
                        .Select(day => new Activity(day, ActivityKind.Purchase, 10))
                        .ToArray()
                ),
        ];
        var model = NextPurchaseModel.Fit(customers, now: 112, horizonDays: 7, recencyOnly: false, default);
        (customers.Average(acts => model!.Predict(acts, 112)) / (1 - Math.Pow(.99, 7))).Should().BeInRange(1.1, 1.9);
    }

    [Fact]
    public void A_curve_of_amounts_never_falls()
    {
        // 3 at 2 and 2 at 3 are one block of 2.5 at 2.5; between (1, 1) and (2.5, 2.5) it is straight.
        var curve = MonotoneCurve.Fit([4, 2, 3, 1], [5, 3, 2, 1], leastRows: 1);
        curve.Scores.Should().Equal(1, 2.5, 4);
        curve.Values.Should().Equal(1, 2.5, 5);
        new[] { 0, 1, 1.75, 2.5, 3.25, 9 }.Select(curve.Apply).Should().Equal(1, 1, 1.75, 2.5, 3.75, 5);
        // Blocks of two at least: 1 and 2 give (1.5, 2), 3 and 4 give (3.5, 3.5).
        MonotoneCurve.Fit([4, 2, 3, 1], [5, 3, 2, 1], leastRows: 2).Values.Should().Equal(2, 3.5);
        MonotoneCurve.None.Apply(7).Should().Be(7);
    }

    [Fact]
    public void Too_short_a_past_gives_no_model() =>
        NextPurchaseModel
            .Fit(
                [
                    [new Activity(5, ActivityKind.Purchase, 1)],
                ],
                now: 10,
                horizonDays: 30,
                recencyOnly: false,
                default
            )
            .Should()
            .BeNull();

    [Fact]
    public void A_logistic_regression_on_one_yes_or_no_is_the_two_rates()
    {
        // x = 0: 1 of 4 says yes, x = 1: 3 of 4.
        double[][] rows =
        [
            [0],
            [0],
            [0],
            [0],
            [1],
            [1],
            [1],
            [1],
        ];
        double[] yes = [1, 0, 0, 0, 1, 1, 1, 0];
        var model = LinearModel.Fit(Link.Logistic, rows, yes, importance: null, ridge: 0, default);
        model.Predict([0]).Should().BeApproximately(.25, 1e-6);
        model.Predict([1]).Should().BeApproximately(.75, 1e-6);
        // A row that counts three times is three rows: x = 0 then has 3 of 6.
        var heavier = LinearModel.Fit(Link.Logistic, rows, yes, [3, 1, 1, 1, 1, 1, 1, 1], ridge: 0, default);
        heavier.Predict([0]).Should().BeApproximately(.5, 1e-6);
    }

    [Fact]
    public void Calibration_is_the_mean_gap_of_the_groups() =>
        // One group (a constant): chance .5, one yes of four: .25.
        BinaryJudgement.Of([.5, .5, .5, .5], [true, false, false, false]).CalibrationError.Should().BeApproximately(.25, 1e-12);
}
