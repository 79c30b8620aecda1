using System.Numerics;

namespace Marketing.Learning.Recommenders;

/// <summary>A set of items in the caller's memory, a bit an item: 12.5 kB for 100,000, little enough to copy for each request.</summary>
/// <param name="words">Shape [at least <see cref="LengthFor"/>], or empty: no item.</param>
public readonly ref struct ItemMask(Span<ulong> words)
{
    private readonly Span<ulong> _words = words;

    /// <summary>The set of no items.</summary>
    public static ItemMask None => default;

    /// <summary>Words that a set of so many items takes.</summary>
    public static int LengthFor(int items) => (items + 63) / 64;

    /// <summary>Whether the item is in the set.</summary>
    /// <param name="item">Item index.</param>
    public bool Contains(int item) => !_words.IsEmpty && (_words[item >> 6] >> item & 1) != 0;

    /// <summary>Adds an item.</summary>
    /// <param name="item">Item index; there must be memory for it.</param>
    public void Add(int item) => _words[item >> 6] |= 1UL << item;

    /// <summary>Sets the scores of its items to −∞.</summary>
    /// <param name="scores">Shape [items].</param>
    public void Exclude(Span<float> scores)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            for (var left = _words[word]; left != 0; left &= left - 1)
            {
                scores[(word * 64) + BitOperations.TrailingZeroCount(left)] = float.NegativeInfinity;
            }
        }
    }
}
