using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// The numbers of a field-aware factorization machine: log odds = bias + Σ wᵢ + (1/fields) Σ ⟨v(i, field of j), v(j, field of i)⟩ over pairs of
/// fields (Juan et al., "Field-aware Factorization Machines for CTR Prediction", 2016; 1/fields is their normalisation of rows). Fields go in couples:
/// a line has a value's vectors for both fields of a couple, then their sums of squared gradients, 64 bytes where vectors have 4 factors. v(i, field of j)
/// is only ever touched by the pair of those two fields, so couples of couples can be learnt side by side without a conflict.
/// </summary>
internal sealed unsafe class FfmWeights
{
    private readonly AlignedFloats _vectors;
    private readonly long[] _tables;
    private readonly int[] _sizes;
    private readonly int[] _linearStart;
    private readonly FfmGroup _whole;

    public FfmWeights(FfmVocabulary vocabulary, int factors)
    {
        (Factors, Fields, Width) = (factors, vocabulary.Fields, WidthOf(vocabulary.Fields));
        Pairs = [.. Enumerable.Range(0, Fields).SelectMany(a => Enumerable.Range(a + 1, Fields - a - 1).Select(b => (a, b)))];
        _sizes = [.. Enumerable.Range(0, Width).Select(field => field < Fields ? vocabulary.Size(field) : 1)];
        (_tables, _linearStart) = (new long[Width * Couples], new int[Fields]);
        var next = 0L;
        for (var table = 0; table < _tables.Length; table++)
        {
            _tables[table] = next;
            next += (long)_sizes[table / Couples] * Stride;
        }

        if (next > int.MaxValue - 64)
        {
            throw new ArgumentException($"The values would need {next / Stride:N0} lines of vectors: raise MinCount.", nameof(vocabulary));
        }

        _vectors = new AlignedFloats((int)next);
        var linear = 1; // 0 is the bias
        for (var field = 0; field < Fields; field++)
        {
            _linearStart[field] = linear;
            linear += vocabulary.Size(field);
        }

        Linear = new FfmLinear[linear];
        _whole = new FfmGroup(this, 0, 1);
    }

    public int Factors { get; }

    public int Fields { get; }

    /// <summary>Fields with the one that is added where they are odd: it has one value, whose vectors stay 0.</summary>
    public int Width { get; }

    public (int A, int B)[] Pairs { get; }

    /// <summary>Place 0 is the bias.</summary>
    public FfmLinear[] Linear { get; }

    /// <summary>Floats of a line.</summary>
    public int Stride => 4 * Factors;

    private int Couples => Width / 2;

    public float Scale => 1f / Fields;

    public Span<float> Vectors => _vectors.Span;

    /// <summary>Even.</summary>
    public static int WidthOf(int fields) => (fields + 1) / 2 * 2;

    /// <summary>Ids of a field, 0 included.</summary>
    public int Size(int field) => _sizes[field];

    /// <summary>First line of a field's values for a couple of fields.</summary>
    public float* Table(int field, int couple) => _vectors.Pointer + _tables[(field * Couples) + couple];

    /// <summary>First vector of the pair's first field, for values of that field; its sums are two vectors further.</summary>
    public float* A(int pair) => Table(Pairs[pair].A, Pairs[pair].B / 2) + (Pairs[pair].B % 2 * Factors);

    /// <summary>First vector of the pair's second field.</summary>
    public float* B(int pair) => Table(Pairs[pair].B, Pairs[pair].A / 2) + (Pairs[pair].A % 2 * Factors);

    public int LinearPlace(int field, int id) => _linearStart[field] + id;

    /// <summary>Small random vectors in (0, 1/√factors); id 0 starts at 0, so that what was never seen adds nothing.</summary>
    public void Randomize(FfmVocabulary vocabulary, ulong seed)
    {
        var size = 1 / Math.Sqrt(Factors);
        for (var line = 0; line < Vectors.Length; line += Stride)
        {
            Vectors.Slice(line + (2 * Factors), 2 * Factors).Fill(1);
        }

        for (var pair = 0; pair < Pairs.Length; pair++)
        {
            Fill(A(pair), vocabulary.Size(Pairs[pair].A), (ulong)(2 * pair));
            Fill(B(pair), vocabulary.Size(Pairs[pair].B), (ulong)((2 * pair) + 1));
        }

        void Fill(float* at, int count, ulong block)
        {
            for (var id = 0; id < count; id++)
            {
                for (var factor = 0; factor < Factors; factor++)
                {
                    var counter = (block << 40) + ((ulong)id << 8) + (ulong)factor;
                    at[(id * Stride) + factor] = id == 0 ? 0 : (float)(SplitMix64.Uniform(seed, counter) * size);
                }
            }
        }
    }

    /// <param name="ids">Shape [fields].</param>
    public float LogOdds(ReadOnlySpan<int> ids)
    {
        var sum = Linear[0].Weight;
        for (var field = 0; field < ids.Length; field++)
        {
            sum += Linear[_linearStart[field] + ids[field]].Weight;
        }

        int* values = stackalloc int[Width];
        ids.CopyTo(new Span<int>(values, Width));
        return sum + (Scale * Vector128.Sum(FfmKernels.Sum(_whole, values)));
    }

    /// <summary>Learns one row; the plain form of what <see cref="FfmLearner"/> does for many.</summary>
    public void Learn(ReadOnlySpan<int> ids, float gradient, float information, FfmSettings settings)
    {
        for (var pair = 0; pair < Pairs.Length; pair++)
        {
            var (a, b) = Pairs[pair];
            FfmKernels.Step(
                A(pair) + ((nint)ids[a] * Stride),
                B(pair) + ((nint)ids[b] * Stride),
                Factors,
                gradient * Scale,
                (float)settings.Rate,
                (float)settings.Regularization
            );
        }

        Linear[0].Step(gradient, information, (float)settings.LinearRate, 0);
        for (var field = 0; field < ids.Length; field++)
        {
            Linear[LinearPlace(field, ids[field])]
                .Step(gradient, information, (float)settings.LinearRate, (float)settings.LinearRegularization);
        }
    }
}

/// <summary>Weight of a single value.</summary>
internal struct FfmLinear
{
    public float Weight;

    /// <summary>Sum of squared gradients.</summary>
    public float Squares;

    /// <summary>Σ p(1 − p) over the rows that have the value.</summary>
    public float Information;

    public void Step(float gradient, float information, float rate, float regularization)
    {
        var g = gradient + (regularization * Weight);
        Squares += g * g;
        Weight -= rate * g / MathF.Sqrt(1 + Squares);
        Information += information;
    }
}
