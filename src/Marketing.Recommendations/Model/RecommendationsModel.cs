using System.Globalization;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;
using Marketing.Store;
using Marketing.Training;
using Npgsql;

namespace Marketing.Recommendations.Model;

/// <summary>The model <c>recommendations</c>: every recommender of Learning is a candidate, <c>popular</c> the one to beat.</summary>
internal sealed class RecommendationsModel(
    RecommendationsOptions options,
    TimeSpan tuningBudget,
    IReadOnlyList<IRecommenderTrainer> trainers,
    long memoryLimit = long.MaxValue
) : ITrainableModel
{
    public const string ModelName = "recommendations";

    public string Name => ModelName;

    public IReadOnlyList<string> Engines => [.. trainers.Select(trainer => trainer.Engine).Distinct()];

    public async Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var (rows, bytes) = await InteractionReader.EstimateAsync(snapshot, cancel);
        if (bytes > memoryLimit)
        {
            return new TrainingMaterial
            {
                Data = new Dictionary<string, object>(StringComparer.Ordinal) { ["events"] = rows, ["estimatedBytes"] = bytes },
                PrimaryMetric = Judgement.Primary,
                Candidates = [],
                NotTrainable = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Reading about {rows:N0} events would take some {bytes / 1048576.0:N0} MB; Training:MemoryLimitMegabytes allows {memoryLimit / 1048576.0:N0} MB. Nothing was read."
                ),
            };
        }

        var reader = new InteractionReader(new InteractionWeights(options));
        return Prepare(await reader.ReadAsync(snapshot, cancel), await ItemDescriptions.ReadAsync(snapshot, cancel));
    }

    /// <summary>Splits, and makes the candidates. Apart from <see cref="ReadAsync"/> so that it can be tried without a database.</summary>
    /// <param name="table">The interactions.</param>
    /// <param name="catalogue">Items by id; null without a catalogue.</param>
    internal TrainingMaterial Prepare(SubjectInteractions table, IReadOnlyDictionary<string, ItemDescription>? catalogue = null)
    {
        var data = Counts(table);
        var refusal = WhyTooLittle(table);
        var split = refusal is null ? TimeSplit.Find(table, long.MaxValue, options, options.EvaluationUsers) : null;
        if (split is null)
        {
            return new TrainingMaterial
            {
                Data = data,
                Watermark = table.Watermark,
                PrimaryMetric = Judgement.Primary,
                Candidates = [],
                NotTrainable =
                    refusal
                    ?? "Recommendations need users who did something new in the newest three tenths of the events: here nobody came back to another item at a later time.",
            };
        }

        var training = new TrainingData(table, split, options, catalogue);
        var splitAt = DateTimeOffset.FromUnixTimeSeconds(split.At);
        data["splitAt"] = splitAt;
        data["judgedUsers"] = split.Users.Count;
        data["usersThatCameBack"] = split.UserCount;
        data["newUsers"] = split.NewUserCount;
        data["relevantPairs"] = split.RelevantPairs;
        data["newItemPairs"] = split.NewItemPairs;
        data["correlationsOn"] = training.RatingsCount ? "ratings" : "event weights";
        return new TrainingMaterial
        {
            Data = data,
            Watermark = table.Watermark,
            SplitAt = splitAt,
            PrimaryMetric = Judgement.Primary,
            Candidates = [.. trainers.Select(trainer => new RecommenderCandidate(trainer, training, tuningBudget))],
            EvaluateServing = (artefact, cancel) => ServingJudge.Judge(artefact, training, cancel),
        };
    }

    private string? WhyTooLittle(SubjectInteractions table)
    {
        if (table.RowCount < options.MinimumInteractions || table.UserCount < options.MinimumUsers)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Recommendations need {options.MinimumInteractions:N0} interactions by {options.MinimumUsers:N0} users: there are {table.RowCount:N0} by {table.UserCount:N0}."
            );
        }

        var days =
            table.Watermark is { } newest && table.ItemFirst.Length > 0
                ? (newest - DateTimeOffset.FromUnixTimeSeconds(table.ItemFirst[0])).TotalDays
                : 0;
        return days < options.MinimumDays
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Recommendations need events over at least {NeededSpan.HoursOf(options.MinimumDays):N0} hours: these span {Math.Floor(24 * days):N0}. What is popular is shown meanwhile."
            )
            : null;
    }

    private static Dictionary<string, object> Counts(SubjectInteractions table)
    {
        var counts = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["interactions"] = table.RowCount,
            ["users"] = table.UserCount,
            ["anonymousSessions"] = table.SubjectIds.Length - table.UserCount,
            ["items"] = table.ItemIds.Length,
            ["takenBackByReturns"] = table.TakenBack,
        };
        if (table.Watermark is { } watermark && table.ItemFirst.Length > 0)
        {
            counts["firstEvent"] = DateTimeOffset.FromUnixTimeSeconds(table.ItemFirst[0]);
            counts["newestEvent"] = watermark;
        }

        return counts;
    }
}
