using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>The last events of some users, which decide when training stops.</summary>
/// <param name="known">Histories without those events.</param>
/// <param name="answers">User and the item that came last.</param>
internal sealed class HeldOutEvents(Histories known, (int User, int Item)[] answers)
{
    /// <summary>Cuts the last event off the histories of some users, by hash; those with fewer than three events keep theirs.</summary>
    /// <param name="data">All histories.</param>
    /// <param name="share">Share of the events at most.</param>
    /// <param name="most">Users at most: enough to tell networks apart.</param>
    /// <param name="seed">Of the hash.</param>
    public static (Histories Known, HeldOutEvents HeldOut) Of(Histories data, double share, int most, ulong seed)
    {
        var bound = Math.Min(share * data.EventCount, most) / Math.Max(1, data.UserCount);
        var answers = new List<(int, int)>();
        var (starts, items) = (new long[data.UserCount + 1], new List<int>());
        var (weights, times) = (new List<float>(), new List<long>());
        for (var user = 0; user < data.UserCount; user++)
        {
            var own = data[user];
            var kept = own.Length;
            if (own.Length >= 3 && SplitMix64.Uniform(seed, (ulong)user) < bound)
            {
                answers.Add((user, own.Items[--kept]));
            }

            items.AddRange(own.Items[..kept]);
            weights.AddRange(own.Weights[..kept]);
            times.AddRange(own.Times[..kept]);
            starts[user + 1] = items.Count;
        }

        var known = new Histories(data.ItemCount, starts, [.. items], [.. weights], [.. times]);
        return (known, new HeldOutEvents(known, [.. answers]));
    }

    /// <summary>Mean of 1/log₂(1 + rank) of the held-out items in the whole catalogue without what the user has had; 0 with no users.</summary>
    public double MeanGain(GruRecommender model, TrainingControl control)
    {
        var gains = new double[answers.Length];
        Workers.ForRows(
            answers.Length,
            control.Threads,
            run: 16,
            () => new float[model.ItemCount],
            (at, scores) =>
            {
                var (user, item) = answers[at];
                model.Score(known[user], scores);
                var own = scores[item];
                foreach (var seen in known[user].Items)
                {
                    scores[seen] = seen == item ? own : float.NegativeInfinity;
                }

                // Of equals half come before it; the item itself is one of them.
                var rank = .5;
                foreach (var score in scores)
                {
                    rank +=
                        score > own ? 1
                        : score == own ? .5
                        : 0;
                }

                gains[at] = 1 / Math.Log2(1 + rank);
            },
            control.Cancel
        );
        return gains.Length == 0 ? 0 : gains.Average();
    }
}
