using Marketing.Profiles.Analytics;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Analytics;

public sealed class Trends_of_the_market
{
    private static readonly DateOnly First = new(2026, 1, 5);
    private static readonly double[] Week = [0, 0, 0, 0, 10, 30, 20];

    [Fact]
    public void share_a_stretch_among_its_days_and_go_on_where_a_category_was_too_small()
    {
        // 10 on a day; 30 over three days; two days unseen; 16 on a day: 12 and 14 lie between 10 and 16.
        var (first, values) = TrendSeries.Of([Cell(0, 0, 10), Cell(1, 3, 30), Cell(6, 6, 16)], cell => cell.Revenue);
        first.Should().Be(First);
        values.Should().Equal(10, 10, 10, 10, 12, 14, 16);
        TrendSeries.Of([], cell => cell.Revenue).Values.Should().BeEmpty();
    }

    [Fact]
    public void find_the_day_that_stands_out_and_go_on_with_the_season()
    {
        double[] values =
        [
            .. Enumerable.Range(0, 84).Select(day => 100 + day + Week[day % 7] + (2 * Math.Sin(3.7 * day)) + (day == 50 ? 500 : 0)),
        ];
        var days = TrendSeries.TakeApart(First, values);
        days.Where(day => day.IsAnomaly).Select(day => day.Day).Should().Equal(First.AddDays(50));
        days.Should().OnlyContain(day => Math.Abs(day.Value - day.Trend - day.Season - day.Rest) < .05);

        double[] calm = [.. Enumerable.Range(0, 84).Select(day => 100 + Week[day % 7])];
        var forecast = TrendSeries.Forecast(First, calm, 14);
        forecast[0].Day.Should().Be(First.AddDays(84));
        forecast
            .Select((day, at) => Math.Abs(day.Mean - (100 + Week[at % 7])))
            .Max()
            .Should()
            .BeLessThan(3, "it has been the same for twelve weeks");
        forecast.Should().OnlyContain(day => day.Low <= day.Mean && day.Mean <= day.High);
    }

    [Fact]
    public void say_how_good_forecasts_have_been_from_earlier_days_on()
    {
        double[] values = [.. Enumerable.Range(0, 70).Select(day => 100 + Week[day % 7] + (3 * Math.Sin(day)))];
        var test = TrendSeries.Test(values, 14);
        test.Should().NotBeNull();
        test!.Rounds.Should().Be(3, "from days 56, 42 and 28 on: at least four weeks come before");
        test.WeightedError.Should().BeLessThan(.05);
        test.Coverage.Should().BeGreaterThan(.8);
        TrendSeries.Test(values[..30], 14).Should().BeNull();
        // Nothing sold: no share of error can be told, and nothing is divided by zero.
        TrendSeries.Test(new double[70], 14).Should().Be(new Backtest(3, 0, null, null, 1));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\"=1", "'\"=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("Home & Garden", "Home & Garden")]
    [InlineData("", "")]
    public void write_no_formula_into_a_spreadsheet(string text, string written) => CsvAnswer.Text(text).Should().Be(written);

    [Fact]
    public void write_numbers_as_numbers_and_quote_what_needs_it()
    {
        var file = CsvAnswer.Of(
            "f",
            ["a", "b"],
            [
                [-1.5, "x,\"y\""],
                [null, "=1"],
            ]
        );
        System.Text.Encoding.UTF8.GetString(file.FileContents.Span).Should().Be("\uFEFFa,b\r\n-1.5,\"x,\"\"y\"\"\"\r\n,'=1\r\n");
    }

    [Fact]
    public void tell_of_a_campaign_only_where_ten_bought_and_ten_did_not()
    {
        CampaignEffect Effect(long treatedBuyers, long controlBuyers) =>
            new("c", 1_237, treatedBuyers, 64, controlBuyers, .02, [-.01, .05], 100, [-50, 250], "No difference is proven.");
        var told = CampaignFigures.Of(Effect(100, 12), 4);
        (told.Treated, told.Control, told.Lift).Should().Be((1_230, 60, .02));
        told.TreatedRate.Should().Be(.0808, "100/1237");
        var few = CampaignFigures.Of(Effect(100, 9), 4);
        (few.ControlRate, few.Lift, few.IncrementalRevenue).Should().Be((null, null, null));
        few.TreatedRate.Should().NotBeNull();
        CampaignFigures.Of(Effect(100, 55), 4).ControlRate.Should().BeNull("nine did not buy");
    }

    private static AnalyticsCellRow Cell(int first, int last, double revenue) =>
        new()
        {
            Family = "sales",
            Dimension = "all",
            Value = "*",
            FirstDay = First.AddDays(first),
            LastDay = First.AddDays(last),
            Revenue = revenue,
        };
}
