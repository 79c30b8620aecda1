namespace Marketing.Learning.Recommenders;

/// <summary>What pieces of models take while they are made, from counts alone. Sums that are kept and copies that the collector may not have taken yet.</summary>
internal static class TrainingBytes
{
    private const int Number = 4;

    // A list that grows, and the array made of it.
    private const int Growing = 3;

    /// <summary>Who had what, by users and by items: counted, packed, and twice transposed.</summary>
    public static long Pairs(Histories data, bool withValues) =>
        (4 * data.EventCount * (withValues ? 2 : 1) * Number) + (8L * Number * (data.UserCount + data.ItemCount));

    /// <summary>A vector for each of so many.</summary>
    public static long Vectors(long count, int length) => count * ((length + 15) / 16 * 16) * Number;

    /// <summary>Lists of the most similar items, no longer than the pairs of items that somebody has both of.</summary>
    public static long Lists(Histories data, int longest, int eventsPerUser)
    {
        var together = 0L;
        for (var user = 0; user < data.UserCount; user++)
        {
            var length = Math.Min(data[user].Length, eventsPerUser);
            together += (long)length * length;
        }

        return Math.Min(together, (long)data.ItemCount * Math.Min(longest, data.ItemCount)) * 2 * Number * Growing;
    }

    /// <summary>Who followed whom within so many steps: each step once, then summed by pairs of items.</summary>
    public static long Steps(Histories data, int steps)
    {
        var all = 0L;
        for (var user = 0; user < data.UserCount; user++)
        {
            var length = data[user].Length;
            all += (long)length * Math.Min(steps, length);
        }

        return all * 2 * Number + (Math.Min(all, (long)data.ItemCount * data.ItemCount) * 2 * Number * Growing);
    }

    /// <summary>Histories once more.</summary>
    public static long Copy(Histories data) => data.EventCount * 16 * 2;

    /// <summary>The words of descriptions: the texts, their vectors, and the same by words.</summary>
    public static long Descriptions(Histories data)
    {
        var bytes = 0L;
        foreach (var item in data.Descriptions ?? [])
        {
            if (item is not null)
            {
                var characters = (item.Name?.Length ?? 0) + Math.Min(item.Description?.Length ?? 0, 2000);
                bytes += 1000 + (60L * (item.Tags.Count + item.Attributes.Count)) + (20L * characters);
            }
        }

        return bytes;
    }
}
