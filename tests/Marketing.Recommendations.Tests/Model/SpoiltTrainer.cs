using Marketing.Learning;
using Marketing.Learning.Recommenders;

namespace Marketing.Recommendations.Tests.Model;

/// <summary>A trainer that is shown other data than the shop's: what a broken export or a half-read night would give it.</summary>
internal sealed class SpoiltTrainer(IRecommenderTrainer inner, Func<Histories, Histories> spoil) : IRecommenderTrainer
{
    public string Algorithm => inner.Algorithm;

    public string Engine => inner.Engine;

    public IReadOnlyList<Setting> Settings => inner.Settings;

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid => inner.Grid;

    public string? WhyNotApplicable(Histories data) => inner.WhyNotApplicable(data);

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control) =>
        inner.Train(spoil(data), settings, control);

    /// <summary>Everybody keeps as many events, but of items drawn from all events.</summary>
    public static Histories Shuffle(Histories data, ulong seed)
    {
        var all = new List<int>();
        for (var user = 0; user < data.UserCount; user++)
        {
            all.AddRange(data[user].Items);
        }

        var drawn = all.Select((item, at) => (item, SplitMix64.At(seed, (ulong)at)))
            .OrderBy(pair => pair.Item2)
            .Select(pair => pair.item)
            .ToArray();
        var next = 0;
        return Keep(data, (_, _) => true, _ => drawn[next++]);
    }

    /// <summary>Only the newest day.</summary>
    public static Histories LastDay(Histories data)
    {
        var newest = Enumerable.Range(0, data.UserCount).Max(user => data[user].Length == 0 ? 0 : data[user].Times[^1]);
        return Keep(data, (_, time) => time >= newest - SmallShop.Day);
    }

    /// <summary>Only the events that are kept, the items renamed.</summary>
    public static Histories Keep(Histories data, Func<int, long, bool> keeps, Func<int, int>? rename = null)
    {
        var (starts, items, weights, times) = (new List<long> { 0 }, new List<int>(), new List<float>(), new List<long>());
        for (var user = 0; user < data.UserCount; user++)
        {
            var history = data[user];
            for (var at = 0; at < history.Length; at++)
            {
                if (keeps(history.Items[at], history.Times[at]))
                {
                    items.Add(rename is null ? history.Items[at] : rename(history.Items[at]));
                    weights.Add(history.Weights[at]);
                    times.Add(history.Times[at]);
                }
            }

            starts.Add(items.Count);
        }

        return new Histories(data.ItemCount, [.. starts], [.. items], [.. weights], [.. times]);
    }
}
