using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Marketing.Recommendations.Answers;

/// <summary>
/// Ids of answers: a version 7 UUID in 22 characters, then what finds the subject's rows, since the log is keyed (and may be distributed) by
/// subject: <c>.</c> and the subject itself, or <c>~</c> and a hash of it where it is too long. All base64url, at most 128 characters.
/// </summary>
internal static class RecommendationIds
{
    /// <summary>Characters of the UUID.</summary>
    public const int UuidLength = 22;

    /// <summary>Logged as the subject of an answer for nobody in particular.</summary>
    public const string Nobody = "?";

    private const int MaxLength = 128;
    private const char Plain = '.';
    private const char Hashed = '~';

    /// <summary>The part after the UUID; the same for every answer to a subject.</summary>
    public static string Suffix(string subject)
    {
        var text = Encoding.UTF8.GetBytes(subject);
        var encoded = Base64Url.EncodeToString(text);
        return UuidLength + 1 + encoded.Length <= MaxLength
            ? Plain + encoded
            : Hashed + Base64Url.EncodeToString(SHA256.HashData(text).AsSpan(0, 16));
    }

    /// <summary>Writes a new UUID.</summary>
    /// <param name="now">Its time.</param>
    /// <param name="utf8">Receives 22 characters.</param>
    public static void WriteUuid(DateTimeOffset now, Span<byte> utf8)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        Base64Url.EncodeToUtf8(bytes, utf8, out _, out _);
    }

    /// <summary>When the answer of an id was given, to the millisecond; null for what is no id.</summary>
    public static DateTimeOffset? TimeOf(string id)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (
            id.Length <= UuidLength
            || !Base64Url.IsValid(id.AsSpan(0, UuidLength))
            || !Base64Url.TryDecodeFromChars(id.AsSpan(0, UuidLength), bytes, out var written)
            || written != bytes.Length
        )
        {
            return null;
        }

        // Version 7: the first six bytes are Unix milliseconds, big endian.
        var milliseconds = 0L;
        foreach (var part in bytes[..6])
        {
            milliseconds = (milliseconds << 8) | part;
        }

        return milliseconds <= DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }

    /// <summary>The subject inside an id, where it is there in plain.</summary>
    public static bool TryGetSubject(string id, [NotNullWhen(true)] out string? subject)
    {
        subject = null;
        if (id.Length <= UuidLength + 1 || id[UuidLength] != Plain || !Base64Url.IsValid(id.AsSpan(UuidLength + 1)))
        {
            return false;
        }

        subject = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id.AsSpan(UuidLength + 1)));
        return true;
    }
}
