using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Marketing.Store.Imports;

/// <summary>
/// Ids for the events of a file that gives none: made from the row's content, so that the same file imported again makes the same ids, wherever an
/// interrupted import had stopped. One instance a file.
/// </summary>
internal sealed class EventIds
{
    // Identical rows of a log stand near each other (one invoice, one second), so the counter need not remember the whole file: it holds the last
    // half to one million different rows, some 40 MB at most. Identical rows further apart are taken for one.
    private const int Generation = 1 << 19;

    private Dictionary<long, int> _young = [];
    private Dictionary<long, int> _old = [];

    /// <summary>The id of a row that may really have happened several times alike: the second gets <c>-2</c>, the third <c>-3</c>.</summary>
    /// <param name="prefix">Tells the kinds apart.</param>
    /// <param name="content">All fields of the row, and who did it.</param>
    public string Next(string prefix, ReadOnlySpan<char> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(content), hash);
        var count = Repeat(MemoryMarshal.Read<long>(hash));
        var id = prefix + Convert.ToHexStringLower(hash[..12]);
        return count == 1 ? id : id + "-" + count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The id of a row that can have happened only once: repeated, it is the same event.</summary>
    public static string Once(string prefix, ReadOnlySpan<char> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(content), hash);
        return prefix + Convert.ToHexStringLower(hash[..12]);
    }

    private int Repeat(long key)
    {
        if (_young.Count >= Generation)
        {
            (_old, _young) = (_young, []);
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out var exists);
        if (!exists)
        {
            count = _old.GetValueOrDefault(key);
        }

        return ++count;
    }
}
