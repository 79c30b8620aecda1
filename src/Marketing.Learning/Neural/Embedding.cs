using System.Numerics;
using System.Numerics.Tensors;

namespace Marketing.Learning.Neural;

/// <summary>A learned vector for each of many rows (words, items), and its optimizer, which touches only the rows that a batch met.</summary>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class Embedding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    /// <summary>Takes trained vectors.</summary>
    /// <param name="width">Numbers of a vector.</param>
    /// <param name="values">Shape [rows × width]; taken over.</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public Embedding(int width, T[] values)
    {
        if (width < 1 || values.Length % width != 0)
        {
            throw new InvalidDataException($"{values.Length} numbers are no rows of {width}.");
        }

        (Width, Rows, _values) = (width, values.Length / width, values);
    }

    /// <summary>Numbers of a vector.</summary>
    public int Width { get; }

    /// <summary>Number of vectors.</summary>
    public int Rows { get; }

    /// <summary>Shape [Rows × Width].</summary>
    public Span<T> Values => _values;

    /// <summary>One vector.</summary>
    public Span<T> this[int row] => _values.AsSpan(row * Width, Width);

    /// <summary>Random vectors, uniform in ±limit.</summary>
    public static Embedding<T> Start(int rows, int width, double limit, ulong seed)
    {
        var values = new T[checked(rows * width)];
        Initial.Uniform<T>(values, limit, seed);
        return new Embedding<T>(width, values);
    }
}

/// <summary>Gradients of the rows that a batch met, added up in the order of the calls.</summary>
/// <param name="rows">Rows of the embedding.</param>
/// <param name="width">Numbers of a vector.</param>
/// <typeparam name="T">float, or double in checks.</typeparam>
internal sealed class RowGradients<T>(int rows, int width)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _slots = new int[rows];
    private readonly List<int> _touched = [];
    private T[] _sums = [];

    /// <summary>Rows met since the last <see cref="Clear"/>, in the order of their first meeting.</summary>
    public IReadOnlyList<int> Touched => _touched;

    /// <summary>Adds to a row's gradient.</summary>
    public void Add(int row, ReadOnlySpan<T> gradient)
    {
        if (_slots[row] == 0)
        {
            _touched.Add(row);
            _slots[row] = _touched.Count;
            if (_sums.Length < _touched.Count * width)
            {
                Array.Resize(ref _sums, Math.Max(2 * _sums.Length, 256 * width));
            }

            gradient.CopyTo(Slot(_touched.Count));
            return;
        }

        var sum = Slot(_slots[row]);
        TensorPrimitives.Add(sum, gradient, sum);
    }

    /// <summary>The gradient of a row that was met.</summary>
    public ReadOnlySpan<T> Of(int row) => Slot(_slots[row]);

    /// <summary>One step of the optimizer on the rows met.</summary>
    public void Apply(Embedding<T> embedding, Adam<T> adam, double rate, double decay)
    {
        foreach (var row in _touched)
        {
            adam.Update(row * width, embedding[row], Of(row), rate, decay);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        foreach (var row in _touched)
        {
            _slots[row] = 0;
        }

        _touched.Clear();
    }

    private Span<T> Slot(int slot) => _sums.AsSpan((slot - 1) * width, width);
}
