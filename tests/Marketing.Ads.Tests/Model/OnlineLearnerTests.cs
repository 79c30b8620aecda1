using Marketing.Ads.Model;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Store;
using Marketing.TestKit;
using Marketing.Training;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Ads.Tests.Model;

public sealed class Learning_between_two_nights(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Trained = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("logistic-ftrl")]
    [InlineData("ffm")]
    public async Task Takes_in_what_was_settled_since_once_and_in_one_order(string algorithm)
    {
        await database.ExecuteAsync("DELETE FROM ads.decision_ads");
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var (one, other) = (Model(algorithm), Model(algorithm));
        var before = one.For("1").Predict(Values("whisk")).PClick;
        await SettleAsync("whisk", clicked: true, rows: 60, Trained.AddMinutes(-90)); // older than the model
        await SettleAsync("whisk", clicked: true, rows: 120, Trained.AddMinutes(10));
        await SettleAsync("whisk", clicked: false, rows: 30, Trained.AddMinutes(20));
        var (first, second) = (Learner(source, one), Learner(source, other));

        (await first.LearnAsync(CancellationToken.None)).Should().Be(150, "older rows were in the training");
        (await first.LearnAsync(CancellationToken.None)).Should().Be(0);
        (await second.LearnAsync(CancellationToken.None)).Should().Be(150);
        await SettleAsync("whisk", clicked: true, rows: 5, Trained.AddMinutes(30));
        (await first.LearnAsync(CancellationToken.None)).Should().Be(5);
        (await second.LearnAsync(CancellationToken.None)).Should().Be(5);

        var after = one.For("1").Predict(Values("whisk")).PClick;
        after.Should().BeGreaterThan(before * 2, "four of five were clicked");
        other.For("1").Predict(Values("whisk")).PClick.Should().Be(after, "every replica learns the same");
    }

    [Fact]
    public async Task Goes_on_after_a_time_limit_that_is_not_the_hosts_stop()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var (clock, serving) = (new FakeTime(Trained), new Failing(new OperationCanceledException(), new TimeoutException()));
        using var learner = new OnlineLearner(serving, source, new DatabaseHealth(), clock, NullLogger<OnlineLearner>.Instance);

        await learner.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(serving.Asked >= 3 || learner.ExecuteTask is { IsCompleted: true });
            },
            "it looks again after each fault"
        );
        (learner.ExecuteTask?.IsCompleted).Should().BeFalse();
        await learner.StopAsync(CancellationToken.None);

        (learner.ExecuteTask?.IsCompletedSuccessfully).Should().BeTrue("the host's own stop ends it quietly");
    }

    private static OnlineLearner Learner(NpgsqlDataSource source, ServedClicks model) =>
        new(
            new Serving(new ServedModel<ServedClicks>("1", model, Trained)),
            source,
            new DatabaseHealth(),
            new FakeTime(Trained.AddHours(2)),
            NullLogger<OnlineLearner>.Instance
        );

    private static ServedClicks Model(string algorithm)
    {
        ClickRow[] rows =
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(at => new ClickRow(
                    $"u{at}",
                    Values(at % 2 == 0 ? "whisk" : "pan"),
                    SplitMix64.Uniform(3, (ulong)at) < (at % 2 == 0 ? .05 : .15),
                    false,
                    1,
                    Trained
                )),
        ];
        var trainer = ClickModelTrainers.All.Single(one => one.Algorithm == algorithm);
        var model = trainer.Train(
            ClickRows.Table(ClickFields.Encoding(), rows),
            new Dictionary<string, double>(),
            new TrainingControl(1, 1, null, CancellationToken.None)
        );
        return new ServedClicks(new ClickModelContent(model, new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown));
    }

    private static string[] Values(string ad)
    {
        string[] values = [.. Enumerable.Repeat("", ClickFields.Count)];
        (values[ClickFields.Ad], values[ClickFields.Campaign], values[ClickFields.Placement]) = (ad, "kitchen", "home");
        return values;
    }

    private Task<int> SettleAsync(string ad, bool clicked, int rows, DateTimeOffset at) =>
        database.ExecuteAsync(
            $"""
            INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing, bid,
                propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue, impression_at, click_at, resolved_at)
            SELECT 'u' || i, 'd-{at:HHmm}-' || i, '{ad}', 'kitchen', 'home', 1, 'web', '{at:O}', '{at.AddHours(
                1
            ):O}', 'r', 'cpc', 1, 1, 0, 0, 0,
                '{AdsJson.Write(Values(ad))}', '{at:yyyy-MM-dd}', 0, 0, 0, 0, '{at:O}', {(clicked ? $"'{at:O}'" : "NULL")}, '{at:O}'
            FROM generate_series(1, {rows}) i
            """
        );

    /// <summary>Throws each fault once, then serves nothing.</summary>
    private sealed class Failing(params Exception[] faults) : IServingModel<ServedClicks>
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public ServedModel<ServedClicks>? Current
        {
            get
            {
                var at = Interlocked.Increment(ref _asked) - 1;
                return at < faults.Length ? throw faults[at] : null;
            }
        }

        public event Action? Swapped
        {
            add { }
            remove { }
        }
    }

    private sealed class Serving(ServedModel<ServedClicks> current) : IServingModel<ServedClicks>
    {
        public ServedModel<ServedClicks>? Current => current;

        public event Action? Swapped
        {
            add { }
            remove { }
        }
    }
}
