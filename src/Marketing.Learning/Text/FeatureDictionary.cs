using Marketing.Learning.Numerics;

namespace Marketing.Learning.Text;

/// <summary>A feature space that knows its features by name (by all 64 bits of their hash): exact, and no larger than what is worth keeping.</summary>
public sealed class FeatureDictionary : FeatureSpace
{
    private readonly ulong[] _keys;
    private readonly int[] _indices;
    private readonly int _mask;

    private FeatureDictionary(ulong[] hashes)
    {
        var room = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * hashes.Length));
        (_keys, _indices, _mask, Size) = (new ulong[room], new int[room], room - 1, hashes.Length);
        Array.Fill(_indices, -1);
        for (var index = 0; index < hashes.Length; index++)
        {
            var at = (int)hashes[index] & _mask;
            while (_indices[at] >= 0)
            {
                at = (at + 1) & _mask;
            }

            (_keys[at], _indices[at]) = (hashes[index], index);
        }
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>Learns the features that occur in the most texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Which n-grams.</param>
    /// <param name="minimumTexts">Features of fewer texts are left out.</param>
    /// <param name="limit">At most so many features; of those that occur in equally many texts the lower hash stays.</param>
    public static FeatureDictionary Learn(IEnumerable<string> texts, FeatureOptions options, int minimumTexts, int limit)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var reader = new FeatureReader(options);
        var (counts, seen) = (new Dictionary<ulong, int>(), new HashSet<ulong>());
        foreach (var text in texts)
        {
            seen.Clear();
            foreach (ref readonly var feature in reader.Read(text))
            {
                if (seen.Add(feature.Hash))
                {
                    counts[feature.Hash] = counts.GetValueOrDefault(feature.Hash) + 1;
                }
            }
        }

        var kept = counts.Where(pair => pair.Value >= minimumTexts).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key);
        return new FeatureDictionary([.. kept.Take(limit).Select(pair => pair.Key)]);
    }

    /// <inheritdoc/>
    public override int IndexOf(ulong hash)
    {
        for (var at = (int)hash & _mask; _indices[at] >= 0; at = (at + 1) & _mask)
        {
            if (_keys[at] == hash)
            {
                return _indices[at];
            }
        }

        return -1;
    }

    /// <summary>Writes what <see cref="Read"/> needs.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var hashes = new ulong[Size];
        for (var at = 0; at < _indices.Length; at++)
        {
            if (_indices[at] >= 0)
            {
                hashes[_indices[at]] = _keys[at];
            }
        }

        writer.WriteArray<ulong>(hashes);
    }

    /// <exception cref="InvalidDataException">The bytes are not a dictionary's.</exception>
    public static FeatureDictionary Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new FeatureDictionary(reader.ReadArray<ulong>());
    }
}
