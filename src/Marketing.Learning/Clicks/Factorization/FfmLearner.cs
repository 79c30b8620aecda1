using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// Passes of AdaGrad, on several threads, always with the same result. Rows go in small chunks: first the groups of pairs are added up to the log odds
/// of all rows of the chunk, then each group is learnt from the rows' errors. Only one thread at a time has a group, and sums are made group by group in a
/// fixed order, so the number of threads never shows. The price: within a chunk the errors are those of the chunk's start.
/// </summary>
internal sealed unsafe class FfmLearner
{
    /// <summary>Rows of a chunk. Chunks grow from 8: the first steps of AdaGrad are large, and a stale error would be taken too often.</summary>
    public const int MostChunkRows = 256;
    private const int Groups = 8;

    // Within a pass the rates fall to a tenth: at full rate the newest rows alone move the mean prediction by some per cent.
    private const float Decay = .9f;

    private readonly ClickTable _data;
    private readonly FfmSettings _settings;
    private readonly double[] _examination;
    private readonly int[] _ids;
    private readonly int _fields;
    private readonly int _width;

    public FfmLearner(ClickTable data, FfmVocabulary vocabulary, FfmSettings settings, double[] examination, int threads = 1)
    {
        (_data, _settings, _examination, _fields) = (data, settings, examination, data.Fields);
        _width = FfmWeights.WidthOf(_fields);
        _ids = new int[checked(data.Rows * _width)];
        Workers.ForRows(
            data.Rows,
            threads,
            run: 4096,
            static () => 0,
            (row, _) =>
            {
                var tokens = data.Tokens(row);
                for (var field = 0; field < tokens.Length; field++)
                {
                    _ids[(row * _width) + field] = vocabulary.Id(field, tokens[field]);
                }
            },
            CancellationToken.None
        );
    }

    public ReadOnlySpan<int> Ids(int row) => _ids.AsSpan(row * _width, _fields);

    /// <summary>P(click | looked at) of rows, before calibration.</summary>
    public double[] Predict(FfmWeights weights, int[] rows, TrainingControl control)
    {
        var predicted = new double[rows.Length];
        Workers.ForRows(
            rows.Length,
            control.Threads,
            run: 4096,
            static () => 0,
            (at, _) => predicted[at] = Logistic.Sigmoid(weights.LogOdds(Ids(rows[at]))),
            control.Cancel
        );
        return predicted;
    }

    /// <summary>One pass.</summary>
    /// <param name="weights">Changed.</param>
    /// <param name="rows">In the order in which they are learnt.</param>
    /// <param name="isFirst">True for the first pass: chunks start small.</param>
    /// <param name="threads">At least 1.</param>
    public void Run(FfmWeights weights, int[] rows, bool isFirst, int threads)
    {
        var pass = new Pass(
            weights,
            rows,
            Chunks(rows.Length, isFirst),
            [.. Enumerable.Range(0, Groups).Select(group => new FfmGroup(weights, group, Groups))]
        );
        var workers = Math.Clamp(threads, 1, Groups);
        var own = new Thread[workers - 1];
        for (var worker = 0; worker < own.Length; worker++)
        {
            own[worker] = new Thread(() => Work(pass)) { IsBackground = true };
            own[worker].Start();
        }

        Work(pass);
        foreach (var thread in own)
        {
            thread.Join();
        }
    }

    private static List<(int Start, int Count)> Chunks(int rows, bool isFirst)
    {
        var plan = new List<(int, int)>();
        for (var start = 0; start < rows; )
        {
            // An eighth of what has been learnt so far.
            var count = isFirst ? Math.Clamp(start / 8, 8, MostChunkRows) : MostChunkRows;
            count = Math.Min(count, rows - start);
            plan.Add((start, count));
            start += count;
        }

        return plan;
    }

    private void Work(Pass pass)
    {
        var steps = new Steps();
        while (pass.Tasks.TryTake(out var phase, out var group))
        {
            var chunk = phase / 2;
            var (start, count) = pass.Plan[chunk];
            if (phase % 2 == 0)
            {
                Add(pass, group, start, count);
            }
            else
            {
                if (steps.Chunk != chunk)
                {
                    // Every worker works out all errors: cheaper than one more meeting.
                    Errors(pass, start, count, steps);
                    TensorPrimitives.Multiply(steps.Gradients, pass.Weights.Scale, steps.Kappa);
                    steps.Chunk = chunk;
                }

                Learn(pass, group, start, count, steps, 1 - (Decay * start / pass.Rows.Length));
            }

            pass.Tasks.Finish();
        }
    }

    private void Add(Pass pass, int group, int start, int count)
    {
        fixed (int* ids = _ids)
        fixed (int* rows = &pass.Rows[start])
        fixed (Vector128<float>* sums = &pass.Sums[group * MostChunkRows])
        {
            FfmKernels.Add(pass.Groups[group], ids, rows, sums, count);
        }

        var (weights, singles) = (pass.Weights, pass.Groups[group].Singles);
        var linear = pass.LinearSums.AsSpan(group * MostChunkRows, count);
        for (var at = 0; at < linear.Length; at++)
        {
            var values = Ids(pass.Rows[start + at]);
            var sum = group == 0 ? weights.Linear[0].Weight : 0;
            foreach (var field in singles)
            {
                sum += weights.Linear[weights.LinearPlace(field, values[field])].Weight;
            }

            linear[at] = sum;
        }
    }

    private void Errors(Pass pass, int start, int count, Steps steps)
    {
        for (var at = 0; at < count; at++)
        {
            var (products, sum) = (Vector128<float>.Zero, 0f);
            for (var group = 0; group < Groups; group++)
            {
                products += pass.Sums[(group * MostChunkRows) + at];
                sum += pass.LinearSums[(group * MostChunkRows) + at];
            }

            var p = 1 / (1 + MathF.Exp(-(sum + (pass.Weights.Scale * Vector128.Sum(products)))));
            var row = pass.Rows[start + at];
            var counts = _data.Weight(row);
            if (_examination.Length > 0)
            {
                counts *= (float)PositionModel.WeightOf(_examination, _data.Position(row), p, _data.Clicked(row));
            }

            steps.Gradients[at] = counts * (p - (_data.Clicked(row) ? 1 : 0));
            steps.Information[at] = counts * p * (1 - p);
        }
    }

    private void Learn(Pass pass, int group, int start, int count, Steps steps, float slowed)
    {
        fixed (int* ids = _ids)
        fixed (int* rows = &pass.Rows[start])
        fixed (float* kappa = steps.Kappa)
        {
            FfmKernels.Learn(pass.Groups[group], ids, rows, kappa, count, slowed * (float)_settings.Rate, (float)_settings.Regularization);
        }

        var (weights, singles) = (pass.Weights, pass.Groups[group].Singles);
        for (var at = 0; at < count; at++)
        {
            var values = Ids(pass.Rows[start + at]);
            var rate = slowed * (float)_settings.LinearRate;
            foreach (var field in singles)
            {
                weights
                    .Linear[weights.LinearPlace(field, values[field])]
                    .Step(steps.Gradients[at], steps.Information[at], rate, (float)_settings.LinearRegularization);
            }

            if (group == 0)
            {
                weights.Linear[0].Step(steps.Gradients[at], steps.Information[at], rate, 0);
            }
        }
    }

    // What the workers share.
    private sealed record Pass(FfmWeights Weights, int[] Rows, List<(int Start, int Count)> Plan, FfmGroup[] Groups)
    {
        public PhasedTasks Tasks { get; } = new(2 * Plan.Count, FfmLearner.Groups);

        public Vector128<float>[] Sums { get; } = new Vector128<float>[FfmLearner.Groups * MostChunkRows];

        public float[] LinearSums { get; } = new float[FfmLearner.Groups * MostChunkRows];
    }

    // One worker's own.
    private sealed class Steps
    {
        public int Chunk { get; set; } = -1;

        public float[] Gradients { get; } = new float[MostChunkRows];

        public float[] Kappa { get; } = new float[MostChunkRows];

        public float[] Information { get; } = new float[MostChunkRows];
    }
}
