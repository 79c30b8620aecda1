using System.Globalization;
using Marketing.Learning.Sentiment;
using Marketing.Store;
using Marketing.Store.Http;

namespace Marketing.Sentiment.Endpoints;

/// <summary>Checks what a caller asks for, field by field, and brings it into the form that is looked for.</summary>
internal sealed class QueryCheck(ApiLimits limits)
{
    private const int LongestText = 512;
    private const int MostBuckets = 400;
    private static readonly string[] Buckets = ["day", "week", "month"];

    private Dictionary<string, string[]>? _errors;

    /// <summary>What is wrong so far.</summary>
    public Dictionary<string, string[]> Errors => _errors ??= new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool IsWrong => _errors is not null;

    public int N(int? n, int usual = 20)
    {
        if (n is { } asked && (asked < 1 || asked > limits.MaxN))
        {
            Errors["n"] = [string.Create(CultureInfo.InvariantCulture, $"n must be between 1 and {limits.MaxN}.")];
        }

        return n ?? Math.Min(usual, limits.MaxN);
    }

    public string? Item(string? itemId)
    {
        if (itemId is { Length: > 0 } && !TextRules.IsId(itemId))
        {
            Errors["itemId"] = ["itemId must be 1 to 128 printable characters."];
        }

        return itemId is { Length: > 0 } ? itemId : null;
    }

    public string? Category(string? category)
    {
        if (category is not { Length: > 0 })
        {
            return null;
        }

        var path = PathOf(category);
        if (path is null)
        {
            Errors["category"] = ["category must be a path of names divided by '>', none of them empty."];
        }

        return path;
    }

    /// <summary>A category path in normal form; null when it is none that the catalogue could have.</summary>
    public static string? PathOf(string category) =>
        category.Length <= LongestText && TextRules.IsPrintable(category) ? CategoryPath.Normalize(category) : null;

    /// <summary>Free text of a filter.</summary>
    public string? Text(string field, string? text)
    {
        if (text is { Length: > 0 } && (text.Length > LongestText || !TextRules.IsStorable(text)))
        {
            Errors[field] = [$"{field} is too long or has text that no review can have."];
        }

        return text is { Length: > 0 } ? text : null;
    }

    public SentimentLabel? Label(string field, string? label)
    {
        if (label is not { Length: > 0 })
        {
            return null;
        }

        SentimentLabel? known = label switch
        {
            "positive" => SentimentLabel.Positive,
            "negative" => SentimentLabel.Negative,
            "neutral" => SentimentLabel.Neutral,
            _ => null,
        };
        if (known is null)
        {
            Errors[field] = [$"{field} must be positive, negative or neutral."];
        }

        return known;
    }

    /// <summary>One of a few words; the first when left out.</summary>
    public string OneOf(string field, string? value, params string[] words)
    {
        if (value is { Length: > 0 } && !words.Contains(value, StringComparer.Ordinal))
        {
            Errors[field] = [$"{field} must be one of {string.Join(", ", words)}."];
        }

        return value is { Length: > 0 } ? value : words[0];
    }

    /// <summary>A span of time in buckets: whole ones, as the database cuts them (weeks begin on Monday, UTC).</summary>
    /// <param name="from">First instant; 12 buckets before <paramref name="to"/> when left out.</param>
    /// <param name="to">First instant after it; now when left out.</param>
    /// <param name="bucket">day, week or month; week when left out.</param>
    /// <param name="now">The clock.</param>
    public TrendSpan Span(DateTimeOffset? from, DateTimeOffset? to, string? bucket, DateTimeOffset now)
    {
        var size = OneOf("bucket", bucket, "week", "day", "month");
        var span = TrendSpan.Of(from, to ?? now, Buckets.Contains(size) ? size : "week");
        if (from >= (to ?? now))
        {
            Errors["from"] = ["from must lie before to."];
        }
        else if (span.Starts.Count > MostBuckets)
        {
            Errors["from"] = [string.Create(CultureInfo.InvariantCulture, $"from and to must not span more than {MostBuckets} buckets.")];
        }

        return span;
    }
}
