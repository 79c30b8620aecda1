using Marketing.Store.Imports;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Imports;

public sealed class An_import_of_online_retail : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly RecordedImport _import = new();

    [Fact]
    public async Task Makes_purchases_of_sales_in_utc()
    {
        await ImportAsync(
            "536365,85123a,WHITE  HOLDER ,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n" // winter: UTC
                + "540001,85123A,WHITE HOLDER,1,2011-07-01 08:26:00,2.55,17850.0,France\n" // summer: an hour earlier
        );

        _import
            .Events.Select(e => (e.Type, e.UserId, e.ItemId, e.Quantity, e.Price, e.Currency, e.OrderId, e.Weight, e.OccurredAt))
            .Should()
            .Equal(
                (
                    EventType.Purchase,
                    "17850",
                    "85123A",
                    6m,
                    2.55m,
                    "GBP",
                    "536365",
                    1f,
                    new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero)
                ),
                (
                    EventType.Purchase,
                    "17850",
                    "85123A",
                    1m,
                    2.55m,
                    "GBP",
                    "540001",
                    1f,
                    new DateTimeOffset(2011, 7, 1, 7, 26, 0, TimeSpan.Zero)
                )
            );
        _import
            .Items.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    ItemId = "85123A",
                    Name = "WHITE HOLDER",
                    Price = 2.55m,
                    Recommendable = true,
                }
            );
        _import.Users.Should().Equal(new NewUser { UserId = "17850", Attributes = """{"country":"France"}""" }); // one line each: the first in order
    }

    [Fact]
    public async Task Makes_returns_of_cancelled_lines()
    {
        await ImportAsync("C536379,22632,HAND WARMER,-2,2010-12-01 09:41:00,2.10,14527,EIRE\n");

        _import
            .Events.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Type = EventType.Return,
                    Quantity = 2m,
                    OrderId = "C536379",
                    UserId = "14527",
                }
            );
        _import.Items.Should().ContainSingle().Which.Price.Should().BeNull(); // what was taken back is no offer
    }

    [Fact]
    public async Task Makes_anonymous_sessions_of_invoices_without_a_customer()
    {
        await ImportAsync("536544,21773,ROSE BOX,1,2010-12-01 14:32:00,2.51,,United Kingdom\n");

        _import.Events.Should().ContainSingle().Which.Subject.Should().Be("session:invoice-536544");
        _import.Users.Should().BeEmpty();
    }

    [Theory]
    [InlineData("85123A", true)]
    [InlineData("15056bl", true)]
    [InlineData("22632", true)]
    [InlineData("POST", false)]
    [InlineData("C2", false)]
    [InlineData("BANK CHARGES", false)]
    [InlineData("gift_0001_20", false)]
    [InlineData("DCGS0003", false)]
    [InlineData("2263", false)]
    [InlineData("226321", false)]
    public async Task Tells_products_from_postage_and_the_like_by_the_shape_of_the_code(string code, bool isProduct)
    {
        var summary = await ImportAsync($"536544,{code},X,1,2010-12-01 14:32:00,2.51,1,United Kingdom\n");

        var kept = _import.Events.Should().ContainSingle().Subject;
        (kept.Weight, kept.Flag).Should().Be(isProduct ? (1f, null) : (0f, "non-product"));
        _import.Items.Should().ContainSingle().Which.Recommendable.Should().Be(isProduct);
        summary.Found["nonProductLines"].Should().Be(isProduct ? 0 : 1);
    }

    [Fact]
    public async Task Sets_aside_what_is_no_sale_and_keeps_gifts_without_weight()
    {
        var summary = await ImportAsync(
            "1,21773,damages,-43,2010-12-01 14:32:00,0.0,,United Kingdom\n"
                + "2,21773,,10,2010-12-01 14:32:00,0.0,,United Kingdom\n"
                + "A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom\n"
                + "3,21773,BOX,-1,2010-12-01 14:32:00,2.51,1,United Kingdom\n"
                + "C4,21773,BOX,1,2010-12-01 14:32:00,2.51,1,United Kingdom\n"
                + "5,21773,BOX,1,2010-12-01 14:32:00,-2.51,1,United Kingdom\n"
                + "6,21773,BOX,one,2010-12-01 14:32:00,2.51,1,United Kingdom\n"
                + "7,21773,BOX,2,2010-12-01 14:32:00,0.0,1,United Kingdom\n"
        );

        _import
            .Rejects("retail.csv")
            .Select(row => row[..row.IndexOf(' ', 3)])
            .Should()
            .Equal(
                "2 stock-correction",
                "3 stock-correction",
                "4 adjustment",
                "5 wrong-quantity",
                "6 wrong-quantity",
                "7 negative-price",
                "8 invalid-number"
            );
        _import
            .Events.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    OrderId = "7",
                    Weight = 0f,
                    Flag = "free",
                }
            );
        summary.Found["linesPricedZeroOrLess"].Should().Be(5);
        summary.Found["freeLines"].Should().Be(1);
    }

    [Fact]
    public async Task Names_an_item_by_its_most_frequent_description_and_a_tie_by_the_alphabet()
    {
        static string Line(string code, string description, decimal price) =>
            $"1,{code},{description},1,2010-12-01 14:32:00,{price},1,United Kingdom\n";

        await ImportAsync(
            Line("11111", "wrongly labelled", 1)
                + Line("11111", "RED BOX", 3)
                + Line("11111", "RED BOX", 3)
                + Line("22222", "B", 4)
                + Line("22222", "A", 2)
        );

        _import.Items.Select(i => (i.ItemId, i.Name, i.Price)).Should().Equal(("11111", "RED BOX", 3m), ("22222", "A", 2m));
    }

    [Fact]
    public async Task Keeps_identical_lines_of_an_invoice_and_changes_nothing_the_second_time()
    {
        const string line = "1,11111,BOX,1,2010-12-01 14:32:00,2,1,United Kingdom\n";

        (await ImportAsync(line + line)).Events.Should().Be(new ImportCounts(2, 0));
        var again = await ImportAsync(line + line);

        (again.Events, again.Items, again.Users).Should().Be((new ImportCounts(0, 2), new ImportCounts(0, 1), new ImportCounts(0, 1)));
    }

    // What an independent count of the file gives (lines by invoice prefix, shape of the code, sign of price and quantity, customer).
    [RealDataFact("online-retail/transactions.csv.gz")]
    public async Task Accounts_for_every_line_of_the_published_file()
    {
        var file = SharedData.PathOf("online-retail/transactions.csv.gz") ?? "";

        var summary = await _import.RunAsync("online-retail", [file], ImportRunner.BatchSize, default);

        summary.Found.Should().Contain("lines", 320_705);
        summary.Found.Should().Contain("linesWithoutCustomer", 88_652);
        summary.Found.Should().Contain("cancelledLines", 5_847);
        summary.Found.Should().Contain("linesPricedZeroOrLess", 1_799);
        summary.Found.Should().Contain("nonProductLines", 1_992);
        summary.Rejected.Should().Equal(new Dictionary<string, long> { ["adjustment"] = 3, ["stock-correction"] = 1_776 });
        summary.Events.Should().Be(new ImportCounts(320_705 - 1_779, 0));
        // 21 lines of customers are free; one of them is a manual entry, and counts as that.
        summary.Found.Should().Contain("freeLines", 21 - 1).And.Contain("returnEvents", 5_847);
        summary.Users.Accepted.Should().Be(3_360);
        summary.Items.Accepted.Should().Be(3_550);
        _import.Items.Count(i => i.Recommendable == false).Should().Be(22);
        _import.Items.Should().OnlyContain(i => i.Name != null);
        _import.Items.Single(i => i.ItemId == "85123A").Name.Should().Be("WHITE HANGING HEART T-LIGHT HOLDER");
    }

    [Fact]
    public void Converts_clock_time_like_the_database_of_time_zones()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var london))
        {
            return; // a machine without that database: the cases above remain
        }

        List<DateTime> wrong = [];
        for (var clock = new DateTime(1996, 1, 1, 0, 30, 0); clock.Year < 2030; clock = clock.AddHours(1))
        {
            if (
                !london.IsAmbiguousTime(clock)
                && !london.IsInvalidTime(clock)
                && UnitedKingdomTime.ToUtc(clock).UtcDateTime != TimeZoneInfo.ConvertTimeToUtc(clock, london)
            )
            {
                wrong.Add(clock);
            }
        }

        wrong.Should().BeEmpty();
    }

    public void Dispose() => _import.Dispose();

    private Task<ImportSummary> ImportAsync(string lines) => _import.RunAsync("online-retail", _import.Write("retail.csv", Header + lines));
}
