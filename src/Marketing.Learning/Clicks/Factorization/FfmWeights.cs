using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>
/// The numbers of a field-aware factorization machine: log odds = bias + Σ wᵢ + (1/fields) Σ ⟨v(i, field of j), v(j, field of i)⟩ over pairs of
/// fields (Juan et al., "Field-aware Factorization Machines for CTR Prediction", 2016; 1/fields is their normalisation of rows). Stored pair
/// by pair: v(i, field of j) is only ever touched by the pair of those two fields, so pairs can be learnt side by side without a conflict,
/// and the vectors of one pair of small fields stay in the cache.
/// </summary>
internal sealed unsafe class FfmWeights
{
    private readonly AlignedFloats _vectors;
    private readonly long[] _pairA;
    private readonly long[] _pairB;
    private readonly int[] _linearStart;

    public FfmWeights(FfmVocabulary vocabulary, int factors)
    {
        (Factors, Fields) = (factors, vocabulary.Fields);
        Pairs = [.. Enumerable.Range(0, Fields).SelectMany(a => Enumerable.Range(a + 1, Fields - a - 1).Select(b => (a, b)))];
        (_pairA, _pairB, _linearStart) = (new long[Pairs.Length], new long[Pairs.Length], new int[Fields]);
        var next = 0L;
        for (var pair = 0; pair < Pairs.Length; pair++)
        {
            _pairA[pair] = next;
            next += (long)vocabulary.Size(Pairs[pair].A) * Stride;
            _pairB[pair] = next;
            next += (long)vocabulary.Size(Pairs[pair].B) * Stride;
        }

        if (next > int.MaxValue - 64)
        {
            throw new ArgumentException($"The values would need {next / Stride:N0} vectors: raise MinCount.", nameof(vocabulary));
        }

        _vectors = new AlignedFloats((int)next);
        var linear = 1; // 0 is the bias
        for (var field = 0; field < Fields; field++)
        {
            _linearStart[field] = linear;
            linear += vocabulary.Size(field);
        }

        Linear = new FfmLinear[linear];
    }

    public int Factors { get; }

    public int Fields { get; }

    public (int A, int B)[] Pairs { get; }

    /// <summary>Place 0 is the bias.</summary>
    public FfmLinear[] Linear { get; }

    /// <summary>Floats of a vector: its weights, then the sums of squared gradients of each.</summary>
    public int Stride => 2 * Factors;

    public float Scale => 1f / Fields;

    public Span<float> Vectors => _vectors.Span;

    /// <summary>First vector of the pair's first field, for values of that field.</summary>
    public float* A(int pair) => _vectors.Pointer + _pairA[pair];

    /// <summary>First vector of the pair's second field.</summary>
    public float* B(int pair) => _vectors.Pointer + _pairB[pair];

    public int LinearPlace(int field, int id) => _linearStart[field] + id;

    /// <summary>Small random vectors in (0, 1/√factors); id 0 starts at 0, so that what was never seen adds nothing.</summary>
    public void Randomize(FfmVocabulary vocabulary, ulong seed)
    {
        var size = 1 / Math.Sqrt(Factors);
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
                    at[(id * Stride) + Factors + factor] = 1;
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

        var products = Vector128<float>.Zero;
        for (var pair = 0; pair < Pairs.Length; pair++)
        {
            var (a, b) = Pairs[pair];
            products += FfmKernels.Product(A(pair) + ((nint)ids[a] * Stride), B(pair) + ((nint)ids[b] * Stride), Factors);
        }

        return sum + (Scale * Vector128.Sum(products));
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
                Vector128.Create((float)settings.Rate),
                Vector128.Create((float)settings.Regularization)
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
