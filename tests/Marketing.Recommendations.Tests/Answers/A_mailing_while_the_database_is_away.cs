using System.Diagnostics.Metrics;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Marketing.Recommendations.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Recommendations.Tests.Answers;

[Collection(ShopCollection.Name)]
public sealed class A_mailing_while_the_database_is_away(ShopHost shop)
{
    // Five seconds in pauses of 20 ms.
    private const int PausesOfOneWait = 250;

    [Fact]
    public async Task waits_for_room_in_the_log_once_and_then_goes_on_without()
    {
        var pauses = new Pauses();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new RecommendationMetrics(services.GetRequiredService<IMeterFactory>());
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u;Database=d");
        // Nobody empties it: the same to the mailing as a database that takes nothing.
        using var log = new RecommendationLog(
            nowhere,
            new RecommendationsOptions { LogQueue = 20 },
            metrics,
            pauses,
            NullLogger<RecommendationLog>.Instance
        );
        var people = Enumerable
            .Range(0, 300)
            .Select(user => new Ask
            {
                UserId = $"u{user}",
                Request = new RankRequest(),
                IsBulk = true,
            });
        var mailing = new BatchResult(
            new BatchService(shop.Get<RecommendationService>(), log, TimeProvider.System),
            people,
            [new RankRequest { N = 20, Explain = true }],
            isLines: true
        );
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };

        await mailing.ExecuteAsync(context);

        body.Length.Should().BeGreaterThan(4 * 64 * 1024, "there was room to wait for several times");
        System.Text.Encoding.UTF8.GetString(body.ToArray()).Count(letter => letter == '\n').Should().Be(300, "everybody gets a list");
        pauses.Count.Should().Be(PausesOfOneWait);
        (await log.WaitForRoomAsync(CancellationToken.None)).Should().BeFalse("the next mailing finds none either");
        pauses.Count.Should().Be(2 * PausesOfOneWait);
    }

    /// <summary>Counts the pauses of 20 ms and lets nobody wait them out.</summary>
    private sealed class Pauses : TimeProvider
    {
        private int _count;

        public int Count => _count;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromMilliseconds(20))
            {
                Interlocked.Increment(ref _count);
                dueTime = TimeSpan.Zero;
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
