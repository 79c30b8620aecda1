using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// Gradient boosting on the listwise loss with second-order leaves −G/(H + λ) and histograms of at most 64 quantile bins (Chen and Guestrin,
/// "XGBoost", 2016). Each tree sees half of the lists and half of the features, chosen by hash. Each feature's histogram is summed by one worker in row order: threads never show in the trees.
/// </summary>
internal sealed class TreeLearner
{
    public const int Depth = 4;
    private const int Bins = 64;
    private const int Nodes = (1 << Depth) - 1;
    private const double Shrinkage = .08;
    private const double LeafL2 = 5;
    private const double LeastHessian = 2;
    private readonly Lessons _lessons;
    private readonly TrainingControl _control;
    private readonly float[][] _edges;
    private readonly byte[][] _bins;
    private readonly double[] _scores;
    private readonly float[] _gradients;
    private readonly float[] _hessians;
    private readonly byte[] _nodes;
    private readonly List<int> _features = [];
    private int[] _sample = [];
    private int[] _asked = [];
    private readonly List<float> _thresholds = [];
    private readonly List<float> _leaves = [];

    /// <param name="lessons">What to learn from.</param>
    /// <param name="start">The score that the trees improve on.</param>
    /// <param name="control">Threads and cancellation.</param>
    public TreeLearner(Lessons lessons, LinearBlend start, TrainingControl control)
    {
        (_lessons, _control) = (lessons, control);
        var rows = lessons.RowCount;
        (_scores, _gradients, _hessians, _nodes) = (new double[rows], new float[rows], new float[rows], new byte[rows]);
        _edges = new float[lessons.Width][];
        _bins = new byte[lessons.Width][];
        ForLists(list =>
        {
            for (var candidate = 0; candidate < lessons.Length(list); candidate++)
            {
                _scores[lessons.Start(list) + candidate] = start.Score(lessons.Features(list, candidate));
            }
        });
        Workers.ForRows(lessons.Width, control.Threads, run: 1, () => rows, (feature, _) => Bin(feature), control.Cancel);
    }

    public BoostedTrees Trees => _leaves.Count == 0 ? BoostedTrees.None : new(Depth, [.. _features], [.. _thresholds], [.. _leaves]);

    /// <summary>Adds one tree.</summary>
    public void Grow()
    {
        _control.Cancel.ThrowIfCancellationRequested();
        Draw((ulong)(_leaves.Count >> Depth));
        Workers.ForRows(_sample.Length, _control.Threads, run: 16, () => 0, (at, _) => Gradients(_sample[at]), _control.Cancel);
        Array.Clear(_nodes);
        var (features, thresholds) = (new int[Nodes], new float[Nodes]);
        for (var level = 0; level < Depth; level++)
        {
            Split(level, features, thresholds);
        }

        var (gradients, hessians) = (new double[1 << Depth], new double[1 << Depth]);
        foreach (var list in _sample)
        {
            for (var row = _lessons.Start(list); row < _lessons.Start(list + 1); row++)
            {
                gradients[_nodes[row] - Nodes] += _gradients[row];
                hessians[_nodes[row] - Nodes] += _hessians[row];
            }
        }

        var leaves = gradients.Zip(hessians, (g, h) => (float)(-Shrinkage * g / (h + LeafL2))).ToArray();
        for (var row = 0; row < _nodes.Length; row++)
        {
            _scores[row] += leaves[_nodes[row] - Nodes];
        }

        _features.AddRange(features);
        _thresholds.AddRange(thresholds);
        _leaves.AddRange(leaves);
    }

    private void Draw(ulong tree)
    {
        bool IsDrawn(int at) => (SplitMix64.At(_control.Seed + tree, (ulong)at) & 1) == 0;
        _sample = Array.FindAll(Enumerable.Range(0, _lessons.ListCount).ToArray(), IsDrawn);
        _asked = Array.FindAll(Enumerable.Range(0, _lessons.Width).ToArray(), feature => IsDrawn(~feature));
        _asked = _asked.Length == 0 ? [.. Enumerable.Range(0, _lessons.Width)] : _asked;
    }

    private void ForLists(Action<int> body) =>
        Workers.ForRows(_lessons.ListCount, _control.Threads, run: 16, () => body, (list, own) => own(list), _control.Cancel);

    private void Gradients(int list)
    {
        var (start, length) = (_lessons.Start(list), _lessons.Length(list));
        var scores = _scores.AsSpan(start, length).ToArray();
        var isNext = _lessons.IsNext(list);
        ListwiseLoss.Of(scores, isNext);
        var relevant = isNext.Count(true);
        for (var at = 0; at < length; at++)
        {
            var p = scores[at] + (isNext[at] ? 1.0 / relevant : 0);
            _gradients[start + at] = (float)scores[at];
            _hessians[start + at] = (float)(p * (1 - p));
        }
    }

    private void Bin(int feature)
    {
        var values = new float[_lessons.RowCount];
        for (var list = 0; list < _lessons.ListCount; list++)
        {
            for (var candidate = 0; candidate < _lessons.Length(list); candidate++)
            {
                values[_lessons.Start(list) + candidate] = _lessons.Features(list, candidate)[feature];
            }
        }

        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        var edges = Enumerable.Range(1, Bins - 1).Select(bin => sorted[(int)((long)bin * sorted.Length / Bins)]).Distinct();
        _edges[feature] = [.. edges.Where(edge => edge < sorted[^1])];
        _bins[feature] = Array.ConvertAll(
            values,
            value =>
            {
                var place = Array.BinarySearch(_edges[feature], value);
                return (byte)(place >= 0 ? place : ~place);
            }
        );
    }

    private void Split(int level, int[] features, float[] thresholds)
    {
        var (first, count) = ((1 << level) - 1, 1 << level);
        var best = new (double Gain, int Edge)[_asked.Length][];
        Workers.ForRows(
            _asked.Length,
            _control.Threads,
            run: 1,
            () => new double[count * Bins * 2],
            (at, sums) =>
            {
                Array.Clear(sums);
                Sum(_bins[_asked[at]], first, sums);
                best[at] = [.. Enumerable.Range(0, count).Select(node => BestEdge(_asked[at], sums.AsSpan(node * Bins * 2, Bins * 2)))];
            },
            _control.Cancel
        );
        var edges = new int[Nodes];
        for (var node = 0; node < count; node++)
        {
            var at = Enumerable.Range(0, _asked.Length).MaxBy(asked => best[asked][node].Gain);
            var (chosen, (gain, edge)) = (_asked[at], best[at][node]);
            // Without a gain everything goes one way.
            (features[first + node], thresholds[first + node], edges[first + node]) =
                gain > 0 ? (chosen, _edges[chosen][edge], edge) : (0, float.PositiveInfinity, Bins);
        }

        for (var row = 0; row < _nodes.Length; row++)
        {
            var node = _nodes[row];
            _nodes[row] = (byte)((2 * node) + (_bins[features[node]][row] <= edges[node] ? 1 : 2));
        }
    }

    private void Sum(byte[] bins, int firstNode, double[] sums)
    {
        foreach (var list in _sample)
        {
            for (var row = _lessons.Start(list); row < _lessons.Start(list + 1); row++)
            {
                var to = (((_nodes[row] - firstNode) * Bins) + bins[row]) * 2;
                sums[to] += _gradients[row];
                sums[to + 1] += _hessians[row];
            }
        }
    }

    private (double Gain, int Edge) BestEdge(int feature, ReadOnlySpan<double> sums)
    {
        var (gradient, hessian) = (0.0, 0.0);
        for (var at = 0; at < sums.Length; at += 2)
        {
            gradient += sums[at];
            hessian += sums[at + 1];
        }

        var (best, whole) = ((Gain: 0.0, Edge: -1), gradient * gradient / (hessian + LeafL2));
        var (left, leftHessian) = (0.0, 0.0);
        for (var edge = 0; edge < _edges[feature].Length; edge++)
        {
            left += sums[2 * edge];
            leftHessian += sums[(2 * edge) + 1];
            var (right, rightHessian) = (gradient - left, hessian - leftHessian);
            if (leftHessian < LeastHessian || rightHessian < LeastHessian)
            {
                continue;
            }

            var gain = (left * left / (leftHessian + LeafL2)) + (right * right / (rightHessian + LeafL2)) - whole;
            best = gain > best.Gain + 1e-9 ? (gain, edge) : best;
        }

        return best;
    }
}
