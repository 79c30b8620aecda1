using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Serving;

namespace Marketing.Sentiment.Scoring;

/// <summary>A review and what was read out of it.</summary>
/// <param name="Review">The review.</param>
/// <param name="Reading">How it was understood.</param>
internal readonly record struct ScoredReview(PendingReview Review, Reading Reading)
{
    /// <summary>Its aspects as they are stored.</summary>
    public string AspectsJson => StoredAspect.Write(Reading.Aspects);
}

/// <summary>One element of the column <c>aspects</c>.</summary>
/// <param name="Aspect">What is talked about.</param>
/// <param name="Label">The feeling about it.</param>
/// <param name="Start">First UTF-16 unit of the passage.</param>
/// <param name="Length">UTF-16 units.</param>
internal sealed record StoredAspect(string Aspect, SentimentLabel Label, int Start, int Length)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<SentimentLabel>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(IReadOnlyList<StoredAspect> aspects) => JsonSerializer.Serialize(aspects, Json);

    public static IReadOnlyList<StoredAspect> Read(string json) => JsonSerializer.Deserialize<List<StoredAspect>>(json, Json) ?? [];
}
