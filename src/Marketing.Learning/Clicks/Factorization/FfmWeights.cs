using System.Runtime.CompilerServices;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// The numbers of a field-aware factorization machine: log odds = bias + Σ wᵢ + (1/fields) Σ ⟨v(i, field of j), v(j, field of i)⟩ over pairs of
/// fields (Juan et al., "Field-aware Factorization Machines for CTR Prediction", 2016; 1/fields is their normalisation of rows). Fields go in fours:
/// a line has a value's vectors for the fields of a four, then their sums of squared gradients: two cache lines where vectors have 4 factors. A value's
/// lines lie side by side. v(i, field of j) is only ever touched by the pair of those two fields, so pairs of fours can be learnt side by side.
/// </summary>
internal sealed unsafe class FfmWeights
{
    /// <summary>Fields that share a line.</summary>
    public const int Four = 4;

    private readonly AlignedFloats _vectors;
    private readonly int[] _starts;
    private readonly int[] _sizes;
    private readonly int[] _linearStart;
    private readonly FfmGroup[] _whole;

    public FfmWeights(FfmVocabulary vocabulary, int factors)
    {
        (Factors, Fields, Width) = (factors, vocabulary.Fields, WidthOf(vocabulary.Fields));
        Pairs = [.. Enumerable.Range(0, Fields).SelectMany(a => Enumerable.Range(a + 1, Fields - a - 1).Select(b => (a, b)))];
        _sizes = [.. Enumerable.Range(0, Width).Select(field => field < Fields ? vocabulary.Size(field) : 1)];
        (_starts, _linearStart) = (new int[Width], new int[Fields]);
        var next = 0L;
        for (var field = 0; field < Width; field++)
        {
            _starts[field] = (int)Math.Min(next, int.MaxValue);
            next += (long)_sizes[field] * Stride;
        }

        if (next > int.MaxValue - 64)
        {
            throw new ArgumentException($"The values would need {next * sizeof(float) >> 20:N0} MiB: raise MinCount.", nameof(vocabulary));
        }

        _vectors = new AlignedFloats((int)next);
        var linear = 1; // 0 is the bias
        for (var field = 0; field < Fields; field++)
        {
            _linearStart[field] = linear;
            linear += vocabulary.Size(field);
        }

        Linear = new FfmLinear[linear];
        _whole = FfmGroup.All(this);
    }

    public int Factors { get; }

    public int Fields { get; }

    /// <summary>Fields with those that are added to fill the last four: each has one value, whose vectors stay 0.</summary>
    public int Width { get; }

    public (int A, int B)[] Pairs { get; }

    /// <summary>Place 0 is the bias.</summary>
    public FfmLinear[] Linear { get; }

    /// <summary>Floats from one value of a field to the next: a line a four.</summary>
    public int Stride => Width / Four * LineFloats;

    private int LineFloats => 2 * Four * Factors;

    public float Scale => 1f / Fields;

    public Span<float> Vectors => _vectors.Span;

    /// <summary>A multiple of four.</summary>
    public static int WidthOf(int fields) => (fields + Four - 1) / Four * Four;

    /// <summary>Ids of a field, 0 included.</summary>
    public int Size(int field) => _sizes[field];

    /// <summary>Line of a field's first value for a four of fields; the next value's is a <see cref="Stride"/> further.</summary>
    public float* Line(int field, int four) => _vectors.Pointer + _starts[field] + (four * LineFloats);

    /// <summary>Vector of a pair's first field, of that field's first value; its sums are four vectors further.</summary>
    public float* A(int pair) => Line(Pairs[pair].A, Pairs[pair].B / Four) + (Pairs[pair].B % Four * Factors);

    /// <summary>Vector of the pair's second field.</summary>
    public float* B(int pair) => Line(Pairs[pair].B, Pairs[pair].A / Four) + (Pairs[pair].A % Four * Factors);

    public int LinearPlace(int field, int id) => _linearStart[field] + id;

    /// <summary>Small random vectors in (0, 1/√factors); id 0 starts at 0, so that what was never seen adds nothing.</summary>
    public void Randomize(FfmVocabulary vocabulary, ulong seed)
    {
        var size = 1 / Math.Sqrt(Factors);
        for (var line = 0; line < Vectors.Length; line += LineFloats)
        {
            Vectors.Slice(line + (Four * Factors), Four * Factors).Fill(1);
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
        var products = 0f;
        foreach (var group in _whole)
        {
            products += FfmKernels.Sum(group, values);
        }

        return sum + (Scale * products);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(float gradient, float information, float rate, float regularization)
    {
        var g = gradient + (regularization * Weight);
        Squares += g * g;
        Weight -= rate * g / MathF.Sqrt(1 + Squares);
        Information += information;
    }
}
