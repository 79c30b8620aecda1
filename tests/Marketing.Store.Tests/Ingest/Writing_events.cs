using static Marketing.Store.Tests.Ingest.IngestStore;

namespace Marketing.Store.Tests.Ingest;

public sealed class Writing_events(IngestStore store) : IClassFixture<IngestStore>
{
    [Fact]
    public async Task stores_every_field()
    {
        var row = View("all", "1") with
        {
            Type = EventType.Purchase,
            SessionId = "s",
            Value = 1.5,
            Quantity = 2.5m,
            Price = 9.90m,
            Currency = "EUR",
            OrderId = "o",
            Query = "q",
            Text = "很好 😀",
            Language = "zh",
            RecommendationId = "r",
            DecisionId = "d",
            AdId = "a",
            Placement = "home",
            Channel = "web",
            Attributes = """{"a":1}""",
        };
        (await store.WriteAsync(row)).Should().BeEquivalentTo(new WriteResult(1, 0, []));

        await using var db = store.Database.CreateDb();
        var stored = db.Events.Single(e => e.UserId == "all");
        stored
            .Should()
            .BeEquivalentTo(
                row,
                o => o.Excluding(r => r.Id).Excluding(r => r.Subject).Excluding(r => r.Attributes).ComparingByMembers<NewEvent>()
            );
        stored.EventId.Should().Be("1");
        stored.Attributes.Should().Be("""{"a": 1}""");
        stored.ContentHash.Should().Be(EventHash.Of(row));
    }

    [Fact]
    public async Task twice_is_a_duplicate()
    {
        var rows = Enumerable.Range(0, 20).Select(i => View("twice", $"{i}")).ToArray();
        (await store.WriteAsync(rows)).Should().BeEquivalentTo(new WriteResult(20, 0, []));
        (await store.WriteAsync([.. rows, View("twice", "new")])).Should().BeEquivalentTo(new WriteResult(1, 20, []));
        (await store.CountAsync("user_id = 'twice'")).Should().Be(21);
    }

    [Fact]
    public async Task twice_in_one_batch_is_a_duplicate()
    {
        var price = View("within", "1") with { Price = 1.5m };
        (await store.WriteAsync(price, View("other", "1"), price with { Price = 1.50m }))
            .Should()
            .BeEquivalentTo(new WriteResult(2, 1, []));
    }

    [Fact]
    public async Task under_an_id_with_another_content_is_a_conflict_and_kept()
    {
        await store.WriteAsync(View("conflict", "1", "a"));
        var batch = new[] { View("conflict", "0"), View("conflict", "1", "b"), View("conflict", "2", "c"), View("conflict", "2", "d") };
        for (var repetition = 0; repetition < 2; repetition++)
        {
            var result = await store.WriteAsync(batch);
            result.Accepted.Should().Be(repetition == 0 ? 2 : 0);
            result.Duplicates.Should().Be(repetition == 0 ? 0 : 2);
            result.Rejected.Select(r => (r.Index, r.Code)).Should().Equal((1, RejectCodes.Conflict), (3, RejectCodes.Conflict));
        }

        (await store.Database.ScalarAsync<string>("SELECT item_id FROM shop.events WHERE user_id = 'conflict' AND event_id = '1'"))
            .Should()
            .Be("a");
        (await store.CountAsync("shop.quarantine", "user_id = 'conflict' AND code = 'conflict'")).Should().Be(2);
        (
            await store.Database.ScalarAsync<string>(
                "SELECT content::jsonb ->> 'itemId' FROM shop.quarantine WHERE user_id = 'conflict' AND event_id = '1'"
            )
        )
            .Should()
            .Be("b");
    }

    [Fact]
    public async Task keeps_events_of_a_wrong_time_in_quarantine()
    {
        var result = await store.WriteAsync(
            View("time", "ahead") with
            {
                OccurredAt = Now.AddMinutes(10.1),
            },
            View("time", "fast clock") with
            {
                OccurredAt = Now.AddMinutes(9.9),
            },
            View("time", "old") with
            {
                OccurredAt = Now.AddDays(-400.1),
            },
            View("time", "old, too") with
            {
                OccurredAt = Now.AddDays(-400.1),
            },
            View("time", "last year") with
            {
                OccurredAt = Now.AddDays(-399.9),
            },
            View("time", "far") with
            {
                OccurredAt = DateTimeOffset.MaxValue,
            },
            View("time", "first") with
            {
                OccurredAt = DateTimeOffset.MinValue.AddSeconds(1),
            }
        );
        result.Accepted.Should().Be(2);
        result
            .Rejected.Select(r => (r.Index, r.Code))
            .Should()
            .Equal(
                (0, RejectCodes.InTheFuture),
                (2, RejectCodes.TooOld),
                (3, RejectCodes.TooOld),
                (5, RejectCodes.InTheFuture),
                (6, RejectCodes.TooOld)
            );
        (await store.CountAsync("shop.quarantine", "user_id = 'time'")).Should().Be(5);
    }

    [Fact]
    public async Task of_any_age_is_for_imports()
    {
        var options = new WriteOptions { AnyAge = true, Source = "import" };
        NewEvent[] rows =
        [
            View("import", "1") with
            {
                OccurredAt = new(1998, 4, 1, 0, 0, 0, TimeSpan.Zero),
            },
            View("import", "2") with
            {
                OccurredAt = Now.AddDays(1),
            },
        ];
        var result = await store.Writer.WriteAsync(rows, options, CancellationToken.None);
        result.Accepted.Should().Be(1);
        result.Rejected.Should().ContainSingle().Which.Code.Should().Be(RejectCodes.InTheFuture);
    }

    [Fact]
    public async Task links_a_session_to_its_user_once()
    {
        await store.WriteAsync(View("linked", "1") with { UserId = null, SessionId = "s9" });
        await store.WriteAsync(View("linked", "2") with { SessionId = "s9" }, View("linked", "3") with { SessionId = "s9" });
        await store.WriteAsync(View("linked", "2") with { SessionId = "s9" }, View("linked", "4") with { SessionId = "s9" });
        (await store.CountAsync("shop.session_links", "user_id = 'linked' AND session_id = 's9'")).Should().Be(1);
        (await store.CountAsync("user_id = 'session:s9'")).Should().Be(1);
        (await store.CountAsync("user_id = 'linked'")).Should().Be(3);
    }

    [Fact]
    public async Task refuses_a_row_that_breaks_a_rule_and_stores_the_others()
    {
        var result = await store.WriteAsync(
            View("rule", "1"),
            View("rule", "2") with
            {
                Text = "a\0b",
            },
            View("rule", "3") with
            {
                Value = double.NaN,
            }
        );
        result.Accepted.Should().Be(1);
        result.Rejected.Select(r => (r.Index, r.Code)).Should().Equal((1, RejectCodes.InvalidText), (2, RejectCodes.OutOfRange));
    }

    [Fact]
    public async Task tells_of_the_changed_subjects_before_it_returns()
    {
        List<string> told = [];
        store.Changes.Changed += Note;
        await store.WriteAsync(View("told", "1"), View("told", "2"), View("x", "1") with { UserId = null, SessionId = "told" });
        await store.WriteAsync(View("told", "1"));
        store.Changes.Changed -= Note;
        told.Should().BeEquivalentTo("told", "session:told");

        void Note(StoreChange change) => told.AddRange(change.Kind is ChangeKind.Subjects ? change.Ids : []);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(6_000)] // large enough for COPY
    public async Task the_same_batch_many_times_at_once_stores_it_once(int size)
    {
        var user = $"parallel-{size}";
        var rows = Enumerable.Range(0, size).Select(i => View($"{user}-{i % 7}", $"{i}") with { SessionId = $"s{i % 5}" }).ToArray();
        var writer = store.Writer;
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(n =>
                    Task.Run(() => writer.WriteAsync(n % 2 == 0 ? rows : [.. rows.Reverse()], WriteOptions.Live, CancellationToken.None))
                )
        );
        results.Sum(r => r.Accepted).Should().Be(size);
        results.Sum(r => r.Duplicates).Should().Be(5 * size);
        results.Should().OnlyContain(r => r.Rejected.Count == 0);
        (await store.CountAsync($"user_id LIKE '{user}-%'")).Should().Be(size);
    }

    [Fact]
    public async Task in_bulk_tells_repetitions_too()
    {
        var rows = Enumerable.Range(0, 12_000).Select(i => View("bulk", $"{i:D6}")).ToArray();
        var writer = store.Writer;
        (await writer.WriteAsync(rows[..6_000], WriteOptions.Live, CancellationToken.None)).Accepted.Should().Be(6_000);
        rows[10] = rows[10] with { ItemId = "another" };
        var result = await writer.WriteAsync(rows, WriteOptions.Live, CancellationToken.None);
        (result.Accepted, result.Duplicates).Should().Be((6_000, 5_999));
        result.Rejected.Should().ContainSingle().Which.Should().Match<RejectedRow>(r => r.Index == 10 && r.Code == RejectCodes.Conflict);
    }
}
