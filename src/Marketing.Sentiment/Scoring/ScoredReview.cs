using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Sentiment.Serving;

namespace Marketing.Sentiment.Scoring;

/// <summary>A review and what was read out of it.</summary>
/// <param name="Review">The review.</param>
/// <param name="Reading">How it was understood.</param>
internal readonly record struct ScoredReview(PendingReview Review, Reading Reading)
{
    /// <summary>Its aspects as they are stored.</summary>
    public string AspectsJson => StoredAspects.Write(Reading.Aspects);
}

/// <summary>The column <c>aspects</c>.</summary>
internal static class StoredAspects
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<SentimentLabel>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static string Write(IReadOnlyList<FoundAspect> aspects) => JsonSerializer.Serialize(aspects, Json);

    public static IReadOnlyList<FoundAspect> Read(string json) => JsonSerializer.Deserialize<List<FoundAspect>>(json, Json) ?? [];
}
