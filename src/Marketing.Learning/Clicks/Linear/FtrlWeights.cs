using System.Runtime.CompilerServices;

namespace Marketing.Learning.Clicks.Linear;

/// <summary>One coordinate of FTRL-Proximal.</summary>
internal struct FtrlCoordinate
{
    /// <summary>Sum of adjusted gradients.</summary>
    public float Z;

    /// <summary>Sum of squared gradients.</summary>
    public float N;

    /// <summary>The weight that Z and N give; kept, since each coordinate is read more often than it changes.</summary>
    public float Weight;

    /// <summary>Σ p(1 − p) over the rows that have it: how sure the weight is.</summary>
    public float Information;
}

/// <summary>
/// FTRL-Proximal with per-coordinate rates (McMahan et al., "Ad Click Prediction: a View from the Trenches", 2013, algorithm 1) over a hashed
/// table: w = 0 where |z| ≤ λ₁, else −(z − sign(z)λ₁)/((β + √n)/α + λ₂); σ = (√(n + g²) − √n)/α, z += g − σw, n += g².
/// </summary>
internal sealed class FtrlWeights(FtrlSettings settings, FtrlCoordinate[] table, (int A, int B)[] crosses)
{
    private readonly int _mask = table.Length - 1;
    private readonly float _inverseAlpha = (float)(1 / settings.Alpha);
    private readonly float _beta = (float)settings.Beta;
    private readonly float _l1 = (float)settings.L1;
    private readonly float _l2 = (float)settings.L2;

    public FtrlSettings Settings => settings;

    public FtrlCoordinate[] Table => table;

    public (int A, int B)[] Crosses => crosses;

    /// <summary>Place 0 is the intercept's alone.</summary>
    public int Code(int field, uint token) => Place(((ulong)(uint)(field + 1) << 32) | token);

    /// <summary>Writes the places of the row's crosses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CrossPlaces(ReadOnlySpan<int> codes, Span<int> places)
    {
        for (var cross = 0; cross < crosses.Length; cross++)
        {
            var (a, b) = crosses[cross];
            places[cross] = Place(((ulong)(uint)codes[a] << 32) + (uint)codes[b] + ((ulong)cross << 58));
        }
    }

    public float LogOdds(ReadOnlySpan<int> codes, ReadOnlySpan<int> crossPlaces)
    {
        var sum = table[0].Weight;
        foreach (var place in codes)
        {
            sum += table[place].Weight;
        }

        foreach (var place in crossPlaces)
        {
            sum += table[place].Weight;
        }

        return sum;
    }

    /// <param name="codes">Places of the row's values.</param>
    /// <param name="crossPlaces">Places of its crosses.</param>
    /// <param name="gradient">Weight × (p − y).</param>
    /// <param name="information">Weight × p(1 − p).</param>
    public void Learn(ReadOnlySpan<int> codes, ReadOnlySpan<int> crossPlaces, float gradient, float information)
    {
        Step(ref table[0], gradient, information, 0);
        foreach (var place in codes)
        {
            Step(ref table[place], gradient, information, _l1);
        }

        foreach (var place in crossPlaces)
        {
            Step(ref table[place], gradient, information, _l1);
        }
    }

    /// <summary>Adds to the intercept, by the Z that gives the new weight, so that learning on line goes on from there.</summary>
    public void MoveIntercept(float shift)
    {
        ref var at = ref table[0];
        at.Weight += shift;
        at.Z = -at.Weight * (((_beta + MathF.Sqrt(at.N)) * _inverseAlpha) + _l2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(ref FtrlCoordinate at, float gradient, float information, float l1)
    {
        var before = MathF.Sqrt(at.N);
        at.N += gradient * gradient;
        var after = MathF.Sqrt(at.N);
        at.Z += gradient - ((after - before) * _inverseAlpha * at.Weight);
        at.Weight = MathF.Abs(at.Z) <= l1 ? 0 : -(at.Z - MathF.CopySign(l1, at.Z)) / (((_beta + after) * _inverseAlpha) + _l2);
        at.Information += information;
    }

    private int Place(ulong key)
    {
        var place = (int)(SplitMix64.Mix(key) >> 20) & _mask;
        return place == 0 ? 1 : place;
    }
}
