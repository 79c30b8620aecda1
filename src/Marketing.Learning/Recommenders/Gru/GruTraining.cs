using System.Numerics.Tensors;
using Marketing.Learning.Neural;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Gru;

/// <summary>How a recurrent recommender is trained.</summary>
/// <param name="Epochs">Passes over the events at most; the learning rate falls to 0 in a straight line over them.</param>
/// <param name="Rate">Learning rate of Adam at first.</param>
/// <param name="Dropout">Share of the vectors and of the states left out.</param>
/// <param name="Negatives">Items drawn a batch.</param>
/// <param name="Longest">Events of a window at most.</param>
internal sealed record GruPlan(int Epochs, double Rate, double Dropout, int Negatives, int Longest);

/// <summary>
/// Mini-batches by Adam, each cut into shards of fixed size that any number of threads work on; what the shards found is added in their order, so
/// that threads never show.
/// </summary>
internal sealed class GruTraining
{
    /// <summary>Longest gap at which an event counts as following another, as in <c>transitions</c>.</summary>
    public const int LongestGap = 5;

    /// <summary>Events of a batch at most, save for a window that is longer.</summary>
    public const int BatchEvents = ShardEvents * ShardsOfBatch;

    private const int ShardEvents = 128;
    private const int ShardsOfBatch = 4;
    private readonly GruNetwork<float> _network;
    private readonly GruPlan _plan;
    private readonly TrainingControl _control;
    private readonly EventWindow[] _windows;
    private readonly Histories _data;
    private readonly CandidateItems<float> _candidates;
    private readonly GruNetworkPass<float>[] _passes;
    private readonly RowGradients<float> _items;
    private readonly RowGradients<float> _biases;
    private readonly Adam<float> _weightAdam;
    private readonly Adam<float> _itemAdam;
    private readonly Adam<float> _biasAdam;

    /// <param name="network">Trained in place.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="follows">Who followed whom in the same data.</param>
    /// <param name="counts">Events of each item.</param>
    /// <param name="windows">Which runs of events.</param>
    /// <param name="plan">How.</param>
    /// <param name="control">Seed, threads, progress, cancellation.</param>
    public GruTraining(
        GruNetwork<float> network,
        Histories data,
        SparseRows follows,
        int[] counts,
        EventWindow[] windows,
        GruPlan plan,
        TrainingControl control
    )
    {
        (_network, _data, _windows, _plan, _control) = (network, data, windows, plan, control);
        _candidates = new CandidateItems<float>(counts, plan.Negatives);
        _passes =
        [
            .. Enumerable
                .Range(0, ShardsOfBatch)
                .Select(_ => new GruNetworkPass<float>(network, data, new FollowerMemory<float>(follows, LongestGap))),
        ];
        _items = new RowGradients<float>(data.ItemCount, network.Items.Width);
        _biases = new RowGradients<float>(data.ItemCount, 1);
        _weightAdam = new Adam<float>(network.Weights.Length);
        _itemAdam = new Adam<float>(network.Items.Values.Length);
        _biasAdam = new Adam<float>(data.ItemCount);
    }

    /// <summary>What the memories of the shards take at most: rows of items over items.</summary>
    public static long LaidOutBytes(int items) =>
        ShardsOfBatch * Math.Min((long)items * items, FollowerMemory<float>.MostNumbers) * sizeof(float);

    /// <summary>All windows of histories: as few as cover every step from one event to the next once.</summary>
    public static IEnumerable<EventWindow> WindowsOf(Histories data, int longest)
    {
        for (var user = 0; user < data.UserCount; user++)
        {
            // From the newest backwards: the steps that say most about tomorrow have the longest run before them.
            for (var end = data[user].Length - 1; end > 0; end -= longest)
            {
                var start = Math.Max(0, end - longest);
                yield return new EventWindow(user, start, end - start);
            }
        }
    }

    /// <summary>One pass over all windows, in an order of its own.</summary>
    /// <param name="epoch">Which, from 0.</param>
    public void Epoch(int epoch)
    {
        var seed = SplitMix64.At(_control.Seed, (ulong)epoch);
        var order = Enumerable.Range(0, _windows.Length).ToArray();
        Array.Sort(Array.ConvertAll(order, window => SplitMix64.At(seed, (ulong)window)), order);
        var batch = new List<List<EventWindow>> { new() };
        var events = 0;
        for (var at = 0; at < order.Length; at++)
        {
            var window = _windows[order[at]];
            if (batch[^1].Count > 0 && events + window.Length > ShardEvents)
            {
                if (batch.Count == ShardsOfBatch)
                {
                    Step(batch, epoch, (double)at / order.Length, SplitMix64.At(seed, ~(ulong)at));
                    batch.Clear();
                }

                batch.Add([]);
                events = 0;
            }

            batch[^1].Add(window);
            events += window.Length;
        }

        Step(batch, epoch, 1, SplitMix64.At(seed, ~(ulong)order.Length));
    }

    private void Step(List<List<EventWindow>> batch, int epoch, double share, ulong seed)
    {
        _control.Cancel.ThrowIfCancellationRequested();
        var done = (epoch + share) / _plan.Epochs;
        var answers = batch.SelectMany(shard => shard).SelectMany(Answers).ToArray();
        _candidates.Choose(answers, _network, SplitMix64.At(seed, 0));
        Workers.ForRows(
            batch.Count,
            _control.Threads,
            run: 1,
            () => 0,
            (shard, _) =>
                _passes[shard]
                    .Run(batch[shard].ToArray(), _candidates, _plan.Dropout, SplitMix64.At(seed, 1 + (ulong)shard), 1.0 / answers.Length),
            _control.Cancel
        );
        Merge(batch.Count);
        var rate = _plan.Rate * (1 - done);
        _weightAdam.NextStep();
        _itemAdam.NextStep();
        _biasAdam.NextStep();
        _weightAdam.Update(0, _network.Weights, _passes[0].Gradient, rate, 0);
        _items.Apply(_network.Items, _itemAdam, rate, 0);
        _biases.Apply(_network.Biases, _biasAdam, rate, 0);
        _items.Clear();
        _biases.Clear();
        _control.Progress?.Invoke(done);
    }

    private int[] Answers(EventWindow window) => _data[window.User].Items.Slice(window.Start + 1, window.Length).ToArray();

    private void Merge(int shards)
    {
        var first = _passes[0];
        for (var shard = 1; shard < shards; shard++)
        {
            var pass = _passes[shard];
            TensorPrimitives.Add<float>(first.Gradient, pass.Gradient, first.Gradient);
            TensorPrimitives.Add<float>(first.CandidateGradient, pass.CandidateGradient, first.CandidateGradient);
            TensorPrimitives.Add<float>(first.BiasGradient, pass.BiasGradient, first.BiasGradient);
        }

        var size = _network.Items.Width;
        for (var slot = 0; slot < _candidates.Items.Count; slot++)
        {
            _items.Add(_candidates.Items[slot], first.CandidateGradient.Slice(slot * size, size));
            _biases.Add(_candidates.Items[slot], first.BiasGradient.Slice(slot, 1));
        }

        for (var shard = 0; shard < shards; shard++)
        {
            _passes[shard].AddTo(_items);
        }
    }
}
