using System.Numerics.Tensors;
using Marketing.Learning.Neural;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>How a network is trained.</summary>
/// <param name="Epochs">Passes over the texts at most; the learning rate falls to 0 in a straight line over them.</param>
/// <param name="Rate">Learning rate of Adam at first.</param>
/// <param name="VectorDropout">Share of the tokens' vectors left out.</param>
/// <param name="FeatureDropout">Share of the features left out.</param>
internal sealed record TextTrainingPlan(int Epochs, double Rate, double VectorDropout, double FeatureDropout);

/// <summary>
/// Mini-batches by Adam, each cut into shards of fixed size that any number of threads work on; the shards' gradients are added in their order,
/// so that threads never show. The weights after the epoch with the lowest loss on the held-out texts win (early stopping).
/// </summary>
internal sealed class TextNetworkTraining
{
    private const int ShardTexts = 16;
    private const int ShardsOfBatch = 4;

    private readonly TextNetwork<float> _network;
    private readonly IReadOnlyList<EncodedText> _texts;
    private readonly int[] _labels;
    private readonly TextTrainingPlan _plan;
    private readonly TrainingControl _control;
    private readonly TextNetworkPass<float>[] _passes;
    private readonly EncodedText[][] _shards = new EncodedText[ShardsOfBatch][];
    private readonly RowGradients<float> _rows;
    private readonly Adam<float> _weightAdam;
    private readonly Adam<float> _vectorAdam;

    /// <param name="network">Trained in place.</param>
    /// <param name="texts">All texts.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="plan">How.</param>
    /// <param name="control">Seed, threads, progress, cancellation.</param>
    public TextNetworkTraining(
        TextNetwork<float> network,
        IReadOnlyList<EncodedText> texts,
        int[] labels,
        TextTrainingPlan plan,
        TrainingControl control
    )
    {
        (_network, _texts, _labels, _plan, _control) = (network, texts, labels, plan, control);
        _passes = [.. Enumerable.Range(0, ShardsOfBatch).Select(_ => new TextNetworkPass<float>(network))];
        _rows = new RowGradients<float>(network.Embedding.Rows, network.Embedding.Width);
        _weightAdam = new Adam<float>(network.Weights.Length);
        _vectorAdam = new Adam<float>(network.Embedding.Values.Length);
    }

    /// <summary>Learns from some of the texts.</summary>
    /// <param name="train">Which.</param>
    /// <param name="heldOut">Which decide when to stop; none: the last epoch wins.</param>
    public TextNetwork<float> Fit(int[] train, int[] heldOut)
    {
        var (best, bestLoss) = (_network, double.PositiveInfinity);
        for (var epoch = 0; epoch < _plan.Epochs; epoch++)
        {
            Epoch(epoch, train);
            var loss = heldOut.Length == 0 ? 0 : MeanLoss(heldOut);
            if (loss <= bestLoss)
            {
                (best, bestLoss) = (_network.Snapshot(), loss);
            }
        }

        return best;
    }

    /// <summary>Logits of texts, [texts × classes], by the weights as they are now.</summary>
    public static float[] Logits(TextNetwork<float> network, IReadOnlyList<EncodedText> texts, int[] which, TrainingControl control)
    {
        var classes = network.Output.Outputs;
        var logits = new float[which.Length * classes];
        Workers.ForRows(
            (which.Length + ShardTexts - 1) / ShardTexts,
            control.Threads,
            run: 4,
            () => new TextNetworkPass<float>(network),
            (shard, pass) =>
            {
                var part = which.Skip(shard * ShardTexts).Take(ShardTexts).Select(text => texts[text]).ToArray();
                pass.Forward(part, default).CopyTo(logits.AsSpan(shard * ShardTexts * classes));
            },
            control.Cancel
        );
        return logits;
    }

    private void Epoch(int epoch, int[] train)
    {
        var seed = SplitMix64.At(_control.Seed, (ulong)epoch);
        var order = train.ToArray();
        Array.Sort(Array.ConvertAll(train, text => SplitMix64.At(seed, (ulong)text)), order);
        var batches = (order.Length + (ShardTexts * ShardsOfBatch) - 1) / (ShardTexts * ShardsOfBatch);
        for (var batch = 0; batch < batches; batch++)
        {
            _control.Cancel.ThrowIfCancellationRequested();
            var done = (epoch + ((double)batch / batches)) / _plan.Epochs;
            var first = batch * ShardTexts * ShardsOfBatch;
            Step(
                order.AsMemory(first, Math.Min(ShardTexts * ShardsOfBatch, order.Length - first)),
                _plan.Rate * (1 - done),
                SplitMix64.At(seed, ~(ulong)batch)
            );
            _control.Progress?.Invoke(done);
        }
    }

    private void Step(ReadOnlyMemory<int> batch, double rate, ulong seed)
    {
        var shards = (batch.Length + ShardTexts - 1) / ShardTexts;
        Workers.ForRows(
            shards,
            _control.Threads,
            run: 1,
            () => 0,
            (shard, _) => Work(shard, batch, new TextDropout(_plan.VectorDropout, _plan.FeatureDropout, SplitMix64.At(seed, (ulong)shard))),
            _control.Cancel
        );
        for (var shard = 0; shard < shards; shard++)
        {
            if (shard > 0)
            {
                TensorPrimitives.Add<float>(_passes[0].Gradient, _passes[shard].Gradient, _passes[0].Gradient);
            }

            _passes[shard].AddTo(_rows, _shards[shard]);
        }

        _weightAdam.NextStep();
        _vectorAdam.NextStep();
        _weightAdam.Update(0, _network.Weights, _passes[0].Gradient, rate, 0);
        _rows.Apply(_network.Embedding, _vectorAdam, rate, 0);
        _rows.Clear();
    }

    private void Work(int shard, ReadOnlyMemory<int> batch, TextDropout dropout)
    {
        var which = batch.Span[(shard * ShardTexts)..Math.Min(batch.Length, (shard + 1) * ShardTexts)];
        var texts = new EncodedText[which.Length];
        for (var at = 0; at < which.Length; at++)
        {
            texts[at] = _texts[which[at]];
        }

        _shards[shard] = texts;
        var (pass, classes) = (_passes[shard], _network.Output.Outputs);
        var logits = pass.Forward(texts, dropout);
        for (var at = 0; at < which.Length; at++)
        {
            SoftmaxLoss.Gradient(logits.Slice(at * classes, classes), _labels[which[at]], 1.0 / batch.Length);
        }

        pass.Backward(logits, dropout);
    }

    private double MeanLoss(int[] which)
    {
        var (logits, classes, loss) = (Logits(_network, _texts, which, _control), _network.Output.Outputs, 0.0);
        for (var at = 0; at < which.Length; at++)
        {
            loss += SoftmaxLoss.Gradient(logits.AsSpan(at * classes, classes), _labels[which[at]], 1);
        }

        return loss / which.Length;
    }
}
