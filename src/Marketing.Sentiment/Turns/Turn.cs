using System.Text.Json;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Scoring;

namespace Marketing.Sentiment.Turns;

/// <summary>A product's reviews have turned.</summary>
/// <param name="At">The first review after the turn, UTC.</param>
/// <param name="Evidence">What shows it.</param>
internal sealed record Turn(DateTimeOffset At, TurnEvidence Evidence)
{
    public string Direction => Evidence.ShareAfter < Evidence.ShareBefore ? Worse : Better;

    public const string Worse = "worse";
    public const string Better = "better";

    /// <summary>The turn that these reviews show, or null.</summary>
    /// <param name="reviews">Oldest first, those that say the same once.</param>
    /// <param name="options">When it is one.</param>
    /// <param name="now">For how long it is news.</param>
    public static Turn? Find(IReadOnlyList<CountedReview> reviews, TurnOptions options, DateTimeOffset now)
    {
        double[] feelings = [.. reviews.Select(review => review.Feeling)];
        if (
            ChangePoints.Latest(feelings, options.LeastReviews, options.Significance) is not { } change
            || Math.Abs(change.After - change.Before) < options.LeastDifference
            || reviews[change.At].OccurredAt < now.AddDays(-options.Days)
        )
        {
            return null;
        }

        return new Turn(
            reviews[change.At].OccurredAt,
            new TurnEvidence(
                change.Before,
                change.After,
                change.At - change.Start,
                reviews.Count - change.At,
                change.Statistic,
                change.Probability,
                AspectShift.Between([.. reviews.Take(change.At).Skip(change.Start)], [.. reviews.Skip(change.At)])
            )
        );
    }
}

/// <summary>What shows a turn.</summary>
/// <param name="ShareBefore">Share of positive feeling before, neutral counted half, in [0, 1].</param>
/// <param name="ShareAfter">The same since then.</param>
/// <param name="ReviewsBefore">Reviews of the stretch before.</param>
/// <param name="ReviewsAfter">Reviews since then.</param>
/// <param name="Statistic">Likelihood-ratio statistic G² of the split.</param>
/// <param name="Probability">Of a split at least as clear among the same reviews in random order.</param>
/// <param name="Aspects">Aspects whose feeling moved along, the most moved first.</param>
internal sealed record TurnEvidence(
    double ShareBefore,
    double ShareAfter,
    int ReviewsBefore,
    int ReviewsAfter,
    double Statistic,
    double Probability,
    IReadOnlyList<AspectShift> Aspects
)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static TurnEvidence FromJson(string json) =>
        JsonSerializer.Deserialize<TurnEvidence>(json, JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("The evidence is null.");
}

/// <summary>How the feeling about one aspect moved.</summary>
/// <param name="Aspect">Which.</param>
/// <param name="MentionsBefore">Mentions before the turn.</param>
/// <param name="MentionsAfter">Mentions since then.</param>
/// <param name="ShareBefore">Share of positive among them, neutral counted half; null without any.</param>
/// <param name="ShareAfter">The same since then.</param>
internal sealed record AspectShift(string Aspect, int MentionsBefore, int MentionsAfter, double? ShareBefore, double ShareAfter)
{
    private const int LeastMentions = 3;
    private const int Most = 5;

    /// <summary>Aspects mentioned at least three times since the turn; the share before counts as even where there was no mention.</summary>
    public static IReadOnlyList<AspectShift> Between(IReadOnlyList<CountedReview> before, IReadOnlyList<CountedReview> after)
    {
        var (earlier, later) = (Count(before), Count(after));
        return
        [
            .. later
                .Where(aspect => aspect.Value.Mentions >= LeastMentions)
                .Select(aspect =>
                {
                    var (mentions, feeling) = earlier.GetValueOrDefault(aspect.Key);
                    return new AspectShift(
                        aspect.Key,
                        mentions,
                        aspect.Value.Mentions,
                        mentions > 0 ? feeling / mentions : null,
                        aspect.Value.Feeling / aspect.Value.Mentions
                    );
                })
                .OrderByDescending(shift => Math.Abs(shift.ShareAfter - (shift.ShareBefore ?? .5)))
                .ThenBy(shift => shift.Aspect, StringComparer.Ordinal)
                .Take(Most),
        ];
    }

    private static Dictionary<string, (int Mentions, double Feeling)> Count(IReadOnlyList<CountedReview> reviews)
    {
        var counts = new Dictionary<string, (int Mentions, double Feeling)>(StringComparer.Ordinal);
        foreach (var aspect in reviews.SelectMany(review => StoredAspects.Read(review.Aspects)))
        {
            var (mentions, feeling) = counts.GetValueOrDefault(aspect.Aspect);
            var own =
                aspect.Label == SentimentLabel.Positive ? 1
                : aspect.Label == SentimentLabel.Neutral ? .5
                : 0;
            counts[aspect.Aspect] = (mentions + 1, feeling + own);
        }

        return counts;
    }
}
