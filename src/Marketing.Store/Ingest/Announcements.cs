using Npgsql;

namespace Marketing.Store;

/// <summary>
/// Announces many subjects in several notifications. In one they would not fit, and "everything" would make every replica forget what it knows of everybody, at each
/// batch of a busy shop.
/// </summary>
internal static class Announcements
{
    /// <summary>Of the 8,000 bytes of a notification; the rest is for what stands around the ids.</summary>
    private const int PartBytes = 7_500;

    /// <summary>Beyond this, forgetting everything is cheaper: it is a large import.</summary>
    private const int MostParts = 32;

    public static async Task AnnouncePartsAsync(
        this StoreChanges changes,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        ChangeKind kind,
        string[] ids,
        CancellationToken cancel
    )
    {
        var parts = Split(ids);
        foreach (
            var part in parts.Count > MostParts
                ?
                [
                    [],
                ]
                : parts
        )
        {
            await changes.AnnounceAsync(connection, transaction, kind, part, cancel);
        }
    }

    internal static List<string[]> Split(string[] ids)
    {
        List<string[]> parts = [];
        var (start, size) = (0, 0);
        for (var i = 0; i < ids.Length; i++)
        {
            var next = Bytes(ids[i]);
            if (size + next > PartBytes && i > start)
            {
                parts.Add(ids[start..i]);
                (start, size) = (i, 0);
            }

            size += next;
        }

        parts.Add(ids[start..]);
        return parts;
    }

    /// <summary>An id in JSON with its quotes and comma: at most six bytes for a character that is escaped.</summary>
    private static int Bytes(string id)
    {
        var bytes = 3;
        foreach (var character in id)
        {
            bytes += char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':' or ' ' ? 1 : 6;
        }

        return bytes;
    }
}
