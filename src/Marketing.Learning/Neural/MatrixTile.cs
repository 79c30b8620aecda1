using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Neural;

/// <summary>Eight, four or one row and two vectors of columns of C += A·B, with C in registers.</summary>
internal static unsafe class MatrixTile
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<T>(T* c, long cPitch, T* a, long row, long next, T* b, long bPitch, int depth)
        where T : unmanaged
    {
        var lane = Vector512<T>.Count;
        var (x0, y0) = (Vector512.Load(c), Vector512.Load(c + lane));
        var (x1, y1) = (Vector512.Load(c + cPitch), Vector512.Load(c + cPitch + lane));
        var (x2, y2) = (Vector512.Load(c + (2 * cPitch)), Vector512.Load(c + (2 * cPitch) + lane));
        var (x3, y3) = (Vector512.Load(c + (3 * cPitch)), Vector512.Load(c + (3 * cPitch) + lane));
        var (x4, y4) = (Vector512.Load(c + (4 * cPitch)), Vector512.Load(c + (4 * cPitch) + lane));
        var (x5, y5) = (Vector512.Load(c + (5 * cPitch)), Vector512.Load(c + (5 * cPitch) + lane));
        var (x6, y6) = (Vector512.Load(c + (6 * cPitch)), Vector512.Load(c + (6 * cPitch) + lane));
        var (x7, y7) = (Vector512.Load(c + (7 * cPitch)), Vector512.Load(c + (7 * cPitch) + lane));

        // Three pointers and two distances reach eight rows within the registers there are.
        var low = a;
        var middle = a + (3 * row);
        var high = a + (6 * row);
        var twice = 2 * row;
        for (var at = 0; at < depth; at++, b += bPitch, low += next, middle += next, high += next)
        {
            var x = Vector512.Load(b);
            var y = Vector512.Load(b + lane);
            var s = Vector512.Create(*low);
            (x0, y0) = (Fused(s, x, x0), Fused(s, y, y0));
            s = Vector512.Create(low[row]);
            (x1, y1) = (Fused(s, x, x1), Fused(s, y, y1));
            s = Vector512.Create(low[twice]);
            (x2, y2) = (Fused(s, x, x2), Fused(s, y, y2));
            s = Vector512.Create(*middle);
            (x3, y3) = (Fused(s, x, x3), Fused(s, y, y3));
            s = Vector512.Create(middle[row]);
            (x4, y4) = (Fused(s, x, x4), Fused(s, y, y4));
            s = Vector512.Create(middle[twice]);
            (x5, y5) = (Fused(s, x, x5), Fused(s, y, y5));
            s = Vector512.Create(*high);
            (x6, y6) = (Fused(s, x, x6), Fused(s, y, y6));
            s = Vector512.Create(high[row]);
            (x7, y7) = (Fused(s, x, x7), Fused(s, y, y7));
        }

        Store(c, x0, y0);
        Store(c + cPitch, x1, y1);
        Store(c + (2 * cPitch), x2, y2);
        Store(c + (3 * cPitch), x3, y3);
        Store(c + (4 * cPitch), x4, y4);
        Store(c + (5 * cPitch), x5, y5);
        Store(c + (6 * cPitch), x6, y6);
        Store(c + (7 * cPitch), x7, y7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<T>(T* c, long cPitch, T* a, long row, long next, T* b, long bPitch, int depth)
        where T : unmanaged
    {
        var lane = Vector512<T>.Count;
        var (x0, y0) = (Vector512.Load(c), Vector512.Load(c + lane));
        var (x1, y1) = (Vector512.Load(c + cPitch), Vector512.Load(c + cPitch + lane));
        var (x2, y2) = (Vector512.Load(c + (2 * cPitch)), Vector512.Load(c + (2 * cPitch) + lane));
        var (x3, y3) = (Vector512.Load(c + (3 * cPitch)), Vector512.Load(c + (3 * cPitch) + lane));
        for (var at = 0; at < depth; at++, b += bPitch, a += next)
        {
            var x = Vector512.Load(b);
            var y = Vector512.Load(b + lane);
            var s = Vector512.Create(*a);
            (x0, y0) = (Fused(s, x, x0), Fused(s, y, y0));
            s = Vector512.Create(a[row]);
            (x1, y1) = (Fused(s, x, x1), Fused(s, y, y1));
            s = Vector512.Create(a[2 * row]);
            (x2, y2) = (Fused(s, x, x2), Fused(s, y, y2));
            s = Vector512.Create(a[3 * row]);
            (x3, y3) = (Fused(s, x, x3), Fused(s, y, y3));
        }

        Store(c, x0, y0);
        Store(c + cPitch, x1, y1);
        Store(c + (2 * cPitch), x2, y2);
        Store(c + (3 * cPitch), x3, y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One<T>(T* c, T* a, long next, T* b, long bPitch, int depth)
        where T : unmanaged
    {
        var lane = Vector512<T>.Count;
        var (x0, y0) = (Vector512.Load(c), Vector512.Load(c + lane));
        for (var at = 0; at < depth; at++, b += bPitch, a += next)
        {
            var s = Vector512.Create(*a);
            (x0, y0) = (Fused(s, Vector512.Load(b), x0), Fused(s, Vector512.Load(b + lane), y0));
        }

        Store(c, x0, y0);
    }

    public static void AddRow<T>(T* to, T* from, int count)
        where T : unmanaged
    {
        for (var at = 0; at < count; at++)
        {
            to[at] = Vector512.Add(Vector512.CreateScalar(to[at]), Vector512.CreateScalar(from[at])).ToScalar();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fused<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged =>
        typeof(T) == typeof(float) ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : typeof(T) == typeof(double) ? Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>()
        : (a * b) + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* to, Vector512<T> x, Vector512<T> y)
        where T : unmanaged
    {
        x.Store(to);
        y.Store(to + Vector512<T>.Count);
    }
}
