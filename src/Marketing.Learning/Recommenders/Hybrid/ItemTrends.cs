using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Content;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>What is known of an item whoever asks: how often, how lately, since when and until when. All as features of moderate size.</summary>
internal sealed class ItemTrends
{
    /// <summary>
    /// log users, log events in the newest tenth, log events in the newest thirtieth, the two trends, log age of the first and of the last event; of an item
    /// that nobody has had, how wanted its kin is.
    /// </summary>
    public const int FeatureCount = 8;
    private const int Kin = FeatureCount - 1;
    private const int MostKin = 10;

    private readonly float[] _features;

    private ItemTrends(float[] features, long now, double day) => (_features, Now, Day) = (features, now, day);

    /// <summary>Unix seconds of the newest event.</summary>
    public long Now { get; }

    /// <summary>Unit of ages, seconds: a hundredth of the time that the data covers, so that data without a calendar works too.</summary>
    public double Day { get; }

    public int ItemCount => _features.Length / FeatureCount;

    /// <summary>Shape [FeatureCount].</summary>
    public ReadOnlySpan<float> this[int item] => _features.AsSpan(item * FeatureCount, FeatureCount);

    public static ItemTrends Of(Histories data, ReadOnlySpan<float> userCounts)
    {
        var times = new List<long>(checked((int)data.EventCount));
        for (var user = 0; user < data.UserCount; user++)
        {
            times.AddRange(data[user].Times);
        }

        times.Sort();
        var (from, now) = times.Count == 0 ? (0, 0) : (times[0], times[^1]);
        var day = Math.Max(1, (now - from) / 100.0);
        var (tenth, thirtieth) = times.Count == 0 ? (0, 0) : (times[times.Count * 9 / 10], times[times.Count * 29 / 30]);
        var (all, recent, latest) = (new int[data.ItemCount], new int[data.ItemCount], new int[data.ItemCount]);
        var first = new long[data.ItemCount];
        var last = new long[data.ItemCount];
        Array.Fill(first, now);
        Array.Fill(last, from);
        for (var user = 0; user < data.UserCount; user++)
        {
            var history = data[user];
            for (var at = 0; at < history.Length; at++)
            {
                var (item, time) = (history.Items[at], history.Times[at]);
                all[item]++;
                recent[item] += time >= tenth ? 1 : 0;
                latest[item] += time >= thirtieth ? 1 : 0;
                first[item] = Math.Min(first[item], time);
                last[item] = Math.Max(last[item], time);
            }
        }

        var features = new float[data.ItemCount * FeatureCount];
        for (var item = 0; item < data.ItemCount; item++)
        {
            var own = features.AsSpan(item * FeatureCount, FeatureCount);
            own[0] = MathF.Log(1 + userCounts[item]);
            own[1] = MathF.Log(1 + recent[item]);
            own[2] = MathF.Log(1 + latest[item]);
            own[3] = MathF.Log((recent[item] + 1) / ((all[item] * .1f) + 1));
            own[4] = MathF.Log((latest[item] + 1) / ((recent[item] * .333f) + 1));
            own[5] = (float)Math.Log(1 + ((now - first[item]) / day));
            own[6] = (float)Math.Log(1 + ((now - last[item]) / day));
        }

        return new ItemTrends(features, now, day);
    }

    /// <summary>
    /// The same, where an item that nobody has had yet is known by what is described like it: the mean of log events in the newest tenth over its ten nearest,
    /// each times its similarity.
    /// </summary>
    /// <param name="space">Of the same items.</param>
    /// <param name="cancel">Looked at once an item.</param>
    public ItemTrends WithKin(ContentSpace space, CancellationToken cancel)
    {
        var features = (float[])_features.Clone();
        var scores = new float[ItemCount];
        var (kin, similarities) = (new int[Math.Min(MostKin, ItemCount)], new float[Math.Min(MostKin, ItemCount)]);
        for (var item = 0; item < ItemCount; item++)
        {
            if (this[item][0] > 0)
            {
                continue;
            }

            cancel.ThrowIfCancellationRequested();
            Array.Clear(scores);
            space.AddSimilarity(space.VectorOf(item), 1, scores);
            for (var other = 0; other < scores.Length; other++)
            {
                scores[other] = this[other][0] > 0 ? scores[other] : 0;
            }

            var found = TopItems.Select(scores, kin, similarities);
            var sum = 0f;
            for (var at = 0; at < found; at++)
            {
                sum += similarities[at] * this[kin[at]][1];
            }

            features[(item * FeatureCount) + Kin] = sum / MostKin;
        }

        return new ItemTrends(features, Now, Day);
    }

    /// <exception cref="InvalidDataException">The bytes are not of this form.</exception>
    public static ItemTrends Read(BinaryReader reader)
    {
        var (now, day, features) = (reader.ReadInt64(), reader.ReadDouble(), reader.ReadArray<float>());
        return features.Length % FeatureCount != 0 || !(day > 0)
            ? throw new InvalidDataException("The items' trends have a wrong shape.")
            : new ItemTrends(features, now, day);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Now);
        writer.Write(Day);
        writer.WriteArray<float>(_features);
    }
}
