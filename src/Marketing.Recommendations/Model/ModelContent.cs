using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;
using Marketing.Recommendations.Interactions;

namespace Marketing.Recommendations.Model;

/// <summary>All that an artefact of <c>recommendations</c> holds.</summary>
internal sealed record ModelContent
{
    /// <summary>The model that ranks; null in the makeshift that serves before the first training.</summary>
    public required IRecommender? Champion { get; init; }

    /// <summary>What the champion's histories are made of.</summary>
    public required HistoryKind Kind { get; init; }

    /// <summary>Newest event that was learned from, Unix seconds; ages and windows count back from it.</summary>
    public required long Reference { get; init; }

    /// <summary>Id at each item index.</summary>
    public required string[] ItemIds { get; init; }

    /// <summary>Popularity by window, in the order of <see cref="Popularity.Windows"/>; each of shape [items].</summary>
    public required float[][] PopularityByWindow { get; init; }

    /// <summary>What the items are like, for items that came since; null without a catalogue.</summary>
    public ContentSpace? Content { get; init; }

    /// <summary>Items that the same subjects touch.</summary>
    public required NeighbourLists Similar { get; init; }

    /// <summary>Items that the same orders hold.</summary>
    public required NeighbourLists Together { get; init; }

    /// <summary>The users' newest events and all that they own.</summary>
    public required StoredUsers Users { get; init; }
}

/// <summary>What a replica knows of the users without asking the database.</summary>
/// <param name="Ids">User ids.</param>
/// <param name="Starts">Shape [users + 1], into the three arrays that follow.</param>
/// <param name="Items">Newest events, oldest first: items.</param>
/// <param name="Types">Their types.</param>
/// <param name="Values">Their grades or units.</param>
/// <param name="Times">Unix seconds.</param>
/// <param name="AcquiredStarts">Shape [users + 1], into the two arrays that follow.</param>
/// <param name="AcquiredItems">Bought or rated items, ascending.</param>
/// <param name="AcquiredTimes">When last, Unix seconds.</param>
internal sealed record StoredUsers(
    string[] Ids,
    int[] Starts,
    int[] Items,
    byte[] Types,
    float[] Values,
    long[] Times,
    int[] AcquiredStarts,
    int[] AcquiredItems,
    long[] AcquiredTimes
)
{
    /// <summary>Nobody.</summary>
    public static StoredUsers None { get; } = new([], [0], [], [], [], [], [0], [], []);

    /// <summary>Takes the users over from the interactions.</summary>
    /// <param name="table">The interactions.</param>
    /// <param name="length">Newest events kept a user; what he owns is always kept whole.</param>
    public static StoredUsers From(SubjectInteractions table, int length)
    {
        var (starts, acquiredStarts) = (new int[table.UserCount + 1], new int[table.UserCount + 1]);
        var rows = new List<Interaction>();
        var owned = new List<(int Item, long Time)>();
        var last = new SortedDictionary<int, long>();
        for (var user = 0; user < table.UserCount; user++)
        {
            last.Clear();
            var own = table[user];
            rows.AddRange(own[Math.Max(0, own.Length - length)..]);
            foreach (var row in own)
            {
                if (row.Acquires)
                {
                    last[row.Item] = row.Time;
                }
            }

            owned.AddRange(last.Select(pair => (pair.Key, pair.Value)));
            (starts[user + 1], acquiredStarts[user + 1]) = (rows.Count, owned.Count);
        }

        return new StoredUsers(
            table.SubjectIds[..table.UserCount],
            starts,
            [.. rows.Select(row => row.Item)],
            [.. rows.Select(row => (byte)row.Type)],
            [.. rows.Select(row => row.Value)],
            [.. rows.Select(row => row.Time)],
            acquiredStarts,
            [.. owned.Select(pair => pair.Item)],
            [.. owned.Select(pair => pair.Time)]
        );
    }
}
