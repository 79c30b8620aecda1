using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Sentiment;

/// <summary>Every error that this module answers.</summary>
internal static class SentimentProblems
{
    /// <summary>A parameter or a field of the body does not fit.</summary>
    public static ValidationProblem Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.ValidationProblem(
            errors,
            type: "/problems/invalid-sentiment-request",
            title: "The request about reviews does not fit",
            detail: string.Join(" ", errors.SelectMany(field => field.Value))
        );
}
