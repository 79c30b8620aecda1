using System.Globalization;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Store.Http;

namespace Marketing.Recommendations.Endpoints;

/// <summary>Checks what a caller asks for, field by field, and brings it into the form that lists are made from.</summary>
internal sealed class RequestCheck(ApiLimits limits)
{
    private const int MostIds = 1000;
    private const int DefaultN = 10;
    private const int LongestLabel = 512;
    private const int LongestTag = 35;
    private const int EarliestYear = 1970;
    private const int LatestYear = 9000;

    private Dictionary<string, string[]>? _errors;

    /// <summary>What is wrong so far.</summary>
    public Dictionary<string, string[]> Errors => _errors ??= new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool IsWrong => _errors is not null;

    public int N(int? n)
    {
        if (n is { } asked && (asked < 1 || asked > limits.MaxN))
        {
            Errors["n"] = [string.Create(CultureInfo.InvariantCulture, $"n must be between 1 and {limits.MaxN}.")];
        }

        return n ?? Math.Min(DefaultN, limits.MaxN);
    }

    public string? Placement(string? placement)
    {
        if (placement is { Length: > 0 } && !TextRules.IsId(placement))
        {
            Errors["placement"] = ["placement must be 1 to 128 printable characters."];
        }

        return placement is { Length: > 0 } ? placement : null;
    }

    public string? Category(string? category)
    {
        if (category is not { Length: > 0 })
        {
            return null;
        }

        var path = category.Length <= LongestLabel && !category.Any(char.IsControl) ? CategoryPath.Normalize(category) : null;
        if (path is null)
        {
            Errors["category"] = ["category must be a path of names divided by '>', none of them empty."];
        }

        return path;
    }

    public void Prices(decimal? low, decimal? high)
    {
        if (low < 0)
        {
            Errors["minPrice"] = ["minPrice must not be below 0."];
        }

        if (high < 0)
        {
            Errors["maxPrice"] = ["maxPrice must not be below 0."];
        }

        if (low > high)
        {
            Errors["maxPrice"] = ["maxPrice must not be below minPrice."];
        }
    }

    public string? Language(string? language)
    {
        if (language is { Length: > 0 } && (language.Length > LongestTag || !language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            Errors["language"] = ["language must be a BCP 47 tag such as en or zh-CN."];
        }

        return language is { Length: > 0 } ? language : null;
    }

    /// <summary>Ids in a list; repeats are dropped, the order stays.</summary>
    public IReadOnlyList<string> Ids(string field, IReadOnlyCollection<string?>? ids)
    {
        if (ids is null)
        {
            return [];
        }

        if (ids.Count > MostIds)
        {
            Errors[field] = [string.Create(CultureInfo.InvariantCulture, $"{field} may hold {MostIds} items at most.")];
            return [];
        }

        if (!ids.All(id => id is not null && TextRules.IsId(id)))
        {
            Errors[field] = [$"{field} must hold item ids of 1 to 128 printable characters."];
            return [];
        }

        return [.. ids.OfType<string>().Distinct()];
    }

    /// <summary>Brands, as the request's key.</summary>
    public string Brands(IReadOnlyCollection<string?>? brands)
    {
        if (brands is not null && (brands.Count > MostIds || !brands.All(IsLabel)))
        {
            Errors["brands"] =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"brands may hold {MostIds} names of 1 to {LongestLabel} printable characters."
                ),
            ];
        }

        return IsWrong || brands is null ? "" : RequestKeys.Join(brands.OfType<string>());
    }

    /// <summary>Attributes, as the request's key.</summary>
    public string Attributes(IReadOnlyCollection<(string? Name, string? Value)> pairs)
    {
        if (pairs.Count > MostIds || !pairs.All(pair => IsLabel(pair.Name) && IsLabel(pair.Value)))
        {
            Errors["attributes"] =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"attributes may hold {MostIds} names with values, each of 1 to {LongestLabel} printable characters."
                ),
            ];
        }

        return IsWrong ? "" : RequestKeys.Join(pairs.Select(pair => ListFilter.Pair(pair.Name ?? "", pair.Value ?? "")));
    }

    public double? Diversity(double? diversity)
    {
        if (diversity is not null and not (>= 0 and <= 1))
        {
            Errors["diversity"] = ["diversity must be between 0 and 1."];
        }

        return diversity;
    }

    public int? Cap(string field, int? most)
    {
        if (most is < 1 or > 100)
        {
            Errors[field] = [$"{field} must be between 1 and 100."];
        }

        return most;
    }

    /// <summary>A time as it was given, or null: days are added to it, which the first and last years of the calendar do not allow.</summary>
    public DateTimeOffset? Time(string field, DateTimeOffset? time)
    {
        if (time?.UtcDateTime.Year is null or (>= EarliestYear and <= LatestYear))
        {
            return time;
        }

        Errors[field] = [string.Create(CultureInfo.InvariantCulture, $"{field} must be in the years {EarliestYear} to {LatestYear}.")];
        return null;
    }

    /// <summary>A stretch of time, its end left out.</summary>
    public DateTimeOffset Window(DateTimeOffset from, DateTimeOffset to, int mostDays)
    {
        if (from >= to || to - from > TimeSpan.FromDays(mostDays))
        {
            Errors["from"] = [string.Create(CultureInfo.InvariantCulture, $"from must be before to, and at most {mostDays} days.")];
        }

        return from;
    }

    private static bool IsLabel(string? label) => label is { Length: >= 1 and <= LongestLabel } && TextRules.IsPrintable(label);

    public string? Subject(string field, string? id)
    {
        if (id is not null && !TextRules.IsId(id))
        {
            Errors[field] = [$"{field} must be 1 to 128 printable characters."];
        }

        return id;
    }
}
