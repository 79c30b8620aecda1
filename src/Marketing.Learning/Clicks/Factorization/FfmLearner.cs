using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// Passes of AdaGrad, on several threads, always with the same result. Rows go in small chunks: first every thread adds up its pairs' part of
/// the log odds of all rows of the chunk, then each learns its own pairs and single values from the rows' errors. A pair belongs to one thread, and sums
/// are made group by group in a fixed order, so the number of threads never shows. The price: within a chunk the errors are those of the
/// chunk's start.
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

    public FfmLearner(ClickTable data, FfmVocabulary vocabulary, FfmSettings settings, double[] examination)
    {
        (_data, _settings, _examination, _fields) = (data, settings, examination, data.Fields);
        _ids = new int[checked(data.Rows * _fields)];
        for (var row = 0; row < data.Rows; row++)
        {
            var tokens = data.Tokens(row);
            for (var field = 0; field < _fields; field++)
            {
                _ids[(row * _fields) + field] = vocabulary.Id(field, tokens[field]);
            }
        }
    }

    public ReadOnlySpan<int> Ids(int row) => _ids.AsSpan(row * _fields, _fields);

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
        var plan = Chunks(rows.Length, isFirst);
        var workers = Math.Clamp(threads, 1, Groups);
        var chunk = new Chunk(_fields);
        using var barrier = new Barrier(workers);
        if (workers == 1)
        {
            Work(weights, rows, plan, chunk, 0, 1, static () => { });
        }
        else
        {
            var own = new Thread[workers - 1];
            for (var worker = 1; worker < workers; worker++)
            {
                var number = worker;
                own[worker - 1] = new Thread(() => Work(weights, rows, plan, chunk, number, workers, barrier.SignalAndWait))
                {
                    IsBackground = true,
                };
                own[worker - 1].Start();
            }

            Work(weights, rows, plan, chunk, 0, workers, barrier.SignalAndWait);
            foreach (var thread in own)
            {
                thread.Join();
            }
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

    private void Work(FfmWeights weights, int[] rows, List<(int Start, int Count)> plan, Chunk chunk, int worker, int workers, Action wait)
    {
        var (kappa, gradients) = (new float[MostChunkRows], new float[MostChunkRows]);
        var information = new float[MostChunkRows];
        foreach (var (start, count) in plan)
        {
            var share = (count + workers - 1) / workers;
            Gather(rows, start, worker * share, Math.Min(count, (worker + 1) * share), chunk);
            wait();
            for (var group = worker; group < Groups; group += workers)
            {
                Add(weights, chunk, group, count);
            }

            wait();
            var slowed = 1 - (Decay * start / rows.Length);
            Errors(weights, rows, start, count, chunk, gradients, information);
            TensorPrimitives.Multiply(gradients, weights.Scale, kappa);
            for (var group = worker; group < Groups; group += workers)
            {
                Learn(weights, chunk, group, count, kappa, gradients, information, slowed);
            }

            if (worker == 0)
            {
                for (var at = 0; at < count; at++)
                {
                    weights.Linear[0].Step(gradients[at], information[at], slowed * (float)_settings.LinearRate, 0);
                }
            }

            wait();
        }
    }

    // Rows to columns: a pair then reads two runs of memory.
    private void Gather(int[] rows, int start, int from, int to, Chunk chunk)
    {
        for (var at = from; at < to; at++)
        {
            var ids = Ids(rows[start + at]);
            for (var field = 0; field < ids.Length; field++)
            {
                chunk.Ids[(field * MostChunkRows) + at] = ids[field];
            }
        }
    }

    private void Add(FfmWeights weights, Chunk chunk, int group, int count)
    {
        chunk.Sums.AsSpan(group * MostChunkRows, count).Clear();
        fixed (int* ids = chunk.Ids)
        fixed (Vector128<float>* sums = &chunk.Sums[group * MostChunkRows])
        {
            for (var pair = group; pair < weights.Pairs.Length; pair += Groups)
            {
                var (a, b) = weights.Pairs[pair];
                int* idsA = ids + (a * MostChunkRows);
                int* idsB = ids + (b * MostChunkRows);
                FfmKernels.Add(weights.A(pair), weights.B(pair), idsA, idsB, sums, count, weights.Factors);
            }
        }

        var linear = chunk.LinearSums.AsSpan(group * MostChunkRows, count);
        linear.Fill(group == 0 ? weights.Linear[0].Weight : 0);
        for (var field = group; field < _fields; field += Groups)
        {
            var values = chunk.Ids.AsSpan(field * MostChunkRows, count);
            for (var at = 0; at < linear.Length; at++)
            {
                linear[at] += weights.Linear[weights.LinearPlace(field, values[at])].Weight;
            }
        }
    }

    // Every worker works out all errors: cheaper than one more meeting.
    private void Errors(FfmWeights weights, int[] rows, int start, int count, Chunk chunk, float[] gradients, float[] information)
    {
        for (var at = 0; at < count; at++)
        {
            var (products, sum) = (Vector128<float>.Zero, 0f);
            for (var group = 0; group < Groups; group++)
            {
                products += chunk.Sums[(group * MostChunkRows) + at];
                sum += chunk.LinearSums[(group * MostChunkRows) + at];
            }

            var p = 1 / (1 + MathF.Exp(-(sum + (weights.Scale * Vector128.Sum(products)))));
            var row = rows[start + at];
            var counts = _data.Weight(row);
            if (_examination.Length > 0)
            {
                counts *= (float)PositionModel.WeightOf(_examination, _data.Position(row), p, _data.Clicked(row));
            }

            gradients[at] = counts * (p - (_data.Clicked(row) ? 1 : 0));
            information[at] = counts * p * (1 - p);
        }
    }

    private void Learn(
        FfmWeights weights,
        Chunk chunk,
        int group,
        int count,
        float[] kappa,
        float[] gradients,
        float[] information,
        float slowed
    )
    {
        var (rate, regularization) = (slowed * (float)_settings.Rate, (float)_settings.Regularization);
        fixed (int* ids = chunk.Ids)
        fixed (float* errors = kappa)
        {
            for (var pair = group; pair < weights.Pairs.Length; pair += Groups)
            {
                var (a, b) = weights.Pairs[pair];
                int* idsA = ids + (a * MostChunkRows);
                int* idsB = ids + (b * MostChunkRows);
                FfmKernels.Learn(weights.A(pair), weights.B(pair), idsA, idsB, errors, count, weights.Factors, rate, regularization);
            }
        }

        for (var field = group; field < _fields; field += Groups)
        {
            var values = chunk.Ids.AsSpan(field * MostChunkRows, count);
            for (var at = 0; at < values.Length; at++)
            {
                weights
                    .Linear[weights.LinearPlace(field, values[at])]
                    .Step(gradients[at], information[at], slowed * (float)_settings.LinearRate, (float)_settings.LinearRegularization);
            }
        }
    }

    private sealed class Chunk(int fields)
    {
        public int[] Ids { get; } = new int[fields * MostChunkRows];

        public Vector128<float>[] Sums { get; } = new Vector128<float>[Groups * MostChunkRows];

        public float[] LinearSums { get; } = new float[Groups * MostChunkRows];
    }
}
