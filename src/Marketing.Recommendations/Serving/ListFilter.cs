using Marketing.Recommendations.Placements;

namespace Marketing.Recommendations.Serving;

/// <summary>Brands and attributes in the one-text form of a <see cref="RankRequest"/>, so that equal requests are equal keys.</summary>
internal static class ListFilter
{
    private const char PairDivider = '\u001e';

    /// <summary>Attribute and value as one entry.</summary>
    public static string Pair(string name, string value) => name + PairDivider + value;

    /// <summary>What the request asks of an item beside category and price; null when it asks for nothing.</summary>
    public static ItemCondition? Of(RankRequest request)
    {
        if (request.Brands.Length == 0 && request.Attributes.Length == 0)
        {
            return null;
        }

        return new ItemCondition
        {
            Brands = request.Brands.Length == 0 ? null : request.Brands.Split(RankRequest.Divider),
            Attributes =
                request.Attributes.Length == 0
                    ? null
                    : request
                        .Attributes.Split(RankRequest.Divider)
                        .Select(pair => pair.Split(PairDivider, 2))
                        .GroupBy(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase)
                        .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group], StringComparer.OrdinalIgnoreCase),
        };
    }
}
