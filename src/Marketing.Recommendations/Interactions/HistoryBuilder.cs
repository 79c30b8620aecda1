using Marketing.Learning.Recommenders;
using Marketing.Store;

namespace Marketing.Recommendations.Interactions;

/// <summary>What a recommender learns from a subject's events.</summary>
internal enum HistoryKind : byte
{
    /// <summary>Every event, weighted by type and age.</summary>
    Events = 0,

    /// <summary>The newest grade of each rated item: what a correlation of ratings needs.</summary>
    Ratings = 1,
}

/// <summary>Turns interactions into the histories that recommenders take.</summary>
internal sealed class HistoryBuilder(InteractionWeights weights)
{
    /// <summary>Histories of the first <paramref name="subjects"/> subjects, from what happened before an instant.</summary>
    /// <param name="table">The interactions.</param>
    /// <param name="kind">Events or ratings.</param>
    /// <param name="before">Unix seconds; interactions at or after it are left out, and items first seen then have no index.</param>
    /// <param name="subjects">How many subjects, from the front (users come first).</param>
    public Histories Build(SubjectInteractions table, HistoryKind kind, long before, int subjects)
    {
        var reference = Reference(table, before);
        var starts = new long[subjects + 1];
        for (var subject = 0; subject < subjects; subject++)
        {
            var rows = table.Before(subject, before);
            starts[subject + 1] = starts[subject] + (kind == HistoryKind.Events ? rows.Length : NewestGrades(rows).Count(newest => newest));
        }

        var items = new int[starts[^1]];
        var strengths = new float[starts[^1]];
        var times = new long[starts[^1]];
        for (var subject = 0; subject < subjects; subject++)
        {
            var (start, length) = ((int)starts[subject], (int)(starts[subject + 1] - starts[subject]));
            Fill(
                table.Before(subject, before),
                kind,
                reference,
                items.AsSpan(start, length),
                strengths.AsSpan(start, length),
                times.AsSpan(start, length)
            );
        }

        return new Histories(table.ItemsBefore(before), starts, items, strengths, times);
    }

    /// <summary>Writes one history.</summary>
    /// <param name="rows">A subject's interactions, oldest first.</param>
    /// <param name="kind">Events or ratings.</param>
    /// <param name="reference">Unix seconds that ages count back from.</param>
    /// <param name="items">Shape [at least <paramref name="rows"/>.Length], as the other two.</param>
    /// <param name="strengths">Weights, above 0.</param>
    /// <param name="times">Unix seconds.</param>
    /// <returns>Entries written.</returns>
    public int Fill(
        ReadOnlySpan<Interaction> rows,
        HistoryKind kind,
        long reference,
        Span<int> items,
        Span<float> strengths,
        Span<long> times
    )
    {
        var written = 0;
        var newestGrades = kind == HistoryKind.Ratings ? NewestGrades(rows) : null;
        for (var at = 0; at < rows.Length; at++)
        {
            var row = rows[at];
            if (newestGrades is not null && !newestGrades[at])
            {
                continue;
            }

            items[written] = row.Item;
            strengths[written] = kind == HistoryKind.Ratings ? row.Value : weights.Of(row.Type, row.Value, reference - row.Time);
            times[written++] = row.Time;
        }

        return written;
    }

    /// <summary>Ages count back from the newest event that counts, not from the clock: an old import trains as well as a live shop.</summary>
    public static long Reference(SubjectInteractions table, long before)
    {
        var newest = table.Watermark?.ToUnixTimeSeconds() ?? 0;
        return Math.Min(newest, before);
    }

    private static bool HasGrade(Interaction row) => row.Type is EventType.Rating or EventType.Review && row.Value > 0;

    // Which rows carry the newest grade of their item.
    private static bool[] NewestGrades(ReadOnlySpan<Interaction> rows)
    {
        var newest = new bool[rows.Length];
        var graded = new HashSet<int>();
        for (var at = rows.Length - 1; at >= 0; at--)
        {
            newest[at] = HasGrade(rows[at]) && graded.Add(rows[at].Item);
        }

        return newest;
    }
}
