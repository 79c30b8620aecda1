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

/// <summary>Two couples of fields, the four pairs between them and their four lines, where a vector has 4 factors.</summary>
internal readonly unsafe struct FfmBlock(int fieldA, int fieldB, float* a, float* nextA, float* b, float* nextB)
{
    private const int Line = 16;

    /// <summary>Line of the value of the first couple's first field: its vectors for both fields of the other couple, then their sums.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* A(int* values) => a + ((nint)values[fieldA] * Line);

    /// <summary>The same of the first couple's second field.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* NextA(int* values) => nextA + ((nint)values[fieldA + 1] * Line);

    /// <summary>The same of the second couple's first field.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* B(int* values) => b + ((nint)values[fieldB] * Line);

    /// <summary>The same of the second couple's second field.</summary>
    /// <param name="values">The row's ids. Shape [width].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* NextB(int* values) => nextB + ((nint)values[fieldB + 1] * Line);
}

/// <summary>Pairs and single fields that one thread learns.</summary>
internal sealed unsafe class FfmGroup
{
    // Vectors of a field with fewer values stay in the cache by themselves.
    private const int LargeField = 1024;

    /// <param name="weights">Holds the vectors.</param>
    /// <param name="number">Of this group, from 0.</param>
    /// <param name="groups">How many there are.</param>
    public FfmGroup(FfmWeights weights, int number, int groups)
    {
        (Width, Factors) = (weights.Width, weights.Factors);
        var couples = Width / 2;
        var blocks = Enumerable.Range(0, couples).SelectMany(a => Enumerable.Range(a + 1, couples - a - 1).Select(b => (a, b)));
        (int A, int B)[] own = [.. blocks.Where((_, at) => at % groups == number)];
        var inBlocks = Factors == 4 ? own : [];
        Blocks = Array.ConvertAll(
            inBlocks,
            block => new FfmBlock(
                2 * block.A,
                2 * block.B,
                weights.Table(2 * block.A, block.B),
                weights.Table((2 * block.A) + 1, block.B),
                weights.Table(2 * block.B, block.A),
                weights.Table((2 * block.B) + 1, block.A)
            )
        );
        Pairs =
        [
            .. Enumerable
                .Range(0, weights.Pairs.Length)
                .Where(pair => IsOwn(weights.Pairs[pair].A / 2, weights.Pairs[pair].B / 2))
                .Select(pair => new FfmPair(
                    weights.Pairs[pair].A,
                    weights.Pairs[pair].B,
                    weights.A(pair),
                    weights.B(pair),
                    weights.Stride
                )),
        ];
        Large =
        [
            .. own.SelectMany(block =>
                    new[] { (2 * block.A, block.B), ((2 * block.A) + 1, block.B), (2 * block.B, block.A), ((2 * block.B) + 1, block.A) }
                )
                .Where(side => weights.Size(side.Item1) >= LargeField)
                .Select(side => (side.Item1, (nint)weights.Table(side.Item1, side.Item2))),
        ];
        Singles = [.. Enumerable.Range(0, weights.Fields).Where(field => field % groups == number)];

        bool IsOwn(int a, int b) => a == b ? a % groups == number : Factors != 4 && own.Contains((a, b));
    }

    /// <summary>Ids a row.</summary>
    public int Width { get; }

    public int Factors { get; }

    public FfmBlock[] Blocks { get; }

    /// <summary>Pairs that are in no block.</summary>
    public FfmPair[] Pairs { get; }

    /// <summary>Tables with many lines: field and first line.</summary>
    public (int Field, nint Start)[] Large { get; }

    /// <summary>Fields whose single weights are the group's.</summary>
    public int[] Singles { get; }
}
