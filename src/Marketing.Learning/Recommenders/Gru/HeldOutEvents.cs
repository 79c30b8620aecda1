using System.Numerics;
using System.Numerics.Tensors;
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

    /// <summary>
    /// Mean of 1/log₂(1 + rank) of the held-out items in the whole catalogue without what the user has had; 0 with no users. Several trusts at
    /// once, as the parts of a score are the same in all of them.
    /// </summary>
    /// <param name="model">With full trust in everything.</param>
    /// <param name="trusts">Factors of e·q and of the biases. Shape [n].</param>
    /// <param name="control">Threads and cancellation.</param>
    /// <returns>Shape [n].</returns>
    public double[] MeanGains(GruRecommender model, IReadOnlyList<(double Vectors, double Biases)> trusts, TrainingControl control)
    {
        var gains = new double[answers.Length][];
        Workers.ForRows(
            answers.Length,
            control.Threads,
            run: 16,
            () => (Vectors: new float[model.ItemCount], Memory: new float[model.ItemCount], Scores: new float[model.ItemCount]),
            (at, own) =>
            {
                var (user, item) = answers[at];
                var history = known[user];
                model.Parts(history, own.Vectors, own.Memory);
                gains[at] = new double[trusts.Count];
                for (var trust = 0; trust < trusts.Count; trust++)
                {
                    var (vectors, biases) = trusts[trust];
                    TensorPrimitives.MultiplyAdd(own.Vectors, (float)vectors, own.Memory, own.Scores);
                    TensorPrimitives.MultiplyAdd(model.Biases, (float)biases, own.Scores, own.Scores);
                    gains[at][trust] = 1 / Math.Log2(1 + Rank(own.Scores, item, history.Items));
                }
            },
            control.Cancel
        );
        return [.. trusts.Select((_, trust) => gains.Length == 0 ? 0 : gains.Average(gain => gain[trust]))];
    }

    /// <summary>From 1; of equals half come before the item.</summary>
    private static double Rank(Span<float> scores, int item, ReadOnlySpan<int> seen)
    {
        var own = scores[item];
        foreach (var had in seen)
        {
            scores[had] = had == item ? own : float.NegativeInfinity;
        }

        var (above, equal, at) = (Vector<int>.Zero, Vector<int>.Zero, 0);
        var mark = new Vector<float>(own);
        for (; at <= scores.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            var some = new Vector<float>(scores[at..]);
            above -= Vector.GreaterThan(some, mark); // −1 where true
            equal -= Vector.Equals(some, mark);
        }

        // The item is equal to itself.
        var rank = .5 + Vector.Sum(above) + (.5 * Vector.Sum(equal));
        foreach (var score in scores[at..])
        {
            rank +=
                score > own ? 1
                : score == own ? .5
                : 0;
        }

        return rank;
    }
}
