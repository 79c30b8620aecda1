using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Marketing.Store;

namespace Marketing.Sentiment.Reviews;

/// <summary>Where a page of reviews ended.</summary>
/// <param name="OccurredAt">Time of its last review.</param>
/// <param name="UserId">With <paramref name="EventId"/>, which one.</param>
/// <param name="EventId">The event.</param>
internal sealed record ReviewPlace(DateTimeOffset OccurredAt, string UserId, string EventId)
{
    private const int LongestUser = TextRules.MaxIdLength + 8;

    /// <summary>As it goes to the caller: base64url of a JSON array.</summary>
    public string ToCursor()
    {
        var ticks = OccurredAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
        return Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { ticks, UserId, EventId }));
    }

    /// <summary>Null when it is none of ours.</summary>
    public static ReviewPlace? Parse(string cursor)
    {
        try
        {
            return
                JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(cursor)) is [{ } ticks, { } user, { } id]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && at <= DateTimeOffset.MaxValue.UtcTicks
                && user.Length <= 2 * LongestUser
                && id.Length <= 2 * TextRules.MaxIdLength
                && TextRules.IsStorable(user)
                && TextRules.IsStorable(id)
                ? new ReviewPlace(new DateTimeOffset(at, TimeSpan.Zero), user, id)
                : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}
