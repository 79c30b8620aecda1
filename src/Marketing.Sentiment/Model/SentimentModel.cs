using System.Globalization;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Artefact;
using Marketing.Training;
using Npgsql;

namespace Marketing.Sentiment.Model;

/// <summary>The model <c>sentiment</c>: every text classifier of Learning is a candidate on top of the base, the base alone the one to beat.</summary>
/// <param name="options">Settings.</param>
/// <param name="tuningBudget">How long one candidate may tune itself.</param>
/// <param name="trainers">The algorithms.</param>
/// <param name="ground">The base model.</param>
internal sealed class SentimentModel(
    SentimentOptions options,
    TimeSpan tuningBudget,
    IReadOnlyList<ITextClassifierTrainer> trainers,
    BaseModel ground
) : ITrainableModel
{
    public const string ModelName = "sentiment";
    private const double HeldOutPart = 0.2;
    private const int LeastOfLabel = 10;

    public string Name => ModelName;

    public IReadOnlyList<string> Engines => [.. trainers.Select(trainer => trainer.Engine).Append("built-in").Distinct()];

    public async Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return Prepare(await RatedReviews.ReadAsync(snapshot, options, cancel));
    }

    /// <summary>Splits, and makes the candidates. Apart from <see cref="ReadAsync"/> so that it can be tried without a database.</summary>
    internal TrainingMaterial Prepare(RatedReviews reviews)
    {
        var data = Counts(reviews);
        DateTimeOffset? watermark = reviews.Count > 0 ? reviews.Times[^1] : null;
        // At an instant, not at a number: reviews of one instant are all on one side.
        var split = reviews.Count > 0 ? reviews.FirstFrom(reviews.Times[(int)(reviews.Count * (1 - HeldOutPart))]) : 0;
        if (WhyTooLittle(reviews, split) is { } refusal)
        {
            return new TrainingMaterial
            {
                Data = data,
                Watermark = watermark,
                PrimaryMetric = Judgement.Primary,
                Candidates = [],
                NotTrainable = refusal,
                ServesUntrained = true,
            };
        }

        var shared = new SentimentData(reviews, split, ground.Classifier, options);
        data["splitAt"] = reviews.Times[split];
        data["judgedReviews"] = reviews.Count - split;
        return new TrainingMaterial
        {
            Data = data,
            Watermark = watermark,
            SplitAt = reviews.Times[split],
            PrimaryMetric = Judgement.Primary,
            Candidates = [new BaseCandidate(shared), .. trainers.Select(trainer => new SentimentCandidate(trainer, shared, tuningBudget))],
            EvaluateServing = (artefact, cancel) => JudgeServing(artefact, shared, cancel),
        };
    }

    private static Evaluation JudgeServing(Stream artefact, SentimentData data, CancellationToken cancel)
    {
        var content = SentimentFile.Read(artefact);
        var model = content.Own is { } own ? BlendedClassifier.Of(own, data.Base, content.GroundShare) : data.Base;
        return Judgement.Of(model, data.HeldOut, data.Threads, cancel);
    }

    private string? WhyTooLittle(RatedReviews reviews, int split)
    {
        if (reviews.Count < options.MinimumReviews)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Sentiment needs {options.MinimumReviews:N0} different reviews with text and stars: there are {reviews.Count:N0}. The base model serves."
            );
        }

        foreach (var label in new[] { SentimentLabel.Negative, SentimentLabel.Positive })
        {
            if (Of(reviews, label, 0, split) < LeastOfLabel || Of(reviews, label, split, reviews.Count) < LeastOfLabel)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Sentiment needs at least {LeastOfLabel} {(label == SentimentLabel.Positive ? "positive" : "negative")} reviews among the older four fifths and among the newest fifth. The base model serves."
                );
            }
        }

        return null;
    }

    private static int Of(RatedReviews reviews, SentimentLabel label, int from, int to) =>
        reviews.Labels.Skip(from).Take(to - from).Count(own => own == label);

    private static Dictionary<string, object> Counts(RatedReviews reviews)
    {
        var counts = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["reviews"] = reviews.Count,
            ["positive"] = Of(reviews, SentimentLabel.Positive, 0, reviews.Count),
            ["negative"] = Of(reviews, SentimentLabel.Negative, 0, reviews.Count),
            ["neutral"] = Of(reviews, SentimentLabel.Neutral, 0, reviews.Count),
            ["repeatedTexts"] = reviews.Repeated,
        };
        if (reviews.Count > 0)
        {
            counts["firstReview"] = reviews.Times[0];
            counts["newestReview"] = reviews.Times[^1];
        }

        return counts;
    }
}
