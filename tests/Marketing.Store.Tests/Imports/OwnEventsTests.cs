using Marketing.Store.Imports;

namespace Marketing.Store.Tests.Imports;

public sealed class An_import_of_our_own_events : IDisposable
{
    private readonly RecordedImport _import = new();

    [Fact]
    public async Task Reads_csv_with_columns_in_any_order_and_spelling()
    {
        var file = _import.Write(
            "e.csv",
            "occurred_at,Type,user id,id,itemId,quantity,price,currency,attributes,attributes.size\n"
                + "2026-01-02T03:04:05.25+01:00,purchase,u1,e1,i1,2,9.90,EUR,\"{\"\"b\"\":1,\"\"a\"\":2}\",XL\n"
        );

        var summary = await _import.RunAsync("events", file);

        _import
            .Events.Should()
            .Equal(
                new NewEvent
                {
                    Id = "e1",
                    Type = EventType.Purchase,
                    UserId = "u1",
                    ItemId = "i1",
                    OccurredAt = new DateTimeOffset(2026, 1, 2, 2, 4, 5, 250, TimeSpan.Zero),
                    Quantity = 2,
                    Price = 9.90m,
                    Currency = "EUR",
                    Attributes = """{"a":2,"b":1,"size":"XL"}""",
                }
            );
        summary.Events.Should().Be(new ImportCounts(1, 0));
        summary.RejectFiles.Should().BeEmpty();
        Directory.GetFiles(_import.Folder).Should().Equal(file);
    }

    [Fact]
    public async Task Reads_ndjson_whatever_it_is_called()
    {
        var file = _import.Write(
            "e.txt",
            """

            {"id":"e1","type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T00:00:00Z"}
            {"type":"view","sessionId":"s","itemId":"i","occurredAt":"2026-01-02T00:00:00Z"}

            """
        );

        await _import.RunAsync("events", file);

        _import.Events.Select(e => (e.Subject, e.Type)).Should().Equal(("u", EventType.View), ("session:s", EventType.View));
        _import.Events[1].Id.Should().StartWith("row-");
    }

    [Fact]
    public async Task Gives_rows_without_an_id_the_same_id_each_time_and_counts_identical_rows_apart()
    {
        const string row = "view,u,i,2026-01-02T00:00:00Z\n";
        var file = _import.Write("e.csv", "type,userId,itemId,occurredAt\n" + row + row + "view,u,j,2026-01-02T00:00:00Z\n" + row);

        (await _import.RunAsync("events", file)).Events.Should().Be(new ImportCounts(4, 0));
        (await _import.RunAsync("events", file)).Events.Should().Be(new ImportCounts(0, 4));

        var first = _import.Events[0].Id;
        _import.Events.Where(e => e.ItemId == "i").Select(e => e.Id).Should().Equal(first, first + "-2", first + "-3");
    }

    [Fact]
    public async Task Keeps_every_good_row_beside_bad_ones_and_says_where_and_why()
    {
        var file = _import.Write(
            "e.csv",
            "id,type,userId,itemId,occurredAt,price\n"
                + "1,view,u,i,2026-01-02T00:00:00Z,\n" // good
                + "2,look,u,i,2026-01-02T00:00:00Z,\n"
                + "3,view,,i,2026-01-02T00:00:00Z,\n"
                + "4,view,u,,2026-01-02T00:00:00Z,\n"
                + "5,view,u,i,2026-01-02 00:00,\n"
                + "6,view,u,i,1969-12-31T23:59:59Z,\n"
                + "7,view,u,i,2026-01-15T12:10:01Z,\n" // the clock stands at 12:00
                + "8,view,u,i,2026-01-15T12:10:00Z,\n" // good: exactly ten minutes ahead
                + "9,view,u,i,2026-01-02T00:00:00Z,cheap\n"
                + "10,view,u,i,2026-01-02T00:00:00Z\n"
                + "11,view,u,\"i\n2\",2026-01-02T00:00:00Z,\n" // a line break in an id: two lines
                + "12,view,u,\"i,2026-01-02T00:00:00Z,\n" // the quote is never closed
                + "13,view,u,i,1985-01-02T00:00:00Z,\n" // good: imports bring any age
        );

        var summary = await _import.RunAsync("events", file);

        _import.Events.Select(e => e.Id).Should().Equal("1", "8", "13");
        _import
            .Rejects(file)
            .Should()
            .Equal(
                "3 unknown-type 2,look,u,i,2026-01-02T00:00:00Z,",
                "4 missing-subject 3,view,,i,2026-01-02T00:00:00Z,",
                "5 missing-field 4,view,u,,2026-01-02T00:00:00Z,",
                "6 invalid-time 5,view,u,i,2026-01-02 00:00,",
                "7 impossible-time 6,view,u,i,1969-12-31T23:59:59Z,",
                "8 in-the-future 7,view,u,i,2026-01-15T12:10:01Z,",
                "10 invalid-number 9,view,u,i,2026-01-02T00:00:00Z,cheap",
                "11 wrong-column-count 10,view,u,i,2026-01-02T00:00:00Z",
                "12 invalid-text 11,view,u,\"i\n2\",2026-01-02T00:00:00Z,",
                "14 bad-quoting 12,view,u,\"i,2026-01-02T00:00:00Z,"
            );
        summary.Rejected["in-the-future"].Should().Be(1);
        summary.Rejected.Values.Sum().Should().Be(10);
        summary.RejectFiles.Should().Equal(Path.Combine(_import.Folder, "e.csv.rejected.csv"));
    }

    [Fact]
    public async Task Says_why_a_json_line_is_bad()
    {
        var file = _import.Write(
            "e.ndjson",
            """
            {"id":"1","type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T00:00:00Z","colour":"red"}
            {"id":"2","type":"view"
            {}
            {"id":"3","type":"view","userId":"u","itemId":"i","occurredAt":"2026-01-02T00:00:00Z"}
            """
        );

        await _import.RunAsync("events", file);

        _import.Events.Select(e => e.Id).Should().Equal("3");
        _import
            .Rejects(file)
            .Select(row => row.Split(' ')[..2])
            .Should()
            .BeEquivalentTo(new[] { new[] { "1", "unknown-field" }, ["2", "invalid-json"], ["3", "missing-field"] });
    }

    [Fact]
    public async Task Reports_a_conflict_with_the_line_of_the_row_that_came_second()
    {
        var file = _import.Write(
            "e.csv",
            "id,type,userId,itemId,occurredAt\n" + "1,view,u,i,2026-01-02T00:00:00Z\n" + "1,view,u,other,2026-01-02T00:00:00Z\n"
        );

        await _import.RunAsync("events", file);

        _import.Rejects(file).Should().Equal("3 conflict 1,view,u,other,2026-01-02T00:00:00Z");
    }

    [Theory]
    [InlineData("id,type,userId,itemId,occuredAt\n", "*'occuredAt' that means nothing*")]
    [InlineData("", "*no header*")]
    [InlineData("[{\"id\":\"1\"}]", "*JSON array*")]
    public async Task Refuses_a_file_that_is_no_such_file_with_a_sentence(string text, string message)
    {
        var file = _import.Write("e.csv", text);

        await _import.Invoking(i => i.RunAsync("events", file)).Should().ThrowAsync<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public async Task Can_be_stopped_anywhere_and_run_again_without_losing_or_doubling_a_row()
    {
        var file = _import.Write(
            "e.csv",
            "type,userId,itemId,occurredAt\n"
                + string.Concat(Enumerable.Range(0, 100).Select(i => $"view,u{i % 5},i{i % 7},2026-01-02T00:00:{i % 2:00}Z\n"))
        );
        using var stop = new CancellationTokenSource();
        var batches = 0;
        _import.BeforeBatch = _ =>
        {
            if (++batches == 4)
            {
                stop.Cancel();
            }
        };

        await _import.Invoking(i => i.RunAsync("events", [file], 7, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        // Three batches of seven were let through before the stop; a fourth may have been under way beside the one that stopped.
        var stored = _import.Events.Count;
        stored.Should().BeOneOf(21, 28);

        _import.BeforeBatch = _ => { };
        (await _import.RunAsync("events", file)).Events.Should().Be(new ImportCounts(100 - stored, stored));
        (await _import.RunAsync("events", file)).Events.Should().Be(new ImportCounts(0, 100));
    }

    [Fact]
    public async Task A_failing_store_ends_the_import_with_the_stores_error()
    {
        var file = _import.Write(
            "e.csv",
            "type,userId,itemId,occurredAt\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"view,u{i},i,2026-01-02T00:00:00Z\n"))
        );
        _import.BeforeBatch = _ => throw new TimeoutException("away");

        await _import.Invoking(i => i.RunAsync("events", file)).Should().ThrowAsync<TimeoutException>().WithMessage("away");
    }

    [Fact]
    public async Task Takes_an_old_reject_file_away_when_nothing_is_rejected_any_more()
    {
        var file = _import.Write("e.csv", "type,userId,itemId,occurredAt\nview,u,i,yesterday\n");
        (await _import.RunAsync("events", file)).RejectFiles.Should().HaveCount(1);

        _import.Write("e.csv", "type,userId,itemId,occurredAt\nview,u,i,2026-01-02T00:00:00Z\n");
        (await _import.RunAsync("events", file)).RejectFiles.Should().BeEmpty();

        Directory.GetFiles(_import.Folder).Should().Equal(file);
    }

    public void Dispose() => _import.Dispose();
}
