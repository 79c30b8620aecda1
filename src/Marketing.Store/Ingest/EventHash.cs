using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Marketing.Store;

/// <summary>
/// The 64-bit fingerprint of an event's content: the first 8 bytes of the SHA-256 of its fields, each with its number and length. It is stored, so its form may
/// never change. It tells a repetition (same fingerprint) from a conflict; a shop would need billions of events under one id for a chance collision.
/// </summary>
internal static class EventHash
{
    public static long Of(NewEvent row) => Of(row, null);

    /// <summary>The fingerprint of content and id together: two events with the same fault are two rows of quarantine.</summary>
    public static long WithId(NewEvent row) => Of(row, row.Id);

    private static long Of(NewEvent row, string? id)
    {
        // Two bytes a character, five a field: enough for everything but reviews and large attributes.
        Span<byte> stack = stackalloc byte[2048];
        var size =
            256
            + Size(id)
            + Size(row.SessionId)
            + Size(row.ItemId)
            + Size(row.Currency)
            + Size(row.OrderId)
            + Size(row.Query)
            + Size(row.Text)
            + Size(row.Language)
            + Size(row.RecommendationId)
            + Size(row.DecisionId)
            + Size(row.AdId)
            + Size(row.Placement)
            + Size(row.Channel)
            + Size(row.Attributes);
        var buffer = size <= stack.Length ? stack : new byte[size];
        var end = 0;
        Put(buffer, ref end, 1, (long)row.Type);
        Put(buffer, ref end, 2, row.OccurredAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        Put(buffer, ref end, 3, row.SessionId);
        Put(buffer, ref end, 4, row.ItemId);
        Put(buffer, ref end, 5, row.Value is { } value ? BitConverter.DoubleToInt64Bits(value + 0.0) : null);
        Put(buffer, ref end, 6, row.Quantity);
        Put(buffer, ref end, 7, row.Price);
        Put(buffer, ref end, 8, row.Currency);
        Put(buffer, ref end, 9, row.OrderId);
        Put(buffer, ref end, 10, row.Query);
        Put(buffer, ref end, 11, row.Text);
        Put(buffer, ref end, 12, row.Language);
        Put(buffer, ref end, 13, row.RecommendationId);
        Put(buffer, ref end, 14, row.DecisionId);
        Put(buffer, ref end, 15, row.AdId);
        Put(buffer, ref end, 16, row.Placement);
        Put(buffer, ref end, 17, row.Channel);
        Put(buffer, ref end, 18, row.Attributes);
        Put(buffer, ref end, 19, id);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..end], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>The same number without zeros at its end: 1.50 and 1.5 are one price.</summary>
    public static decimal Trim(decimal value) => value == 0 ? 0 : value / 1.0000000000000000000000000000m;

    private static int Size(string? text) => text is null ? 0 : text.Length * 2;

    private static void Put(Span<byte> buffer, ref int end, byte field, string? text)
    {
        if (text is null)
        {
            return;
        }

        buffer[end++] = field;
        BinaryPrimitives.WriteInt32LittleEndian(buffer[end..], text.Length);
        end += 4;
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        bytes.CopyTo(buffer[end..]);
        end += bytes.Length;
    }

    private static void Put(Span<byte> buffer, ref int end, byte field, long? number)
    {
        if (number is not { } value)
        {
            return;
        }

        buffer[end++] = field;
        BinaryPrimitives.WriteInt64LittleEndian(buffer[end..], value);
        end += 8;
    }

    private static void Put(Span<byte> buffer, ref int end, byte field, decimal? number)
    {
        if (number is not { } value)
        {
            return;
        }

        buffer[end++] = field;
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(Trim(value), parts);
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer[end..], part);
            end += 4;
        }
    }
}
