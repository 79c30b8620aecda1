using System.Numerics.Tensors;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>
/// s = w·φ: φ holds the candidate's features, and those of parts and item once more times the history's length and times its age, so that
/// the weights can differ between newcomers and regulars.
/// </summary>
internal sealed class LinearBlend
{
    // Strength of a part's share and rank before anything is learned: an even blend of all parts.
    private const float PriorOfAllParts = 6;
    private readonly int _parts;
    private readonly float[] _weights;

    /// <param name="parts">Number of parts.</param>
    /// <param name="weights">Shape [<see cref="WidthOf"/>].</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public LinearBlend(int parts, float[] weights)
    {
        if (weights.Length != WidthOf(parts))
        {
            throw new InvalidDataException("The weights of the blend have another length than the parts ask for.");
        }

        (_parts, _weights) = (parts, weights);
    }

    /// <summary>Number of parts.</summary>
    public int PartCount => _parts;

    /// <summary>The weight of a part's score and rank, for explanations.</summary>
    public float WeightOf(int part) =>
        Math.Max(0, _weights[part * CandidateSet.PartFeatures])
        + Math.Max(0, _weights[(part * CandidateSet.PartFeatures) + 1])
        + Math.Max(0, _weights[(part * CandidateSet.PartFeatures) + 2]);

    public static int WidthOf(int parts) => Plain(parts) + (2 * Crossed(parts));

    /// <summary>What is assumed before anything is learned: the mean of all parts, and a little popularity.</summary>
    public static LinearBlend Prior(int parts)
    {
        var weights = new float[WidthOf(parts)];
        for (var part = 0; part < parts; part++)
        {
            weights[part * CandidateSet.PartFeatures] = PriorOfAllParts / parts;
            weights[(part * CandidateSet.PartFeatures) + 1] = .5f * PriorOfAllParts / parts;
        }

        weights[parts * CandidateSet.PartFeatures] = .01f;
        return new LinearBlend(parts, weights);
    }

    public static LinearBlend Read(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadArray<float>());

    public void Write(BinaryWriter writer)
    {
        writer.Write(_parts);
        writer.WriteArray<float>(_weights);
    }

    /// <param name="features">Of one candidate, as <see cref="CandidateSet.Features"/> gives them.</param>
    public float Score(ReadOnlySpan<float> features)
    {
        Span<float> expanded = stackalloc float[_weights.Length];
        Expand(features, _parts, expanded);
        return TensorPrimitives.Dot(expanded, _weights);
    }

    /// <summary>Learns by the listwise loss, summed over the lists, + <paramref name="l2"/>/2 · Σ ((w − prior)·σ)² with σ the feature's spread.</summary>
    public static LinearBlend Learn(int parts, Lessons lessons, double l2, TrainingControl control)
    {
        var prior = Prior(parts);
        if (lessons.ListCount == 0)
        {
            return prior;
        }

        var width = WidthOf(parts);
        var rows = Expanded(parts, lessons, control);
        var spread = Spread(rows, width);
        var start = new double[width];
        for (var i = 0; i < width; i++)
        {
            start[i] = prior._weights[i] * spread[i];
        }

        var weights = Lbfgs.Minimize(
            start,
            (point, gradient) =>
            {
                control.Cancel.ThrowIfCancellationRequested();
                var scaled = new float[width];
                for (var i = 0; i < width; i++)
                {
                    scaled[i] = (float)(point[i] / spread[i]);
                }

                var loss = Loss(lessons, rows, scaled, gradient, control);
                for (var i = 0; i < width; i++)
                {
                    var away = point[i] - start[i];
                    gradient[i] = (gradient[i] / spread[i]) + (l2 * away);
                    loss += .5 * l2 * away * away;
                }

                return loss;
            },
            iterations: 80
        );
        return new LinearBlend(parts, [.. weights.Select((weight, i) => (float)(weight / spread[i]))]);
    }

    private static int Plain(int parts) => CandidateSet.WidthOf(parts) - CandidateSet.UserFeatures;

    private static int Crossed(int parts) => (2 * parts) + ItemTrends.FeatureCount;

    private static void Expand(ReadOnlySpan<float> features, int parts, Span<float> expanded)
    {
        var plain = Plain(parts);
        features[..plain].CopyTo(expanded);
        var (length, age) = (features[plain] - 3, features[plain + 2] - 2);
        var to = plain;
        for (var part = 0; part < parts; part++)
        {
            for (var feature = 0; feature < 2; feature++)
            {
                var value = features[(part * CandidateSet.PartFeatures) + feature];
                expanded[to++] = value * length;
                expanded[to++] = value * age;
            }
        }

        foreach (var value in features.Slice(parts * CandidateSet.PartFeatures, ItemTrends.FeatureCount))
        {
            expanded[to++] = value * length;
            expanded[to++] = value * age;
        }
    }

    private static float[][] Expanded(int parts, Lessons lessons, TrainingControl control)
    {
        var rows = new float[lessons.ListCount][];
        var width = WidthOf(parts);
        Workers.ForRows(
            lessons.ListCount,
            control.Threads,
            run: 8,
            () => parts,
            (list, _) =>
            {
                rows[list] = new float[lessons.Length(list) * width];
                for (var candidate = 0; candidate < lessons.Length(list); candidate++)
                {
                    Expand(lessons.Features(list, candidate), parts, rows[list].AsSpan(candidate * width, width));
                }
            },
            control.Cancel
        );
        return rows;
    }

    // Within lists: what is the same for the whole list cannot be learned from and must not count.
    private static double[] Spread(float[][] rows, int width)
    {
        var (squares, count) = (new double[width], 0L);
        var sums = new double[width];
        foreach (var list in rows)
        {
            var candidates = list.Length / width;
            Array.Clear(sums);
            for (var at = 0; at < list.Length; at++)
            {
                sums[at % width] += list[at];
                squares[at % width] += (double)list[at] * list[at];
            }

            for (var i = 0; i < width; i++)
            {
                squares[i] -= sums[i] * sums[i] / Math.Max(1, candidates);
            }

            count += candidates;
        }

        return Array.ConvertAll(squares, sum => Math.Max(1e-3, Math.Sqrt(Math.Max(0, sum) / Math.Max(1, count))));
    }

    private static double Loss(Lessons lessons, float[][] rows, float[] weights, double[] gradient, TrainingControl control)
    {
        // A fixed number of shares, merged in order: threads never show in the sums.
        const int Shares = 32;
        var (losses, gradients) = (new double[Shares], new float[Shares][]);
        Workers.ForRows(
            Shares,
            control.Threads,
            run: 1,
            () => weights,
            (share, _) =>
            {
                var sum = gradients[share] = new float[weights.Length];
                for (var list = share; list < lessons.ListCount; list += Shares)
                {
                    var scores = new double[lessons.Length(list)];
                    for (var at = 0; at < scores.Length; at++)
                    {
                        scores[at] = TensorPrimitives.Dot(rows[list].AsSpan(at * weights.Length, weights.Length), weights);
                    }

                    losses[share] += ListwiseLoss.Of(scores, lessons.IsNext(list));
                    for (var at = 0; at < scores.Length; at++)
                    {
                        TensorPrimitives.MultiplyAdd(rows[list].AsSpan(at * weights.Length, weights.Length), (float)scores[at], sum, sum);
                    }
                }
            },
            control.Cancel
        );
        Array.Clear(gradient);
        foreach (var sum in gradients)
        {
            for (var i = 0; i < gradient.Length; i++)
            {
                gradient[i] += sum[i];
            }
        }

        return losses.Sum();
    }
}
