using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Answers;

/// <summary>
/// An answer as bytes with two gaps: the id and the time, which are new each time it is given. A cached answer costs two copies.
/// </summary>
internal sealed class PreparedAnswer
{
    // Escapes what HTML would take for markup, but not other alphabets: a name is as readable on the wire as on the page.
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        NumberHandling = JsonNumberHandling.Strict,
    };

    // Stand-ins that are looked for in the serialized text; no id can hold a control character, so no other text looks like them.
    private const string IdMark = "\u0001id";
    private static readonly byte[] EscapedIdMark = "\\u0001id"u8.ToArray();

    // A plus sign inside a string is escaped by the encoder, so that only a time looks like this.
    private static readonly byte[] EscapedTime = "0001-01-01T00:00:00+00:00"u8.ToArray();

    // Version of the newest catalogue that it was found true beside.
    private long _trueAt;

    private readonly byte[] _text;
    private readonly Range _beforeId;
    private readonly Range _beforeTime;
    private readonly Range _rest;

    private PreparedAnswer(byte[] text)
    {
        var id = text.AsSpan().IndexOf(EscapedIdMark);
        var afterId = id + EscapedIdMark.Length;
        var time = afterId + text.AsSpan(afterId).IndexOf(EscapedTime);
        (_text, _beforeId, _beforeTime, _rest) = (text, ..id, afterId..time, (time + EscapedTime.Length)..);
    }

    /// <summary>Up to the id's characters.</summary>
    public ReadOnlySpan<byte> BeforeId => _text.AsSpan(_beforeId);

    /// <summary>From behind the UUID (the subject's part of the id) up to the time's characters.</summary>
    public ReadOnlySpan<byte> BeforeTime => _text.AsSpan(_beforeTime);

    /// <summary>From behind the time to the end.</summary>
    public ReadOnlySpan<byte> Rest => _text.AsSpan(_rest);

    /// <summary>What the log keeps of it.</summary>
    public required LoggedAnswer Logged { get; init; }

    /// <summary>Stands for the model that it was made from, without keeping that in memory.</summary>
    public required object ModelIdentity { get; init; }

    /// <summary>The rows of the items shown, as they were.</summary>
    public required CatalogueItem?[] Rows { get; init; }

    /// <summary>Whether the page had as many items as were asked for.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Clock ticks after which it must be made anew.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>True when the database was away.</summary>
    public required bool IsDegraded { get; init; }

    /// <summary>Whether it still says the truth: the same model, not too old, and no item shown has changed.</summary>
    public bool IsValidFor(Shelf shelf, long now)
    {
        if (!ReferenceEquals(ModelIdentity, shelf.Model.Identity) || now >= ExpiresAt)
        {
            return false;
        }

        var newest = shelf.Newest.Version;
        if (Volatile.Read(ref _trueAt) == newest)
        {
            return true;
        }

        for (var at = 0; at < Rows.Length; at++)
        {
            if (!ReferenceEquals(shelf.Newest.Find(Logged.ItemIds[at]), Rows[at]))
            {
                return false;
            }
        }

        if (IsWhole)
        {
            Volatile.Write(ref _trueAt, newest);
        }

        return IsWhole;
    }

    /// <summary>Serializes an answer.</summary>
    /// <param name="answer">Its id and time are left out.</param>
    /// <param name="logged">What the log keeps.</param>
    /// <param name="shelf">What it was made from.</param>
    /// <param name="rows">The catalogue's rows of its items.</param>
    /// <param name="isWhole">Whether it has as many items as were asked for.</param>
    /// <param name="expiresAt">Clock ticks.</param>
    public static PreparedAnswer From(
        RecommendationAnswer answer,
        LoggedAnswer logged,
        Shelf shelf,
        CatalogueItem?[] rows,
        bool isWhole,
        long expiresAt
    )
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(
            answer with
            {
                RecommendationId = IdMark + logged.IdSuffix,
                GeneratedAt = DateTimeOffset.MinValue,
            },
            Json
        );
        return new PreparedAnswer(text)
        {
            Logged = logged,
            ModelIdentity = shelf.Model.Identity,
            Rows = rows,
            IsWhole = isWhole,
            _trueAt = shelf.Newest.Version,
            ExpiresAt = expiresAt,
            IsDegraded = answer.Degraded,
        };
    }
}

/// <summary>What the log keeps of an answer; shared by all answers from one cache entry.</summary>
/// <param name="Subject">The subject, or <see cref="RecommendationIds.Nobody"/>.</param>
/// <param name="IdSuffix">The part of the id after its UUID.</param>
/// <param name="Placement">As asked.</param>
/// <param name="ModelVersion">Null before the first training.</param>
/// <param name="Watermark">Newest event that counted, UTC.</param>
/// <param name="Request">The request as it was understood, JSON.</param>
/// <param name="ItemIds">In order.</param>
/// <param name="Scores">Of the items.</param>
/// <param name="Sources">Of the items.</param>
internal sealed record LoggedAnswer(
    string Subject,
    string IdSuffix,
    string? Placement,
    string? ModelVersion,
    DateTime? Watermark,
    string Request,
    string[] ItemIds,
    float[] Scores,
    string[] Sources
)
{
    /// <summary>Version of the place's preset; null without one.</summary>
    public int? RuleVersion { get; init; }

    /// <summary>Of an experiment; null outside of one.</summary>
    public string? Variant { get; init; }

    /// <summary>Of the items, 1 where nothing was drawn; null where nothing was drawn at all.</summary>
    public float[]? Propensities { get; init; }
}
