using System.Globalization;
using System.Text.Json;
using Marketing.Ads.Definitions;
using Marketing.Store;

namespace Marketing.Ads.Decisions;

/// <summary>Who looks at which places.</summary>
internal sealed record DecisionRequest
{
    private const int MostPlacements = 20;
    private const int MostContext = 32;
    private const int LongestValue = 200;

    /// <summary>Makes a retry safe: the same id gives the same answer. Made when left out.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The customer.</summary>
    public string? UserId { get; init; }

    /// <summary>The session of a visitor who has not signed in. Not looked at when <c>userId</c> is there.</summary>
    public string? SessionId { get; init; }

    /// <summary>What is known of the page: <c>device</c>, <c>language</c>, <c>timeZone</c> (IANA), <c>categories</c> (a list), and what else the shop likes to send.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Context { get; init; }

    /// <summary>1 to 20 places, each once, in the order in which they are filled.</summary>
    public required IReadOnlyList<PlacementRequest> Placements { get; init; }

    public void Check(FieldCheck check)
    {
        check.Id("decisionId", DecisionId);
        check.Require("userId", UserId is null || TextRules.IsUserId(UserId), "must be 1 to 128 printable characters.");
        check.Id("sessionId", SessionId);
        CheckPlacements(check);
        CheckContext(check);
    }

    /// <summary>A word of the context; null when it is not there.</summary>
    public string? Word(string key) =>
        Context?.TryGetValue(key, out var value) == true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Categories of the page.</summary>
    public IReadOnlyList<string> Categories() =>
        Context?.TryGetValue("categories", out var value) == true && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(one => one.GetString()).OfType<string>()]
            : [];

    private void CheckPlacements(FieldCheck check)
    {
        if (Placements.Count is < 1 or > MostPlacements)
        {
            check.Add(
                "placements",
                string.Create(CultureInfo.InvariantCulture, $"'placements' must hold 1 to {MostPlacements} placements.")
            );
            return;
        }

        for (var at = 0; at < Placements.Count; at++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"placements[{at}]");
            if (Placements[at] is not { } place)
            {
                check.Add(field, $"'{field}' is null.");
                continue;
            }

            check.Id(field + ".placement", place.Placement);
            check.Between(field + ".n", (int?)place.N, 1, Placement.UsualSlots);
        }

        check.Require(
            "placements",
            Placements.OfType<PlacementRequest>().Select(place => place.Placement).Distinct(StringComparer.Ordinal).Count()
                == Placements.OfType<PlacementRequest>().Count(),
            "names a placement twice."
        );
    }

    private void CheckContext(FieldCheck check)
    {
        check.Require("context", Context is not { Count: > MostContext }, "may hold 32 values at most.");
        foreach (var (key, value) in (Context ?? new Dictionary<string, JsonElement>()).Take(MostContext))
        {
            var field = "context." + TextRules.Excerpt(key);
            check.Require("context", key.Length <= 64 && TextRules.IsStorable(key), "has a key that is too long or cannot be stored.");
            var fits = value.ValueKind switch
            {
                JsonValueKind.String => Fits(value),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => key
                    is not ("categories" or "timeZone"),
                JsonValueKind.Array => value.GetArrayLength() <= 20
                    && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && Fits(one)),
                _ => false,
            };
            check.Require(field, fits, "must be a text of at most 200 characters, a number, true or false, or a list of at most 20 texts.");
        }

        if (!check.IsWrong && Word("timeZone") is { } zone)
        {
            check.Require(
                "context.timeZone",
                TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _),
                "must be an IANA time zone, such as Europe/Berlin."
            );
        }
    }

    private static bool Fits(JsonElement value)
    {
        try
        {
            return value.GetString() is { Length: <= LongestValue } text && TextRules.IsStorable(text);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair, which is no text at all
        }
    }
}

/// <summary>One place.</summary>
/// <param name="Placement">The placement's id.</param>
/// <param name="N">Ads wanted, 1 to 20; 1 when left out.</param>
internal sealed record PlacementRequest(string Placement, int N = 1);
