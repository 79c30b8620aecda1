namespace Marketing.Learning.Text;

/// <summary>The hash of tokens: a step a UTF-16 unit, h ← (h ⊕ unit) · <see cref="Factor"/>, then <see cref="Finish"/>. It is stored with models, prints and indices.</summary>
internal static class TokenHash
{
    public const ulong Seed = 0xCBF29CE484222325;
    public const ulong Factor = 0x9E3779B97F4A7C15;

    /// <summary>The hash of a folded form.</summary>
    public static ulong Of(ReadOnlySpan<char> folded)
    {
        var hash = Seed;
        foreach (var character in folded)
        {
            hash = unchecked((hash ^ character) * Factor);
        }

        return Finish(hash);
    }

    /// <summary>The top bits of a product are well mixed already; this spreads them to the low ones.</summary>
    public static ulong Finish(ulong hash) => unchecked((hash ^ (hash >> 32)) * Factor) ^ (hash >> 29);
}
