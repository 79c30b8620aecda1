using System.Globalization;
using System.Text;
using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Serving;
using Marketing.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Sentiment.Endpoints;

/// <summary>A passage that moved the score.</summary>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="Length">UTF-16 units.</param>
/// <param name="Text">The passage.</param>
/// <param name="Weight">Above 0 it speaks for positive, below 0 for negative.</param>
internal sealed record EvidenceAnswer(int Start, int Length, string Text, double Weight);

/// <summary>How one text was understood.</summary>
/// <param name="Label">How it feels.</param>
/// <param name="Score">Calibrated probability of positive.</param>
/// <param name="Confidence">How sure the label is, 0 to 1; low for texts that say nothing.</param>
/// <param name="Language">zh or en: what most of it is in.</param>
/// <param name="Evidence">Passages that moved the score most, the strongest first.</param>
/// <param name="Aspects">What it says of what, in the order of the text.</param>
internal sealed record TextAnswer(
    SentimentLabel Label,
    double Score,
    double Confidence,
    string Language,
    IReadOnlyList<EvidenceAnswer> Evidence,
    IReadOnlyList<AspectAnswer> Aspects
);

/// <summary>How texts were understood.</summary>
/// <param name="ModelVersion">Version that scored them; base before the shop has its own.</param>
/// <param name="EvidenceIsExact">True when the weights of the evidence add up to the score; false when they are gradients.</param>
/// <param name="Results">One a text, in the order of the texts.</param>
internal sealed record AnalyzeAnswer(string ModelVersion, bool EvidenceIsExact, IReadOnlyList<TextAnswer> Results);

internal static class AnalyzeTexts // POST /sentiment
{
    public const int MostTexts = 1_000;
    public const int MostBytes = EventRules.MaxTextBytes;

    /// <summary>Texts to be understood.</summary>
    internal sealed record Request
    {
        /// <summary>1 to 1,000 texts in Chinese, English or both, each at most 64 KiB of UTF-8.</summary>
        public required IReadOnlyList<string?> Texts { get; init; }

        /// <summary>Category path of what they are about: it has aspects of its own.</summary>
        public string? Category { get; init; }

        /// <summary>Whether results carry evidence; true when left out.</summary>
        public bool? Explain { get; init; }
    }

    public static Results<Ok<AnalyzeAnswer>, ValidationProblem> Handle(
        Request request,
        SentimentReader reader,
        SentimentOptions options,
        CancellationToken cancel
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        CheckTexts(request.Texts, errors);
        var path = string.IsNullOrEmpty(request.Category) ? null : QueryCheck.PathOf(request.Category);
        if (path is null && !string.IsNullOrEmpty(request.Category))
        {
            errors["category"] = ["category must be a path of names divided by '>', none of them empty."];
        }

        if (errors.Count > 0)
        {
            return SentimentProblems.Invalid(errors);
        }

        var current = reader.Current;
        var passages = request.Explain ?? true ? options.EvidencePassages : 0;
        var results = new TextAnswer[request.Texts.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var text = request.Texts[i] ?? "";
            results[i] = Answer(text, SentimentReader.Read(current, text, path, passages));
        }

        return TypedResults.Ok(new AnalyzeAnswer(current.Version.Model, current.Classifier.EvidenceIsExact, results));
    }

    private static void CheckTexts(IReadOnlyList<string?> texts, Dictionary<string, string[]> errors)
    {
        if (texts.Count is < 1 or > MostTexts)
        {
            errors["texts"] =
            [
                string.Create(CultureInfo.InvariantCulture, $"texts must hold 1 to {MostTexts:N0} texts; these are {texts.Count:N0}."),
            ];
            return;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"texts[{i}]");
            if (texts[i] is not { } text)
            {
                errors[field] = [$"{field} is null."];
            }
            else if (text.Length > MostBytes || (text.Length > MostBytes / 3 && Encoding.UTF8.GetByteCount(text) > MostBytes))
            {
                errors[field] = [$"{field} is longer than 64 KiB."];
            }
        }
    }

    private static TextAnswer Answer(string text, Reading reading) =>
        new(
            reading.Verdict.Label,
            Math.Round(reading.Verdict.Score, 4),
            Math.Round(reading.Verdict.Confidence, 4),
            reading.Language,
            [
                .. reading.Evidence.Select(e => new EvidenceAnswer(
                    e.Start,
                    e.Length,
                    text.Substring(e.Start, e.Length),
                    Math.Round(e.Weight, 4)
                )),
            ],
            AspectAnswer.Of(reading.Aspects)
        );
}
