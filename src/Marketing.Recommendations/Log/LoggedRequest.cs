using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;

namespace Marketing.Recommendations.Log;

/// <summary>A request as the log keeps it: with the model, the rules and the events of its day, all that its list was made from.</summary>
internal sealed record LoggedRequest
{
    /// <summary>Lists for a user, session or visitor.</summary>
    public const string Personal = "personal";

    private static readonly JsonSerializerOptions Json = new(PreparedAnswer.Json)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary><see cref="Personal"/>, or the name of a list of the shop.</summary>
    public string? List { get; init; }

    public int N { get; init; }
    public int Offset { get; init; }
    public string? Category { get; init; }
    public decimal? MinPrice { get; init; }
    public decimal? MaxPrice { get; init; }
    public IReadOnlyList<string>? Brands { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }
    public IReadOnlyList<string>? Exclude { get; init; }
    public string? ItemId { get; init; }
    public double? Diversity { get; init; }
    public int? MaxPerBrand { get; init; }
    public int? MaxPerCategory { get; init; }
    public IReadOnlyList<string>? RecentItems { get; init; }
    public IReadOnlyList<string>? Basket { get; init; }
    public string? Language { get; init; }
    public int WindowDays { get; init; }

    /// <summary>The user refused, or the list is for nobody: his events did not count.</summary>
    public bool Impersonal { get; init; }

    /// <summary>The database was away: what the model remembered counted.</summary>
    public bool Degraded { get; init; }

    /// <summary>Unix milliseconds at which the list was made; an answer from the cache is younger.</summary>
    public long MadeAt { get; init; }

    /// <summary>Unix seconds up to which returns and grades were counted against items; 0: not at all.</summary>
    public long RecordsAt { get; init; }

    /// <summary>From a cursor: later events did not count. Null on a first page.</summary>
    public long? SeenUpTo { get; init; }

    /// <summary>What exploration drew by.</summary>
    public string? Draw { get; init; }

    /// <summary><see cref="Draw"/> as the number that it is.</summary>
    [JsonIgnore]
    public ulong DrawNumber => ulong.TryParse(Draw, NumberStyles.None, CultureInfo.InvariantCulture, out var draw) ? draw : 0;

    /// <summary>What a list was asked for by.</summary>
    public static LoggedRequest Of(Ask ask, string list, DateTimeOffset madeAt, long recordsAt = 0) =>
        new()
        {
            List = list,
            N = ask.Request.N,
            Offset = ask.Request.Offset,
            Category = ask.Request.Category,
            MinPrice = ask.Request.MinPrice,
            MaxPrice = ask.Request.MaxPrice,
            Brands = Parts(ask.Request.Brands),
            Attributes = ListFilter.Of(ask.Request)?.Attributes,
            Exclude = Parts(ask.Request.Exclude),
            ItemId = ask.ItemId ?? ask.Request.ItemId,
            Diversity = ask.Request.Diversity,
            MaxPerBrand = ask.Request.MaxPerBrand,
            MaxPerCategory = ask.Request.MaxPerCategory,
            RecentItems = ask.RecentItems.Count == 0 ? null : ask.RecentItems,
            Basket = ask.Basket.Count == 0 ? null : ask.Basket,
            Language = ask.Language,
            WindowDays = ask.WindowDays,
            MadeAt = madeAt.ToUnixTimeMilliseconds(),
            RecordsAt = recordsAt,
        };

    /// <summary>As the log keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads one back; null for a form that this version does not know.</summary>
    public static LoggedRequest? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<LoggedRequest>(json, Json) is { N: > 0 } request ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What the ranking was asked for.</summary>
    /// <param name="placement">The place on the page.</param>
    public RankRequest ToRankRequest(string? placement) =>
        new()
        {
            N = N,
            Offset = Offset,
            Placement = placement,
            Category = Category,
            MinPrice = MinPrice,
            MaxPrice = MaxPrice,
            Brands = RequestKeys.Join(Brands ?? []),
            Attributes = RequestKeys.Join(
                (Attributes ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)).SelectMany(pair =>
                    pair.Value.Select(value => ListFilter.Pair(pair.Key, value))
                )
            ),
            Exclude = RequestKeys.Join((Exclude ?? []).Concat(Basket ?? [])),
            ItemId = List == Personal ? ItemId : null,
            Diversity = Diversity,
            MaxPerBrand = MaxPerBrand,
            MaxPerCategory = MaxPerCategory,
        };

    private static string[]? Parts(string joined) => joined.Length == 0 ? null : joined.Split(RankRequest.Divider);
}
