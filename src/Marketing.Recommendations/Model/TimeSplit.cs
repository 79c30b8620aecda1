using Marketing.Learning;
using Marketing.Learning.Ranking;
using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Model;

/// <summary>
/// The instant that divides learning from judging, and who is judged: users with a history before it who came to items after it that they
/// did not know and the shop already had.
/// </summary>
internal sealed class TimeSplit
{
    private const int EnoughUsers = 100;
    private static readonly double[] Shares = [.1, .15, .2, .3];

    private TimeSplit(long at, long end) => (At, End) = (at, end);

    /// <summary>Unix seconds: what happened before it is learned from.</summary>
    public long At { get; }

    /// <summary>Unix seconds: what happened at or after it is not looked at (tuning splits the part before the first split again).</summary>
    public long End { get; }

    /// <summary>Users to judge, ascending; at most as many as asked for, drawn by hash.</summary>
    public IReadOnlyList<HeldOutUser> Users { get; private init; } = [];

    /// <summary>Users without a history before the instant, for a figure of their own.</summary>
    public IReadOnlyList<HeldOutUser> NewUsers { get; private init; } = [];

    /// <summary>Users to judge before the draw.</summary>
    public int UserCount { get; private init; }

    /// <summary>New users before the draw.</summary>
    public int NewUserCount { get; private init; }

    /// <summary>Pairs of a user and an item that nobody had touched before the instant: no model that learns from histories can find them.</summary>
    public long NewItemPairs { get; private init; }

    /// <summary>Pairs of a judged user and an item that is to be found.</summary>
    public long RelevantPairs { get; private init; }

    /// <summary>
    /// Splits off the newest tenth of the users' interactions, or more (up to three tenths) until 100 users can be judged.
    /// </summary>
    /// <param name="table">The interactions.</param>
    /// <param name="end">Unix seconds; later interactions are left out.</param>
    /// <param name="options">Grades, limits and seed.</param>
    /// <param name="maxUsers">Users kept at most.</param>
    /// <returns>Null when no instant leaves anybody to judge.</returns>
    public static TimeSplit? Find(SubjectInteractions table, long end, RecommendationsOptions options, int maxUsers)
    {
        var times = SampledTimes(table, end);
        TimeSplit? best = null;
        foreach (var share in Shares)
        {
            if (Instant(times, share) is { } at && (best is null || at < best.At))
            {
                var split = Judge(table, at, end, options, maxUsers);
                best = split.UserCount > (best?.UserCount ?? 0) ? split : best;
            }

            if (best?.UserCount >= EnoughUsers)
            {
                break;
            }
        }

        return best;
    }

    private static long[] SampledTimes(SubjectInteractions table, long end)
    {
        var step = Math.Max(1, table.RowCount / 1_000_000);
        var times = new List<long>();
        var at = 0L;
        for (var user = 0; user < table.UserCount; user++)
        {
            foreach (var row in table.Before(user, end))
            {
                if (at++ % step == 0)
                {
                    times.Add(row.Time);
                }
            }
        }

        times.Sort();
        return [.. times];
    }

    private static long? Instant(long[] times, double share)
    {
        for (var at = (int)(times.Length * (1 - share)); at < times.Length; at++)
        {
            if (times[at] > times[0])
            {
                return times[at];
            }
        }

        return null;
    }

    private static TimeSplit Judge(SubjectInteractions table, long at, long end, RecommendationsOptions options, int maxUsers)
    {
        var known = table.ItemsBefore(at);
        var users = new List<HeldOutUser>();
        var newUsers = new List<HeldOutUser>();
        var newItemPairs = 0L;
        var seen = new HashSet<int>();
        for (var user = 0; user < table.UserCount; user++)
        {
            var all = table.Before(user, end);
            var before = table.Before(user, at);
            if (all.Length == before.Length)
            {
                continue;
            }

            seen.Clear();
            foreach (var row in before)
            {
                seen.Add(row.Item);
            }

            var relevant = new List<int>();
            foreach (var row in all[before.Length..])
            {
                if (!IsLiked(row, options.RatingScale) || !seen.Add(row.Item))
                {
                    continue;
                }

                if (row.Item < known)
                {
                    relevant.Add(row.Item);
                }
                else
                {
                    newItemPairs++;
                }
            }

            if (relevant.Count > 0)
            {
                relevant.Sort();
                (before.Length > 0 ? users : newUsers).Add(new HeldOutUser(before.Length > 0 ? user : -1, [.. relevant], relevant.Count));
            }
        }

        var judged = Draw(users, maxUsers, table, (ulong)options.Seed);
        return new TimeSplit(at, end)
        {
            Users = judged,
            NewUsers = newUsers.Count <= 1000 ? newUsers : [.. newUsers.Take(1000)],
            UserCount = users.Count,
            NewUserCount = newUsers.Count,
            NewItemPairs = newItemPairs,
            RelevantPairs = judged.Sum(u => (long)u.RelevantCount),
        };
    }

    // A grade in the lower half of the scale says that the item should not have been recommended.
    private static bool IsLiked(Interaction row, double scale) =>
        row.Type is not (EventType.Rating or EventType.Review) || float.IsNaN(row.Value) || row.Value * 2 >= scale;

    private static List<HeldOutUser> Draw(List<HeldOutUser> users, int most, SubjectInteractions table, ulong seed)
    {
        if (users.Count <= most)
        {
            return users;
        }

        var drawn = users.OrderBy(u => SplitMix64.At(seed, StableHash(table.SubjectIds[u.User]))).Take(most);
        return [.. drawn.OrderBy(u => u.User)];
    }

    // By id, not by index: the same users are drawn tomorrow, when others have come.
    private static ulong StableHash(string id) => unchecked((ulong)InteractionReader.OrderHash(id));
}
