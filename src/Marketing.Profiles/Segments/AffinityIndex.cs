using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Marketing.Profiles.Features;

namespace Marketing.Profiles.Segments;

/// <summary>
/// What customers like as sorted numbers that stand in the row of the profile: 48 bits of the name's hash, then the share in ten-thousandths. A binary search in
/// them is all that a rule costs a customer; looking into the JSON of a million took twenty times as long as all else that a rule can ask for.
/// </summary>
internal static class AffinityIndex
{
    private const int ShareBits = 14;
    private const int Whole = 10_000;

    // A share has four digits: what a bound adds to that is the noise of doubles.
    private const double Noise = 1e-6;

    /// <summary>Shares above 0, ascending.</summary>
    public static long[] Of(Affinities likes)
    {
        List<long> keys = new(32);
        Add(keys, AffinityKind.Category, likes.Categories);
        Add(keys, AffinityKind.Brand, likes.Brands);
        Add(keys, AffinityKind.PriceBand, likes.PriceBands);
        Add(keys, AffinityKind.Search, likes.Searches);
        keys.Sort();
        return [.. keys];
    }

    /// <summary>Where a name is liked with shares in some range: those above <c>Above</c> and up to <c>UpTo</c>, or whoever has none of them.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="atLeast">Lowest share; null: any.</param>
    /// <param name="atMost">Highest share; null: any.</param>
    public static (long Above, long UpTo, bool IsOfOthers) Range(AffinityKind kind, string name, double? atLeast, double? atMost)
    {
        var key = KeyOf(kind, name);
        var least = (int)Math.Ceiling((Math.Clamp(atLeast ?? 0, 0, 2) * Whole) - Noise);
        var most = (int)Math.Floor((Math.Clamp(atMost ?? 1, -1, 1) * Whole) + Noise);
        // Whoever does not like it at all has a share of 0: a range that holds 0 is that of all but those outside of it.
        return least <= 0 && most >= 0 ? (key + most, key + Whole, true) : (key + least - 1, key + Math.Max(most, least - 1), false);
    }

    private static void Add(List<long> keys, AffinityKind kind, IReadOnlyList<Liking> likes)
    {
        foreach (var liking in likes)
        {
            if ((int)Math.Round(liking.Share * Whole) is > 0 and var share)
            {
                keys.Add(KeyOf(kind, liking.Name) + share);
            }
        }
    }

    /// <summary>Six bytes of SHA-256, which PostgreSQL knows too: a migration filled the column.</summary>
    private static long KeyOf(AffinityKind kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{GroupOf(kind)}:{name}"), hash);
        return (BinaryPrimitives.ReadInt64BigEndian(hash) >>> 16) << ShareBits;
    }

    private static string GroupOf(AffinityKind kind) =>
        kind switch
        {
            AffinityKind.Category => "categories",
            AffinityKind.Brand => "brands",
            AffinityKind.PriceBand => "priceBands",
            _ => "searches",
        };
}
