using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Marketing.Recommendations.Answers;

/// <summary>
/// Where the next page of one list begins. It carries hashes of the list it belongs to, so that it cannot continue another one, and up to when
/// the visitor's events counted, so that what happens between two pages does not shift items.
/// </summary>
/// <param name="List">Hash of the request without its cursor and length.</param>
/// <param name="Model">Hash of the model's version.</param>
/// <param name="Offset">Items before the page.</param>
/// <param name="SeenUpTo">UTC ticks of the newest event that counted; 0 when none did.</param>
internal readonly record struct Cursor(ulong List, ulong Model, int Offset, long SeenUpTo)
{
    private const int Length = 8 + 8 + 4 + 8 + 4;

    /// <summary>64-bit FNV-1a of texts, divided so that "ab","c" is not "a","bc".</summary>
    public static ulong Hash(params ReadOnlySpan<string?> texts)
    {
        var hash = 14695981039346656037UL;
        foreach (var text in texts)
        {
            foreach (var c in text ?? "\0")
            {
                hash = unchecked((hash ^ c) * 1099511628211UL);
            }

            hash = unchecked((hash ^ 0x1F) * 1099511628211UL);
        }

        return hash;
    }

    /// <summary>As the caller gets it.</summary>
    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, List);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Model);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], SeenUpTo);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], Check(bytes[..28]));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads one back; false for anything that <see cref="Encode"/> did not make.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Length];
        if (
            text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Length
        )
        {
            return false;
        }

        var offset = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != Check(bytes[..28]) || offset < 0)
        {
            return false;
        }

        cursor = new Cursor(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            offset,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..])
        );
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> bytes) => (uint)Hash(Encoding.Latin1.GetString(bytes));
}
