using System.Numerics;
using System.Numerics.Tensors;

namespace Marketing.Learning.Neural;

/// <summary>One batch through a <see cref="Gru{T}"/>, forward and, with what it kept, backward. One thread's own memory.</summary>
/// <param name="gru">The layer.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class GruPass<T>(Gru<T> gru)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Update = 0;
    private const int Reset = 1;
    private const int Candidate = 2;
    private readonly Growing<T>[] _gates = [new(), new(), new()];
    private readonly Growing<T> _before = new();
    private readonly Growing<T> _states = new();
    private readonly Growing<T> _previous = new();
    private readonly Growing<T>[] _errors = [new(), new(), new(), new()];
    private readonly T[][] _back = [new T[gru.Units * gru.Units], new T[gru.Units * gru.Units], new T[gru.Units * gru.Units]];

    /// <summary>The states after every step. Shape [rows of the layout × Units].</summary>
    public ReadOnlySpan<T> States => _states.Span;

    /// <param name="weights">The network's flat array.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="x">Shape [layout.Rows × Inputs].</param>
    public void Forward(ReadOnlySpan<T> weights, SequenceLayout layout, ReadOnlySpan<T> x)
    {
        var units = gru.Units;
        for (var gate = 0; gate < 3; gate++)
        {
            var to = _gates[gate].Take(layout.Rows * units);
            Repeat(gru.InputBias(weights, gate), to);
            MatrixProduct.Add(layout.Rows, units, gru.Inputs, new Matrix<T>(x, gru.Inputs), gru.InputWeights(weights, gate), to, units);
        }

        Repeat(gru.StateBias(weights), _before.Take(layout.Rows * units));
        _states.Take(layout.Rows * units);
        _previous.TakeCleared(layout.Rows * units);
        for (var step = 0; step < layout.Steps; step++)
        {
            Step(weights, layout, step);
        }
    }

    private void Step(ReadOnlySpan<T> weights, SequenceLayout layout, int step)
    {
        var (units, rows) = (gru.Units, layout.Active(step));
        var (from, count) = (layout.Start(step) * units, rows * units);
        var previous = _previous.Span.Slice(from, count);
        var z = Part(Update);
        var r = Part(Reset);
        var c = Part(Candidate);
        var before = _before.Span.Slice(from, count);
        if (step > 0)
        {
            _states.Span.Slice(layout.Start(step - 1) * units, count).CopyTo(previous);
            var left = new Matrix<T>(previous, units);
            MatrixProduct.Add(rows, units, units, left, gru.StateWeights(weights, Update), z, units);
            MatrixProduct.Add(rows, units, units, left, gru.StateWeights(weights, Reset), r, units);
            MatrixProduct.Add(rows, units, units, left, gru.StateWeights(weights, Candidate), before, units);
        }

        TensorPrimitives.Sigmoid<T>(z, z);
        TensorPrimitives.Sigmoid<T>(r, r);
        TensorPrimitives.MultiplyAdd<T>(r, before, c, c);
        TensorPrimitives.Tanh<T>(c, c);
        var state = _states.Span.Slice(from, count);
        TensorPrimitives.Subtract(previous, c, state);
        TensorPrimitives.MultiplyAdd<T>(state, z, c, state);

        Span<T> Part(int gate) => _gates[gate].Span.Slice(from, count);
    }

    /// <summary>Backpropagation through time after <see cref="Forward"/> with the same arguments.</summary>
    /// <param name="weights">The network's flat array.</param>
    /// <param name="gradient">Shape of the flat array; added to.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="x">What went in.</param>
    /// <param name="states">Gradient by <see cref="States"/>; used up.</param>
    /// <param name="dx">Gradient by x; added to.</param>
    public void Backward(ReadOnlySpan<T> weights, Span<T> gradient, SequenceLayout layout, ReadOnlySpan<T> x, Span<T> states, Span<T> dx)
    {
        var (units, inputs) = (gru.Units, gru.Inputs);
        for (var gate = 0; gate < 3; gate++)
        {
            Transpose(gru.StateWeights(weights, gate), units, _back[gate]);
        }

        foreach (var errors in _errors)
        {
            errors.Take(layout.Rows * units);
        }

        for (var step = layout.Steps - 1; step >= 0; step--)
        {
            StepBack(layout, step, states);
        }

        var previous = new Matrix<T>(_previous.Span, units).Transposed;
        for (var gate = 0; gate < 3; gate++)
        {
            ReadOnlySpan<T> errors = _errors[gate].Span;
            var right = new Matrix<T>(errors, units);
            MatrixProduct.Add(
                inputs,
                units,
                layout.Rows,
                new Matrix<T>(x, inputs).Transposed,
                right,
                gru.InputGradient(gradient, gate),
                3 * units
            );
            MatrixProduct.Add(layout.Rows, inputs, units, right, gru.InputWeights(weights, gate).Transposed, dx, inputs);
            SumRows(errors, gru.InputBiasGradient(gradient, gate));
            var recurrent = gate == Candidate ? new Matrix<T>(_errors[3].Span, units) : right;
            MatrixProduct.Add(units, units, layout.Rows, previous, recurrent, gru.StateGradient(gradient, gate), 3 * units);
        }

        SumRows(_errors[3].Span, gru.StateBiasGradient(gradient));
    }

    private void StepBack(SequenceLayout layout, int step, Span<T> states)
    {
        var (units, rows) = (gru.Units, layout.Active(step));
        var (from, count) = (layout.Start(step) * units, rows * units);
        var dz = Errors(Update);
        var dr = Errors(Reset);
        var before = Errors(3);
        var dh = states.Slice(from, count);
        GateErrors(from, dh, dz, dr, Errors(Candidate), before);
        if (step == 0)
        {
            return;
        }

        var earlier = states.Slice(layout.Start(step - 1) * units, count);
        TensorPrimitives.MultiplyAdd<T>(dh, _gates[Update].Span.Slice(from, count), earlier, earlier);
        MatrixProduct.Add(rows, units, units, new Matrix<T>(dz, units), new Matrix<T>(_back[Update], units), earlier, units);
        MatrixProduct.Add(rows, units, units, new Matrix<T>(dr, units), new Matrix<T>(_back[Reset], units), earlier, units);
        MatrixProduct.Add(rows, units, units, new Matrix<T>(before, units), new Matrix<T>(_back[Candidate], units), earlier, units);

        Span<T> Errors(int gate) => _errors[gate].Span.Slice(from, count);
    }

    /// <summary>From the gradient by the new state to those by the sums inside the gates.</summary>
    private void GateErrors(int from, ReadOnlySpan<T> dh, Span<T> dz, Span<T> dr, Span<T> dc, Span<T> inner)
    {
        var count = dh.Length;
        ReadOnlySpan<T> z = _gates[Update].Span.Slice(from, count);
        ReadOnlySpan<T> r = _gates[Reset].Span.Slice(from, count);
        ReadOnlySpan<T> c = _gates[Candidate].Span.Slice(from, count);
        ReadOnlySpan<T> previous = _previous.Span.Slice(from, count);
        ReadOnlySpan<T> before = _before.Span.Slice(from, count);
        var at = 0;
        for (; at + Vector<T>.Count <= count; at += Vector<T>.Count)
        {
            var (gz, gr, gc) = (new Vector<T>(z[at..]), new Vector<T>(r[at..]), new Vector<T>(c[at..]));
            var error = new Vector<T>(dh[at..]);
            (error * (new Vector<T>(previous[at..]) - gc) * gz * (Vector<T>.One - gz)).CopyTo(dz[at..]);
            var candidate = error * (Vector<T>.One - gz) * (Vector<T>.One - (gc * gc));
            candidate.CopyTo(dc[at..]);
            (candidate * new Vector<T>(before[at..]) * gr * (Vector<T>.One - gr)).CopyTo(dr[at..]);
            (candidate * gr).CopyTo(inner[at..]);
        }

        for (; at < count; at++)
        {
            dz[at] = dh[at] * (previous[at] - c[at]) * z[at] * (T.One - z[at]);
            dc[at] = dh[at] * (T.One - z[at]) * (T.One - (c[at] * c[at]));
            dr[at] = dc[at] * before[at] * r[at] * (T.One - r[at]);
            inner[at] = dc[at] * r[at];
        }
    }

    private static void Repeat(ReadOnlySpan<T> row, Span<T> to)
    {
        for (var at = 0; at < to.Length; at += row.Length)
        {
            row.CopyTo(to[at..]);
        }
    }

    private static void SumRows(ReadOnlySpan<T> rows, Span<T> sums)
    {
        for (var at = 0; at < rows.Length; at += sums.Length)
        {
            TensorPrimitives.Add(sums, rows.Slice(at, sums.Length), sums);
        }
    }

    private static void Transpose(Matrix<T> from, int size, Span<T> to)
    {
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                to[(column * size) + row] = from.Values[(row * from.RowPitch) + (column * from.ColumnPitch)];
            }
        }
    }
}
