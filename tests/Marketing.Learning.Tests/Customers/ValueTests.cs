using System.Globalization;
using System.IO.Compression;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.Value;
using Marketing.TestKit;

namespace Marketing.Learning.Tests.Customers;

public sealed class Customer_value
{
    private static readonly int CalibrationEnd = new DateOnly(1997, 9, 30).DayNumber;
    private static readonly int HoldoutEnd = new DateOnly(1998, 6, 30).DayNumber;

    [RealDataFact("cdnow/transactions.csv.gz")]
    public void Bg_nbd_finds_the_published_optimum()
    {
        var table = Cdnow();
        var known = table.KnownOn(CalibrationEnd);
        var model = BgNbd.Fit([.. known.Select(customer => table.RecordOn(customer, CalibrationEnd))], default);
        model.R.Should().BeApproximately(.25239, 1e-4);
        model.Alpha.Should().BeApproximately(4.82007, 1e-4);
        model.A.Should().BeApproximately(.71798, 1e-4);
        model.B.Should().BeApproximately(2.17010, 1e-4);
        model.LogLikelihood.Should().BeApproximately(-76_652.3245, 1e-3);
        var weeks = (HoldoutEnd - CalibrationEnd) / 7.0;
        known.Sum(customer => model.Expected(table.RecordOn(customer, CalibrationEnd), weeks)).Should().BeApproximately(13_665.0, .1);
        known.Sum(customer => table.Between(customer, CalibrationEnd, HoldoutEnd).Purchases).Should().Be(15_756);
    }

    [RealDataFact("cdnow/transactions.csv.gz")]
    public void The_products_own_model_misses_the_sum_by_less_and_orders_customers_better()
    {
        var table = Cdnow();
        var known = table.KnownOn(CalibrationEnd);
        var model = ValueModel.Fit(table, CalibrationEnd, HoldoutEnd - CalibrationEnd, default);
        double[] observed = [.. known.Select(customer => (double)table.Between(customer, CalibrationEnd, HoldoutEnd).Purchases)];
        var own = ValueJudgement.Of([.. known.Select(customer => model.Purchases(table, customer))], observed);
        var weeks = (HoldoutEnd - CalibrationEnd) / 7.0;
        var plain = ValueJudgement.Of(
            [.. known.Select(customer => model.Buying.Expected(table.RecordOn(customer, CalibrationEnd), weeks))],
            observed
        );
        plain.TotalError.Should().BeApproximately(-.133, .001);
        Math.Abs(own.TotalError).Should().BeLessThan(.06);
        own.Spearman.Should().BeGreaterThan(plain.Spearman + .01);
    }

    [Fact]
    public void A_mean_over_chances_is_exact_where_it_can_be_worked_out()
    {
        // p even between 0 and 1, power 1: (1 − 1/(1 + p·t))/p = t/(1 + p·t), and ∫ t/(1 + p·t) dp = ln(1 + t).
        foreach (var time in (double[])[1e-3, .3, 4, 50])
        {
            new BetaMean(1, 1).OfPurchases(time, 1).Should().BeApproximately(Math.Log(1 + time), 1e-9 * time);
        }

        // Power 0: nobody buys. Beta(2, 1) has the density 2p: ∫ 2t·p/(1 + p·t) dp = 2(1 − ln(1 + t)/t); t = 3 gives 2(1 − ln 4/3).
        new BetaMean(2, 1)
            .OfPurchases(3, 0)
            .Should()
            .Be(0);
        new BetaMean(2, 1).OfPurchases(3, 1).Should().BeApproximately(2 * (1 - (Math.Log(4) / 3)), 1e-9);
    }

    [Fact]
    public void Expected_purchases_are_the_same_by_the_series_and_by_the_integral()
    {
        foreach (var model in (BgNbd[])[new(.25, 4.82, .718, 2.17, 0), new(.8, 10, 1.5, .7, 0), new(.25, 4.82, .3, .7, 0)])
        {
            foreach (var customer in (BuyingRecord[])[new(0, 0, 30), new(1, 5, 30), new(10, 28, 30), new(80, 38, 39)])
            {
                var integral = model.OfWhoIsOne(customer, 13) * model.ChanceAlive(customer);
                integral.Should().BeApproximately(model.Expected(customer, 13), 1e-8 * integral);
            }
        }
    }

    [Fact]
    public void The_likelihood_of_one_customer_is_the_papers_product()
    {
        // r = a = b = 1, α = 2: x = 1, t = 2, T = 4.
        // B(a, b + x)/B(a, b) = (1/2)/1; Γ(r + x)α^r/Γ(r) = 2; stayed 1/(α + T)² = 1/36; left a/(b + x − 1)/(α + t)² = 1/16.
        var one = new BgNbdLikelihood([0, Math.Log(2), 0, 0], 0, 1).Of(new BuyingRecord(1, 2, 4), stackalloc double[4]);
        one.Should().BeApproximately(Math.Log(.5 * 2 * ((1 / 36.0) + (1 / 16.0))), 1e-12);
        // x = 0: only (α/(α + T))^r = 2/6.
        var none = new BgNbdLikelihood([0, Math.Log(2), 0, 0], 0, 1).Of(new BuyingRecord(0, 0, 4), stackalloc double[4]);
        none.Should().BeApproximately(Math.Log(2 / 6.0), 1e-12);
    }

    [Fact]
    public void The_gradient_is_that_of_the_value()
    {
        double[] at = [-.4, 1.1, .2, .9];
        var (gradient, ignored) = (new double[4], new double[4]);
        var customer = new BuyingRecord(3, 7.5, 20);
        new BgNbdLikelihood(at, 0, 3).Of(customer, gradient);
        for (var i = 0; i < 4; i++)
        {
            double[] above = [.. at],
                below = [.. at];
            above[i] += 1e-5;
            below[i] -= 1e-5;
            var slope = new BgNbdLikelihood(above, 0, 3).Of(customer, ignored) - new BgNbdLikelihood(below, 0, 3).Of(customer, ignored);
            gradient[i].Should().BeApproximately(slope / 2e-5, 1e-6);
        }
    }

    [Fact]
    public void Expected_purchases_agree_with_a_plain_simulation()
    {
        // A new customer (x = 0, t = 0, T = 0) by the story itself: buy after an exponential wait, leave with chance p, until 10 weeks are over.
        // With r = 2, α = 4 the rate is the sum of two exponentials over 4; with a = 2, b = 1 the chance to leave is √u.
        var model = new BgNbd(2, 4, 2, 1, double.NaN);
        const int Customers = 100_000;
        var bought = 0L;
        var counter = 0UL;
        double Next() => 1 - SplitMix64.Uniform(5, counter++);
        for (var customer = 0; customer < Customers; customer++)
        {
            var rate = -(Math.Log(Next()) + Math.Log(Next())) / 4;
            var leave = Math.Sqrt(Next());
            for (var time = -Math.Log(Next()) / rate; time <= 10; time -= Math.Log(Next()) / rate)
            {
                bought++;
                if (Next() < leave)
                {
                    break;
                }
            }
        }

        model.Expected(new BuyingRecord(0, 0, 0), 10).Should().BeApproximately(bought / (double)Customers, .02);
    }

    [Fact]
    public void Spend_leans_from_the_mean_of_all_to_the_customers_own()
    {
        // p = 2, q = 3, γ = 10: mean of all 2·10/2 = 10; after 3 purchases of 40: 2·(10 + 120)/(6 + 2) = 32.5.
        var model = new GammaGamma(2, 3, 10, double.NaN);
        model.ExpectedMean(0, 0).Should().BeApproximately(10, 1e-12);
        model.ExpectedMean(3, 40).Should().BeApproximately(32.5, 1e-12);
    }

    [Fact]
    public void One_day_counts_once_and_the_order_of_rows_does_not_matter()
    {
        (string, int, decimal)[] rows = [("b", 3, 1), ("a", 10, 5), ("a", 3, 2), ("a", 10, 7), ("a", 24, 1)];
        var (table, turned) = (PurchaseTable.Of(rows), PurchaseTable.Of(rows.Reverse()));
        table.CustomerIds.Should().Equal("a", "b");
        table.Of(0).ToArray().Should().Equal((3, 2), (10, 12), (24, 1));
        turned.Of(0).ToArray().Should().Equal(table.Of(0).ToArray());
        table.RecordOn(0, 17).Should().Be(new BuyingRecord(1, 1, 2));
        table.RepeatSpend(0, 24).Should().Be((2, 6.5));
    }

    [Fact]
    public void Nobody_who_bought_twice_is_an_error_that_says_so() =>
        FluentActions
            .Invoking(() => BgNbd.Fit([new BuyingRecord(0, 0, 5)], default))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("Nobody bought twice*");

    [Fact]
    public void Ties_share_ranks_and_places()
    {
        Ranks.Of([3, 1, 3, 2]).Should().Equal(3.5, 1, 3.5, 2);
        // positives score 3 and 2, negatives 3 and 1: pairs 3>1, 2>1, 3=3 (half), 2<3: 2.5 of 4.
        Ranks.Auc([3, 1, 3, 2], [true, false, false, true]).Should().Be(.625);
        // One place of ten, and all ten tie: a tenth of everything.
        Ranks.TopDecileShare(new double[10], [9, 1, 0, 0, 0, 0, 0, 0, 0, 0]).Should().BeApproximately(.1, 1e-12);
    }

    private static PurchaseTable Cdnow()
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(SharedData.PathOf("cdnow/transactions.csv.gz") ?? ""), CompressionMode.Decompress)
        );
        reader.ReadLine();
        var rows = new List<(string, int, decimal)>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            rows.Add(
                (
                    cells[0],
                    DateOnly.Parse(cells[1], CultureInfo.InvariantCulture).DayNumber,
                    decimal.Parse(cells[3], CultureInfo.InvariantCulture)
                )
            );
        }

        return PurchaseTable.Of(rows);
    }
}
