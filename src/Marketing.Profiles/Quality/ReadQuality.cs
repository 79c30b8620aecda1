using System.Globalization;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Quality;

internal static class ReadQuality // GET /data-quality
{
    private const int MostDays = 90;
    private static readonly string[] Stored = ["accepted", "duplicate", "flagged"];

    private static readonly string[] Drifting = ["type", "channel", "hour", "price", "language"];

    // The types that should have the field.
    private static readonly (string Field, string Of, EventType[] Types)[] Expected =
    [
        ("price", "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("currency", "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("quantity", "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("orderId", "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("itemId", "impressions and clicks", [EventType.Impression, EventType.Click]),
        ("value", "reviews", [EventType.Review]),
        ("language", "reviews and searches", [EventType.Review, EventType.Search]),
        ("channel", "all events", Enum.GetValues<EventType>()),
        ("sessionId", "all events", Enum.GetValues<EventType>()),
    ];

    /// <param name="store">The store.</param>
    /// <param name="intake">What this replica has counted and not written yet.</param>
    /// <param name="meters">What the models need.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="days">Days back, today (UTC) included; 7 when left out.</param>
    public static async Task<Results<Ok<QualityAnswer>, ValidationProblem>> Handle(
        StoreReader store,
        IntakeBook intake,
        IEnumerable<ReadinessMeter> meters,
        TimeProvider clock,
        CancellationToken cancel,
        int? days = null
    )
    {
        if (days is < 1 or > MostDays)
        {
            return InsightProblems.Invalid("days", $"'days' must lie between 1 and {MostDays}.");
        }

        var (now, span) = (clock.GetUtcNow(), days ?? 7);
        var answer = await store.ReadSqlAsync(
            async (connection, token) =>
            {
                await intake.FlushAsync(token);
                var figures = await DayFigures.ReadAsync(connection, now, span, token);
                var sources = await QualityReader.SourcesAsync(
                    connection,
                    DateOnly.FromDateTime(now.AddDays(1 - span).UtcDateTime),
                    now,
                    token
                );
                var outcomes = QualityReader.Sums(sources.SelectMany(source => source.Outcomes.Select(o => (o.Key, o.Value))));
                List<ModelReadiness> readiness = [];
                foreach (var meter in meters)
                {
                    readiness.Add(await meter.MeasureAsync(connection, token));
                }

                return new QualityAnswer(
                    Midnight(figures.From),
                    figures.IsToday ? now : Midnight(figures.To.AddDays(1)),
                    figures.Of("type").Sum(row => row.Events),
                    figures.Subjects,
                    QualityReader.Sums(figures.Of("type").Select(row => (DayCounts.Name("type", row.Class), row.Events))),
                    QualityReader.Sums(figures.Of("channel")),
                    sources,
                    Missing(figures),
                    outcomes.Where(o => !Stored.Contains(o.Key)).ToDictionary(StringComparer.Ordinal),
                    await QualityReader.QuarantineAsync(connection, token),
                    await QualityReader.CleaningAsync(connection, outcomes, token),
                    [.. Drifting.Select(of => Drift.Of(of, [.. figures.Weeks(of)]))],
                    readiness
                );
            },
            cancel
        );
        return TypedResults.Ok(answer);
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private static MissingRate[] Missing(DayFigures figures) =>
        [
            .. Expected.Select(field =>
            {
                long Sum(string kind) =>
                    figures
                        .Of(kind)
                        .Where(row => field.Types.Contains((EventType)short.Parse(row.Class, CultureInfo.InvariantCulture)))
                        .Sum(row => row.Events);
                var (events, without) = (Sum("type"), Sum(DayCounts.Absent + field.Field));
                return new MissingRate(field.Field, field.Of, events, events == 0 ? null : (double)without / events);
            }),
        ];
}
