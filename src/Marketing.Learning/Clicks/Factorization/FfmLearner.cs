using System.Numerics.Tensors;
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
    public const int MostChunkRows = 128;

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
        var pass = new Pass(weights, rows, Chunks(rows.Length, isFirst), FfmGroup.All(weights));
        var workers = Math.Clamp(threads, 1, pass.Parts);
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
        while (pass.Tasks.TryTake(out var phase, out var part))
        {
            var chunk = phase / 2;
            var (start, count) = pass.Plan[chunk];
            if (phase % 2 == 0)
            {
                Add(pass, part, start, count);
            }
            else
            {
                if (steps.Chunk != chunk)
                {
                    // Every worker works out all errors: cheaper than one more meeting.
                    Errors(pass, start, count, steps);
                    steps.Chunk = chunk;
                }

                Learn(pass, part, start, count, steps, 1 - (Decay * start / pass.Rows.Length));
            }

            pass.Tasks.Finish();
        }
    }

    // Part 0 is that of the single weights: the largest. All fields of a row together, for the reason that the kernels give.
    private void Add(Pass pass, int part, int start, int count)
    {
        var sums = pass.Sums.AsSpan(part * MostChunkRows, count);
        if (part > 0)
        {
            fixed (int* ids = _ids)
            fixed (int* rows = &pass.Rows[start])
            fixed (float* to = sums)
            {
                FfmKernels.Add(pass.Groups[part - 1], ids, rows, to, count);
            }

            return;
        }

        var weights = pass.Weights;
        for (var at = 0; at < sums.Length; at++)
        {
            var values = Ids(pass.Rows[start + at]);
            var sum = weights.Linear[0].Weight;
            for (var field = 0; field < values.Length; field++)
            {
                sum += weights.Linear[weights.LinearPlace(field, values[field])].Weight;
            }

            sums[at] = sum;
        }
    }

    private void Errors(Pass pass, int start, int count, Steps steps)
    {
        var logOdds = steps.Kappa.AsSpan(0, count);
        logOdds.Clear();
        for (var part = 1; part < pass.Parts; part++)
        {
            TensorPrimitives.Add(logOdds, pass.Sums.AsSpan(part * MostChunkRows, count), logOdds);
        }

        TensorPrimitives.Multiply(logOdds, pass.Weights.Scale, logOdds);
        TensorPrimitives.Add(logOdds, pass.Sums.AsSpan(0, count), logOdds);
        for (var at = 0; at < count; at++)
        {
            var p = 1 / (1 + MathF.Exp(-logOdds[at]));
            var row = pass.Rows[start + at];
            var counts = _data.Weight(row);
            if (_examination.Length > 0)
            {
                counts *= (float)PositionModel.WeightOf(_examination, _data.Position(row), p, _data.Clicked(row));
            }

            steps.Gradients[at] = counts * (p - (_data.Clicked(row) ? 1 : 0));
            steps.Information[at] = counts * p * (1 - p);
        }

        TensorPrimitives.Multiply(steps.Gradients, pass.Weights.Scale, steps.Kappa);
    }

    private void Learn(Pass pass, int part, int start, int count, Steps steps, float slowed)
    {
        if (part > 0)
        {
            fixed (int* ids = _ids)
            fixed (int* rows = &pass.Rows[start])
            fixed (float* kappa = steps.Kappa)
            {
                var rate = slowed * (float)_settings.Rate;
                FfmKernels.Learn(pass.Groups[part - 1], ids, rows, kappa, count, rate, (float)_settings.Regularization);
            }

            return;
        }

        var (weights, linearRate, regularization) = (
            pass.Weights,
            slowed * (float)_settings.LinearRate,
            (float)_settings.LinearRegularization
        );
        for (var at = 0; at < count; at++)
        {
            var values = Ids(pass.Rows[start + at]);
            var (gradient, information) = (steps.Gradients[at], steps.Information[at]);
            for (var field = 0; field < values.Length; field++)
            {
                weights.Linear[weights.LinearPlace(field, values[field])].Step(gradient, information, linearRate, regularization);
            }

            weights.Linear[0].Step(gradient, information, linearRate, 0);
        }
    }

    // What the workers share.
    private sealed record Pass(FfmWeights Weights, int[] Rows, List<(int Start, int Count)> Plan, FfmGroup[] Groups)
    {
        /// <summary>The single weights and each group.</summary>
        public int Parts => Groups.Length + 1;

        public PhasedTasks Tasks { get; } = new(2 * Plan.Count, Groups.Length + 1);

        public float[] Sums { get; } = new float[(Groups.Length + 1) * MostChunkRows];
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
