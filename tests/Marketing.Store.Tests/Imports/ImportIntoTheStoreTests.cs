using Marketing.Store.Imports;
using Marketing.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Store.Tests.Imports;

public sealed class An_import_into_the_store : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;
    private ServiceProvider? _services;

    [Fact]
    public async Task Stores_events_items_and_users_and_changes_nothing_the_second_time()
    {
        var file = Write(
            "retail.csv",
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                + "1,11111,BOX,2,2010-12-01 14:32:00,2.50,7,France\n"
                + "1,11111,BOX,2,2010-12-01 14:32:00,2.50,7,France\n" // the same line twice on one invoice: two purchases
                + "1,POST,POSTAGE,1,2010-12-01 14:32:00,18.00,7,France\n"
                + "C2,11111,BOX,-1,2010-12-02 09:00:00,2.50,7,France\n"
                + "3,11111,BOX,1,2010-12-02 09:00:00,4.95,,United Kingdom\n"
                + "4,11111,,-5,2010-12-02 09:00:00,0.0,,United Kingdom\n"
        );

        var first = await RunAsync("online-retail", file);
        var state = await StateAsync();
        var second = await RunAsync("online-retail", file);

        (first.Events, first.Items, first.Users).Should().Be((new ImportCounts(5, 0), new ImportCounts(2, 0), new ImportCounts(1, 0)));
        (second.Events, second.Items, second.Users).Should().Be((new ImportCounts(0, 5), new ImportCounts(0, 2), new ImportCounts(0, 1)));
        (await StateAsync()).Should().Be(state);
        (
            await _database.ScalarAsync<string>(
                "SELECT string_agg(type || ':' || user_id || ':' || quantity || ':' || weight, ' ' ORDER BY user_id, type, item_id) FROM shop.events"
            )
        )
            .Should()
            .Be("3:7:2:1 3:7:2:1 3:7:1:0 4:7:1:1 3:session:invoice-3:1:1");
        (
            await _database.ScalarAsync<string>(
                "SELECT string_agg(item_id || ':' || name || ':' || recommendable, ' ' ORDER BY item_id) FROM shop.items"
            )
        )
            .Should()
            .Be("11111:BOX:true POST:POSTAGE:false");
        second.Rejected.Should().Equal(new Dictionary<string, long> { ["stock-correction"] = 1 });
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.quarantine")).Should().Be(0);
    }

    [Fact]
    public async Task Sends_conflicts_with_what_is_stored_to_the_reject_file()
    {
        const string header = "id,type,userId,itemId,occurredAt\n";
        await RunAsync("events", Write("a.csv", header + "e1,view,u,i,2020-01-02T00:00:00Z\n"));

        var summary = await RunAsync(
            "events",
            Write("b.csv", header + "e0,view,u,i,2020-01-02T00:00:00Z\ne1,view,u,other,2020-01-02T00:00:00Z\n")
        );

        summary.Events.Should().Be(new ImportCounts(1, 0));
        summary.Rejected.Should().Equal(new Dictionary<string, long> { ["conflict"] = 1 });
        File.ReadAllLines(summary.RejectFiles.Single())[1]
            .Should()
            .Contain(",3,conflict,")
            .And.EndWith("\"e1,view,u,other,2020-01-02T00:00:00Z\"");
    }

    [Fact]
    public async Task Survives_a_kill_anywhere_and_loses_and_doubles_nothing_when_run_again()
    {
        const int rows = 200_000; // eight transactions
        var file = Path.Combine(_folder, "events.csv");
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteLineAsync("type,userId,itemId,occurredAt");
            for (var i = 0; i < rows; i++)
            {
                // No ids, and every third row the same as the one before: the repeat counters must come out alike in both runs.
                await writer.WriteLineAsync(
                    $"view,user-{i / 3 * 2 % 997},item-{i / 3 % 89},2020-01-01T{i / 3 / 3600 % 24:00}:{i / 3 / 60 % 60:00}:{i / 3 % 60:00}Z"
                );
            }
        }

        var told = await ImportProcess.StartAndKillAsync(_database.ConnectionString, "events", file);
        var stored = await _database.ScalarAsync<long>("SELECT count(*) FROM shop.events");
        var again = await RunAsync("events", file);

        told.Should().BeInRange(1, rows - 1);
        stored.Should().BeGreaterThanOrEqualTo(told); // what it had said was stored is stored; a commit more may have come through
        again.Events.Should().Be(new ImportCounts(rows - stored, stored));
        (await _database.ScalarAsync<long>("SELECT count(*) FROM shop.events")).Should().Be(rows);
    }

    [RealDataFact("movielens-100k/u.data.gz", "movielens-100k/u.item", "movielens-100k/u.user")]
    public async Task Stores_movielens_100k_once()
    {
        var file = SharedData.PathOf("movielens-100k/u.data.gz") ?? "";

        await RunAsync("movielens", file);
        var again = await RunAsync("movielens", file);

        (again.Events, again.Items, again.Users)
            .Should()
            .Be((new ImportCounts(0, 100_000), new ImportCounts(0, 1_682), new ImportCounts(0, 943)));
        (await _database.ScalarAsync<long>("SELECT count(DISTINCT user_id) FROM shop.events")).Should().Be(943);
        (await _database.ScalarAsync<string>("SELECT name FROM shop.items WHERE item_id = '1'")).Should().Be("Toy Story (1995)");
    }

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _services = ImportProcess.Services(_database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await (_services?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<ImportSummary> RunAsync(string kind, string file) =>
        (_services ?? throw new InvalidOperationException())
            .GetRequiredService<ImportRunner>()
            .RunAsync(
                new ImportRequest
                {
                    Kind = kind,
                    Files = [file],
                    RejectFolder = _folder,
                },
                progress: null,
                CancellationToken.None
            );

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Everything that the tables hold, times of change included.</summary>
    private Task<string?> StateAsync() =>
        _database.ScalarAsync<string>(
            """
            SELECT md5(coalesce((SELECT string_agg(e::text, '|' ORDER BY e.user_id, e.event_id) FROM shop.events e), '')
                || coalesce((SELECT string_agg(i::text, '|' ORDER BY i.item_id) FROM shop.items i), '')
                || coalesce((SELECT string_agg(u::text, '|' ORDER BY u.user_id) FROM shop.users u), ''))
            """
        );
}
