using System.Globalization;
using System.Text.Json;
using Marketing.Ads;
using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Benchmarks.Quick;

/// <summary>What one decision costs without HTTP and without the database: filter, predict, score, explore, answer and log row, on one thread.</summary>
internal static class DecisionCost
{
    private const int Decisions = 1_000;

    public static void Print(IServiceProvider services)
    {
        var now = DateTimeOffset.UtcNow;
        var options = new AdsOptions();
        var book = services.GetRequiredService<BookKeeper>();
        var desk = services.GetRequiredService<BudgetDesk>();
        desk.EnsureAsync(book.Current.Campaigns, DateOnly.FromDateTime(now.UtcDateTime), CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
        var world = new DecisionWorld(
            book.Current,
            services.GetRequiredService<Catalogue>().Current,
            null,
            null,
            null,
            new ReplicaShare("one", 0, 1, false),
            options
        );
        var (predictor, priors) = services.GetRequiredService<CurrentPredictor>().Get();
        IReadOnlyList<Wanted> wanted = [.. DecisionsHost.Placements.Select(place => new Wanted(place, 1))];
        Decide(0, 3 * Decisions);
        var seconds = Enumerable.Range(0, 5).Min(_ => Yardstick.CpuSeconds(() => Decide(0, Decisions)));
        Console.WriteLine($"in process: {seconds * 1e3 / Decisions:0.000} ms of CPU a decision");

        void Decide(int first, int count)
        {
            for (var at = first; at < first + count; at++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"d{at}");
                var decision = new Decider(world, predictor, priors, desk).Decide(id, Asker(id, at, now), wanted, Ledger.Empty);
                DecisionRecord.Of(decision, JsonSerializer.Serialize(decision.Answer, JsonSerializerOptions.Web), "one", options);
                foreach (var choice in decision.Choices)
                {
                    desk.GiveBack(choice.Ad.Campaign, decision.Day, choice.Reserved);
                }
            }
        }
    }

    private static Asker Asker(string subject, int at, DateTimeOffset now) =>
        new()
        {
            Subject = subject,
            UserId = subject,
            IsPersonal = true,
            Now = now,
            Local = now.UtcDateTime,
            Hash = StableHash.Of(subject),
            Features = new AskerFeatures
            {
                Local = now.UtcDateTime,
                User = subject,
                Known = "user",
                Device = at % 2 == 0 ? "phone" : "desktop",
            },
        };
}
