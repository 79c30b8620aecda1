using Marketing.Recommendations.Interactions;

namespace Marketing.Recommendations.Model;

/// <summary>
/// How much each item is wanted, within windows that count back from the newest event. A subject counts once an item, with his strongest
/// event: one robot's thousand views are one view.
/// </summary>
internal static class Popularity
{
    /// <summary>Windows in days that <c>/recommendations/popular</c> offers; 0 is all time, aged by half-life.</summary>
    public static readonly int[] Windows = [0, 1, 7, 30, 90];

    /// <summary>Popularity of every item.</summary>
    /// <param name="table">The interactions.</param>
    /// <param name="weights">What an event weighs.</param>
    /// <param name="days">0: all of it, aged by half-life; else the newest days, not aged.</param>
    /// <returns>Shape [items], at least 0.</returns>
    public static float[] Of(SubjectInteractions table, InteractionWeights weights, int days)
    {
        var reference = HistoryBuilder.Reference(table, long.MaxValue);
        var from = days == 0 ? long.MinValue : reference - (days * 86_400L);
        var sums = new double[table.ItemIds.Length];
        var strongest = new float[table.ItemIds.Length];
        for (var subject = 0; subject < table.SubjectIds.Length; subject++)
        {
            var rows = table[subject];
            for (var at = rows.Length - 1; at >= 0 && rows[at].Time > from; at--)
            {
                var row = rows[at];
                var weight = weights.Of(row.Type, row.Value, days == 0 ? reference - row.Time : 0);
                if (weight > strongest[row.Item])
                {
                    sums[row.Item] += weight - strongest[row.Item];
                    strongest[row.Item] = weight;
                }
            }

            foreach (var row in rows)
            {
                strongest[row.Item] = 0;
            }
        }

        return Array.ConvertAll(sums, sum => (float)sum);
    }
}
