using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Microsoft.AspNetCore.Mvc;

namespace Marketing.Recommendations.Endpoints;

/// <summary>What all lists can be asked for in a query.</summary>
internal sealed record ListQuery
{
    [FromQuery(Name = "n")]
    public int? N { get; init; }

    [FromQuery(Name = "placement")]
    public string? Placement { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>Names divided by commas.</summary>
    [FromQuery(Name = "brands")]
    public string? Brands { get; init; }

    /// <summary><c>name:value</c> divided by commas.</summary>
    [FromQuery(Name = "attributes")]
    public string? Attributes { get; init; }

    [FromQuery(Name = "minPrice")]
    public decimal? MinPrice { get; init; }

    [FromQuery(Name = "maxPrice")]
    public decimal? MaxPrice { get; init; }

    /// <summary>Ids divided by commas; ids that hold a comma go by POST.</summary>
    [FromQuery(Name = "exclude")]
    public string? Exclude { get; init; }

    [FromQuery(Name = "explain")]
    public bool? Explain { get; init; }

    [FromQuery(Name = "language")]
    public string? Language { get; init; }

    /// <summary>The checked request.</summary>
    public RankRequest Read(RequestCheck check)
    {
        check.Prices(MinPrice, MaxPrice);
        var request = new RankRequest
        {
            N = check.N(N),
            Placement = check.Placement(Placement),
            Category = check.Category(Category),
            Brands = check.Brands(Split(Brands)),
            Attributes = check.Attributes([.. Split(Attributes).Select(Pair)]),
            MinPrice = MinPrice,
            MaxPrice = MaxPrice,
            Exclude = RequestKeys.Join(check.Ids("exclude", Split(Exclude))),
            Explain = Explain ?? true,
        };
        return request;
    }

    private static string[] Split(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static (string? Name, string? Value) Pair(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text, null);
}
