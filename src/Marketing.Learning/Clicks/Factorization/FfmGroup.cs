using System.Runtime.CompilerServices;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>Where a pair of fields keeps its vectors. Valid as long as the weights are reachable.</summary>
internal readonly unsafe struct FfmPair(int fieldA, int fieldB, float* a, float* b, int stride)
{
    /// <summary>Vector of the row's value of the first field.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* VectorA(int* values) => a + ((nint)values[fieldA] * stride);

    /// <summary>Vector of the row's value of the second field.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* VectorB(int* values) => b + ((nint)values[fieldB] * stride);
}

/// <summary>Lines of the values of four fields for one four of fields. Valid as long as the weights are reachable.</summary>
internal readonly unsafe struct FfmLines(FfmWeights weights, int four, int other)
{
    private readonly int _first = FfmWeights.Four * four;
    private readonly nint _stride = weights.Stride;
    private readonly float* _line0 = weights.Line(FfmWeights.Four * four, other);
    private readonly float* _line1 = weights.Line((FfmWeights.Four * four) + 1, other);
    private readonly float* _line2 = weights.Line((FfmWeights.Four * four) + 2, other);
    private readonly float* _line3 = weights.Line((FfmWeights.Four * four) + 3, other);

    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Line0(int* values) => _line0 + (values[_first] * _stride);

    /// <inheritdoc cref="Line0"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Line1(int* values) => _line1 + (values[_first + 1] * _stride);

    /// <inheritdoc cref="Line0"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Line2(int* values) => _line2 + (values[_first + 2] * _stride);

    /// <inheritdoc cref="Line0"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Line3(int* values) => _line3 + (values[_first + 3] * _stride);
}

/// <summary>The pairs between two fours of fields, or within one: what one thread learns at a time.</summary>
internal sealed unsafe class FfmGroup
{
    // Vectors of a field with fewer values stay in the cache by themselves.
    private const int LargeField = 1024;

    /// <param name="weights">Holds the vectors.</param>
    /// <param name="a">Number of the first four.</param>
    /// <param name="b">Number of the second; the same as <paramref name="a"/>: pairs within it.</param>
    public FfmGroup(FfmWeights weights, int a, int b)
    {
        (Width, Factors, Stride, IsWithin) = (weights.Width, weights.Factors, weights.Stride, a == b);
        (A, B) = (new FfmLines(weights, a, b), new FfmLines(weights, b, a));
        Pairs =
        [
            .. Enumerable
                .Range(0, weights.Pairs.Length)
                .Select(pair => (Number: pair, Fields: weights.Pairs[pair]))
                .Where(pair => pair.Fields.A / FfmWeights.Four == a && pair.Fields.B / FfmWeights.Four == b)
                .Select(pair => new FfmPair(pair.Fields.A, pair.Fields.B, weights.A(pair.Number), weights.B(pair.Number), weights.Stride)),
        ];
        Large =
        [
            .. Enumerable
                .Range(0, FfmWeights.Four)
                .SelectMany(field => new[] { ((FfmWeights.Four * a) + field, b), ((FfmWeights.Four * b) + field, a) })
                .Distinct()
                .Where(side => weights.Size(side.Item1) >= LargeField)
                .Select(side => (side.Item1, (nint)weights.Line(side.Item1, side.Item2))),
        ];
    }

    /// <summary>Ids a row.</summary>
    public int Width { get; }

    public int Factors { get; }

    /// <summary>Floats from one value of a field to the next.</summary>
    public int Stride { get; }

    /// <summary>Both fours are the same.</summary>
    public bool IsWithin { get; }

    /// <summary>The first four's lines for the second.</summary>
    public FfmLines A { get; }

    /// <summary>The second four's lines for the first.</summary>
    public FfmLines B { get; }

    /// <summary>For vectors that do not have 4 factors.</summary>
    public FfmPair[] Pairs { get; }

    /// <summary>Fields with many lines, and the first of them.</summary>
    public (int Field, nint Start)[] Large { get; }

    /// <summary>All pairs, each in one group; large groups first, so that threads end together.</summary>
    public static FfmGroup[] All(FfmWeights weights)
    {
        var fours = weights.Width / FfmWeights.Four;
        return
        [
            .. Enumerable.Range(0, fours).SelectMany(a => Enumerable.Range(a + 1, fours - a - 1).Select(b => new FfmGroup(weights, a, b))),
            .. Enumerable.Range(0, fours).Select(a => new FfmGroup(weights, a, a)),
        ];
    }
}
