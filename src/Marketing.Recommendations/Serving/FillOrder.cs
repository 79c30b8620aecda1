using Marketing.Store;

namespace Marketing.Recommendations.Serving;

/// <summary>In which order a shelf's places fill lists. Places break ties: the same list on every replica.</summary>
internal static class FillOrder
{
    /// <summary>Open places: wanted ones by popularity, then the newest of the catalogue, then those without a row.</summary>
    /// <param name="popularity">Shape [model items], at least 0.</param>
    /// <param name="rows">Shape [places].</param>
    /// <param name="isOpen">Shape [places].</param>
    public static int[] Of(ReadOnlySpan<float> popularity, CatalogueItem?[] rows, bool[] isOpen)
    {
        var (wanted, others) = (new List<ulong>(popularity.Length), new List<(long Age, int Place)>());
        for (var place = 0; place < rows.Length; place++)
        {
            if (!isOpen[place])
            {
                continue;
            }

            if (place < popularity.Length && popularity[place] > 0)
            {
                // The bits of floats above 0 are in their order: one number holds popularity, falling, and place, rising.
                var falling = ~BitConverter.SingleToUInt32Bits(popularity[place]);
                wanted.Add(((ulong)falling << 32) | (uint)place);
            }
            else
            {
                others.Add((rows[place] is { } row ? -row.CreatedAt.UtcTicks : long.MaxValue, place));
            }
        }

        wanted.Sort();
        others.Sort();
        var fill = new int[wanted.Count + others.Count];
        for (var at = 0; at < fill.Length; at++)
        {
            fill[at] = at < wanted.Count ? (int)(uint)wanted[at] : others[at - wanted.Count].Place;
        }

        return fill;
    }
}
