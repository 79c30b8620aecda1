using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Marketing.Ads.Decisions;

/// <summary>Ids of decisions that the caller did not name: a version 7 UUID in 22 characters, a dot, and the subject, all base64url, so that an outcome finds its customer's rows.</summary>
internal static class DecisionIds
{
    private const int UuidLength = 22;
    private const int MaxLength = 128;

    public static string New(string subject, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var id = Base64Url.EncodeToString(bytes) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(subject));
        return id.Length <= MaxLength ? id : id[..UuidLength];
    }

    /// <summary>The subject, where the id may hold one. A shop's own id may look the same by chance: who finds nothing under it looks for the id alone.</summary>
    public static bool TryGetSubject(string id, [NotNullWhen(true)] out string? subject)
    {
        subject = null;
        if (id.Length <= UuidLength + 1 || id[UuidLength] != '.' || !Base64Url.IsValid(id.AsSpan(UuidLength + 1)))
        {
            return false;
        }

        subject = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id.AsSpan(UuidLength + 1)));
        return true;
    }
}
