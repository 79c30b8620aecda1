using Marketing.Sentiment.Endpoints;
using Marketing.Store;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Reviews_of_a_product(SentimentHost host) : IClassFixture<SentimentHost>
{
    [Fact]
    public async Task change_its_figures_once_they_are_scored()
    {
        var before = await ReadAsync("kettle");
        (before.Reviews, before.RawShare, before.NewestAt).Should().Be((0, null, null));
        (before.Low, before.High).Should().Be((0, 1), "nothing is known");

        await host.ReviewAsync("u1", "kettle", "A good kettle, I love it");
        await host.ReviewAsync("u2", "kettle", "awful, the lid came broken", daysAgo: 8);
        await host.ReviewAsync("u3", "kettle", "烧水很快，我很喜欢", daysAgo: 16);
        await host.ReviewAsync("u4", "kettle", "A kettle that boils water");
        await host.ScoreAsync();

        var after = await ReadAsync("kettle");
        (after.Reviews, after.Positive, after.Neutral, after.Negative, after.Repeats).Should().Be((4, 2, 1, 1, 0));
        after.ModelVersion.Should().Be("base");
        after.RawShare.Should().BeApproximately(2 / 3.0, 1e-12);
        // Ten reviews of the shop's share come to its own three.
        after.Share.Should().BeApproximately((2 + (10 * after.ShopShare)) / 13, 1e-12);
        after.NewestAt.Should().Be(host.Time.GetUtcNow());
        // 15 January is a Thursday: the weeks begin on the 12th, the 5th (the 7th lies in it), and 29 December (the 30th).
        after
            .Trend.TakeLast(3)
            .Select(week => (week.From.Day, week.Positive, week.Neutral, week.Negative))
            .Should()
            .Equal((29, 1, 0, 0), (5, 0, 0, 1), (12, 1, 1, 0));
        after.Trend.Should().HaveCount(12);
    }

    [Fact]
    public async Task are_scored_again_when_the_product_comes_with_another_base()
    {
        var id = await host.ReviewAsync("u1", "toaster", "A good toaster");
        await host.ScoreAsync();
        await using (
            var older = host.Database.DataSource.CreateCommand(
                $"UPDATE sentiment.review_scores SET model_version = 'base-0123abcd', label = 0, score = 0.1 WHERE event_id = '{id}'"
            )
        )
        {
            (await older.ExecuteNonQueryAsync()).Should().Be(1);
        }

        // A process that has just started, of the newer program.
        await host.Replica().RunAsync(CancellationToken.None);

        var toaster = await ReadAsync("toaster");
        (toaster.Positive, toaster.Negative, toaster.ModelVersion).Should().Be((1, 0, "base"));
        await using var stored = host.Database.DataSource.CreateCommand(
            $"SELECT model_version FROM sentiment.review_scores WHERE event_id = '{id}'"
        );
        (await stored.ExecuteScalarAsync()).Should().Be("base");
    }

    [Fact]
    public async Task are_known_to_other_modules_from_memory()
    {
        await host.ReviewAsync("u1", "lamp", "good light and a great switch");
        await host.ScoreAsync();
        var mood = host.Get<IItemMood>().Find("lamp");
        mood.Should().NotBeNull();
        (mood!.Positive, mood.Negative, mood.Neutral, mood.Turn).Should().Be((1, 0, 0, null));
        host.Get<IItemMood>().Find("never reviewed").Should().BeNull();
    }

    [Fact]
    public async Task that_say_the_same_count_once()
    {
        const string Template = "Very good product, arrived on time, well packed, will certainly buy again from this shop";
        await host.ReviewAsync("t1", "mug", Template);
        await host.ReviewAsync("t2", "mug", Template + "!!!");
        await host.ScoreAsync();
        await host.ReviewAsync("t3", "mug", Template.ToUpperInvariant() + " 😀");
        await host.ReviewAsync("t4", "mug", "A good mug");
        await host.ReviewAsync("t5", "mug", "A good mug");
        await host.ReviewAsync("t5", "mug", "a good mug!");
        await host.ScoreAsync();

        // The template once, and "a good mug" by two people: so few words anybody may find by himself, but the fifth said them twice.
        var mug = await ReadAsync("mug");
        (mug.Positive, mug.Repeats).Should().Be((3, 3));
    }

    [Fact]
    public async Task leave_the_figures_when_they_are_erased()
    {
        await host.ReviewAsync("stays", "chair", "a good chair");
        await host.ReviewAsync("erased", "chair", "a bad chair");
        await host.ScoreAsync();
        (await ReadAsync("chair")).Negative.Should().Be(1);

        await using (var erase = host.Database.DataSource.CreateCommand("DELETE FROM shop.events WHERE user_id = 'erased'"))
        {
            await erase.ExecuteNonQueryAsync();
        }

        (await ReadAsync("chair")).Negative.Should().Be(0, "the score went with its event");
        host.Get<IItemMood>().Find("chair")!.Negative.Should().Be(1, "the view in memory follows with the next sweep");
        await host.Replica().RunAsync(CancellationToken.None);
        host.Get<IItemMood>().Find("chair")!.Negative.Should().Be(0);
        host.Get<IItemMood>().Find("chair")!.Positive.Should().Be(1);
    }

    [Fact]
    public async Task are_found_by_whoever_comes_next_after_a_crash()
    {
        await host.ReviewAsync("c1", "desk", "a good desk");
        await using (var connection = await host.Database.DataSource.OpenConnectionAsync())
        await using (var held = await connection.BeginTransactionAsync())
        {
            await using var hold = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_xact_lock({Scoring.ScoringRound.LockKey})", connection);
            await hold.ExecuteNonQueryAsync();
            (await host.Replica().RunAsync(CancellationToken.None)).Should().BeNull("another replica is at it");
            (await ReadAsync("desk")).Reviews.Should().Be(0);
        }

        // Its connection is gone, and with it the lock.
        (await host.Replica().RunAsync(CancellationToken.None))
            .Should()
            .Be(1);
        (await ReadAsync("desk")).Reviews.Should().Be(1);
        (await host.Replica().RunAsync(CancellationToken.None)).Should().Be(0, "nothing is scored twice");
    }

    [Fact]
    public async Task that_were_scored_while_others_came_are_all_there()
    {
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(() => WriteAsync(w)));
        var scorers = new[] { host.Replica(), host.Replica() }.Select(r =>
            Task.Run(async () =>
            {
                for (var round = 0; round < 20; round++)
                {
                    await r.RunAsync(CancellationToken.None);
                }
            })
        );
        await Task.WhenAll([.. writers, .. scorers]);
        await host.Replica().RunAsync(CancellationToken.None);
        (await ReadAsync("busy")).Positive.Should().Be(4 * 25);

        async Task WriteAsync(int writer)
        {
            for (var i = 0; i < 25; i++)
            {
                var review = new NewEvent
                {
                    Id = $"busy-{writer}-{i}",
                    Type = EventType.Review,
                    UserId = $"busy-{writer}-{i}",
                    ItemId = "busy",
                    Text = "good",
                    OccurredAt = host.Time.GetUtcNow(),
                };
                await host.Get<EventWriter>().WriteAsync([review], WriteOptions.Live, CancellationToken.None);
            }
        }
    }

    private Task<ItemSentimentAnswer> ReadAsync(string item) => host.GetAsync<ItemSentimentAnswer>($"/items/{item}/sentiment");
}
