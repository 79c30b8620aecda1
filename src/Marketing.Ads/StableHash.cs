using System.Text;
using Marketing.Learning;

namespace Marketing.Ads;

/// <summary>Hashes that are the same on every replica and in every version: who is in a control group, which seed a decision has.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over UTF-8, then mixed.</summary>
    public static ulong Of(string text)
    {
        Span<byte> buffer = stackalloc byte[512];
        var bytes = Encoding.UTF8.TryGetBytes(text, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(text);
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in bytes)
        {
            hash = unchecked((hash ^ value) * 0x100000001B3UL);
        }

        return SplitMix64.Mix(hash);
    }

    /// <summary>A share in [0, 1) that belongs to a text and a purpose.</summary>
    public static double Share(ulong hash, ulong purpose) => SplitMix64.Uniform(hash, purpose);

    /// <summary>A decision's seed: 53 bits, so that every JSON reader can hold it.</summary>
    public static long Seed(string decisionId) => (long)(Of(decisionId) >> 11);
}
