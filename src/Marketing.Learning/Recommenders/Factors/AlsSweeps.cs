using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// The sweeps of one training. What they compute in is taken once and used again by every sweep: it is pinned, and the collector gives pinned
/// memory back last.
/// </summary>
/// <param name="width">Length of a vector with its padding.</param>
/// <param name="weights">Of the loss.</param>
/// <param name="control">Threads and cancellation.</param>
internal sealed class AlsSweeps(int width, AlsSettings weights, TrainingControl control)
{
    private const int Run = 8;
    private readonly ConcurrentBag<AlsRowSolver> _idle = [];
    private readonly GramSums _sums = new(width);

    /// <summary>Bytes that it takes beside rows and vectors.</summary>
    /// <param name="rowCount">Rows of the longer side.</param>
    /// <param name="factors">Length of a vector.</param>
    /// <param name="threads">Workers at most.</param>
    public static long Bytes(int rowCount, int factors, int threads) =>
        GramSums.Bytes(rowCount, factors) + (Math.Min(threads, (rowCount + Run - 1) / Run) * AlsRowSolver.Bytes(factors));

    /// <summary>Solves every row of one side against the other.</summary>
    /// <param name="rows">Who met whom.</param>
    /// <param name="from">The other side's vectors. Shape [columns].</param>
    /// <param name="to">This side's; overwritten. Shape [rows].</param>
    public void Solve(SparseRows rows, FactorMatrix from, FactorMatrix to)
    {
        var gram = from.Gram(_sums, weights.UnobservedWeight, control.Threads, control.Cancel);
        var busy = new ConcurrentBag<AlsRowSolver>();
        Workers.ForRows(
            rows.RowCount,
            control.Threads,
            run: Run,
            () => Taken(busy),
            (row, solver) => SolveRow(rows, row, gram, solver, from, to),
            control.Cancel
        );
        foreach (var solver in busy)
        {
            _idle.Add(solver);
        }
    }

    private AlsRowSolver Taken(ConcurrentBag<AlsRowSolver> busy)
    {
        var solver = _idle.TryTake(out var idle) ? idle : new AlsRowSolver(width);
        busy.Add(solver);
        return solver;
    }

    private void SolveRow(SparseRows rows, int row, AlignedFloats gram, AlsRowSolver solver, FactorMatrix from, FactorMatrix to)
    {
        var entries = rows.Columns(row);
        if (entries.IsEmpty)
        {
            to[row].Clear();
            return;
        }

        var values = rows.Values(row);
        var confidences = 0.0;
        solver.Begin(gram);
        for (var at = 0; at < entries.Length; at++)
        {
            if (values.IsEmpty)
            {
                confidences++;
                from[entries[at]].CopyTo(solver.NextVector());
                solver.Add(1);
            }
            else
            {
                var confidence = weights.Confidence(values[at]);
                confidences += confidence;
                var root = MathF.Sqrt(confidence);
                TensorPrimitives.Multiply(from[entries[at]], root, solver.NextVector());
                solver.Add(root);
            }
        }

        solver.Factor(weights.Ridge(confidences, from.RowCount));
        solver.Solve(to[row]);
    }
}
