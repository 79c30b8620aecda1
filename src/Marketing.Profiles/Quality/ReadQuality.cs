using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Profiles.Quality;

internal static class ReadQuality // GET /data-quality
{
    private const int MostDays = 90;
    private static readonly string[] Stored = ["accepted", "duplicate", "flagged"];

    // Index into what the mix counts as absent; and the types that should have the field.
    private static readonly (string Field, int At, string Of, EventType[] Types)[] Expected =
    [
        ("price", 0, "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("currency", 1, "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("quantity", 2, "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("orderId", 3, "purchases and returns", [EventType.Purchase, EventType.Return]),
        ("itemId", 4, "impressions and clicks", [EventType.Impression, EventType.Click]),
        ("value", 5, "reviews", [EventType.Review]),
        ("language", 6, "reviews and searches", [EventType.Review, EventType.Search]),
        ("channel", 7, "all events", Enum.GetValues<EventType>()),
        ("sessionId", 8, "all events", Enum.GetValues<EventType>()),
    ];

    /// <param name="store">The store.</param>
    /// <param name="intake">What this replica has counted and not written yet.</param>
    /// <param name="meters">What the models need.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="days">Days back; 7 when left out.</param>
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
                var to = await QualityReader.EndAsync(connection, now, span, token);
                var from = to.AddDays(-span);
                var mix = await QualityReader.MixAsync(connection, from, to, token);
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
                    from,
                    to,
                    mix.Sum(row => row.Events),
                    await QualityReader.SubjectsAsync(connection, from, to, token),
                    QualityReader.Sums(mix.Select(row => (QualityReader.Word(row.Type), row.Events))),
                    QualityReader.Sums(mix.Select(row => (row.Channel, row.Events))),
                    sources,
                    Missing(mix),
                    outcomes.Where(o => !Stored.Contains(o.Key)).ToDictionary(StringComparer.Ordinal),
                    await QualityReader.QuarantineAsync(connection, token),
                    await QualityReader.CleaningAsync(connection, outcomes, token),
                    await QualityReader.DriftAsync(connection, to, token),
                    readiness
                );
            },
            cancel
        );
        return TypedResults.Ok(answer);
    }

    private static MissingRate[] Missing(List<(EventType Type, string Channel, long Events, long[] Without)> mix) =>
        [
            .. Expected.Select(field =>
            {
                var rows = mix.Where(row => field.Types.Contains(row.Type)).ToList();
                var (events, without) = (rows.Sum(row => row.Events), rows.Sum(row => row.Without[field.At]));
                return new MissingRate(field.Field, field.Of, events, events == 0 ? null : (double)without / events);
            }),
        ];
}
