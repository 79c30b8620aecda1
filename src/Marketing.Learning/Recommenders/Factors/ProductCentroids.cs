using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Recommenders.Factors;

/// <summary>
/// Sixteen points of the plane for each two factors, by Lloyd's k-means over the directions of the longest item vectors: the best items are among
/// those, and short vectors would pull the points to where nobody looks.
/// </summary>
internal sealed class ProductCentroids
{
    public const int Count = 16;
    private const int Sample = 16_384;
    private const int Rounds = 10;

    // The four levels that round a standard normal value best (Max 1960, table I): where the points begin.
    private static readonly float[] Levels = [-1.510f, -.4528f, .4528f, 1.510f];
    private readonly Vector512<float>[] _x;
    private readonly Vector512<float>[] _y;

    private ProductCentroids(int groups) => (_x, _y) = (new Vector512<float>[groups], new Vector512<float>[groups]);

    /// <summary>Learns them.</summary>
    /// <param name="scan">The item vectors.</param>
    /// <param name="norms">Their lengths. Shape [items].</param>
    public static ProductCentroids Learn(FactorScan scan, ReadOnlySpan<float> norms)
    {
        var longest = Longest(norms);
        var directions = new float[longest.Length * scan.Width];
        for (var at = 0; at < longest.Length; at++)
        {
            var direction = directions.AsSpan(at * scan.Width, scan.Width);
            scan.CopyItem(longest[at], direction);
            TensorPrimitives.Divide(direction, Math.Max(norms[longest[at]], float.Epsilon), direction);
        }

        var centroids = new ProductCentroids(scan.Width / 2);
        for (var group = 0; group < scan.Width / 2; group++)
        {
            centroids.Learn(group, directions, scan.Width);
        }

        return centroids;
    }

    /// <summary>The point nearest to (x, y); of equally near ones the first.</summary>
    public int Nearest(int group, float x, float y)
    {
        var (toX, toY) = (_x[group] - Vector512.Create(x), _y[group] - Vector512.Create(y));
        var distances = (toX * toX) + (toY * toY);
        var halves = Vector256.Min(distances.GetLower(), distances.GetUpper());
        var quarters = Vector128.Min(halves.GetLower(), halves.GetUpper());
        var least = Math.Min(Math.Min(quarters[0], quarters[1]), Math.Min(quarters[2], quarters[3]));
        return System.Numerics.BitOperations.TrailingZeroCount(
            Vector512.Equals(distances, Vector512.Create(least)).ExtractMostSignificantBits()
        );
    }

    /// <summary>Inner product of (x, y) with each point.</summary>
    public Vector512<float> Products(int group, float x, float y) => (_x[group] * x) + (_y[group] * y);

    private static int[] Longest(ReadOnlySpan<float> norms)
    {
        var (items, lengths) = (new int[norms.Length], norms.ToArray());
        for (var item = 0; item < items.Length; item++)
        {
            items[item] = item;
        }

        Array.Sort(lengths, items);
        var longest = items[Math.Max(0, items.Length - Sample)..];
        Array.Sort(longest);
        return longest;
    }

    private void Learn(int group, float[] directions, int width)
    {
        Begin(group, directions, width);
        Span<double> sumX = stackalloc double[Count];
        Span<double> sumY = stackalloc double[Count];
        Span<int> counts = stackalloc int[Count];
        for (var round = 0; round < Rounds; round++)
        {
            sumX.Clear();
            sumY.Clear();
            counts.Clear();
            for (var at = 2 * group; at < directions.Length; at += width)
            {
                var (x, y) = (directions[at], directions[at + 1]);
                var nearest = Nearest(group, x, y);
                sumX[nearest] += x;
                sumY[nearest] += y;
                counts[nearest]++;
            }

            for (var centroid = 0; centroid < Count; centroid++)
            {
                // Nobody's point stays where it is.
                if (counts[centroid] > 0)
                {
                    _x[group] = _x[group].WithElement(centroid, (float)(sumX[centroid] / counts[centroid]));
                    _y[group] = _y[group].WithElement(centroid, (float)(sumY[centroid] / counts[centroid]));
                }
            }
        }
    }

    private void Begin(int group, float[] directions, int width)
    {
        var (middleX, spreadX) = Moments(directions, 2 * group, width);
        var (middleY, spreadY) = Moments(directions, (2 * group) + 1, width);
        for (var centroid = 0; centroid < Count; centroid++)
        {
            _x[group] = _x[group].WithElement(centroid, middleX + (spreadX * Levels[centroid % Levels.Length]));
            _y[group] = _y[group].WithElement(centroid, middleY + (spreadY * Levels[centroid / Levels.Length]));
        }
    }

    private static (float Mean, float Deviation) Moments(float[] directions, int factor, int width)
    {
        var (sum, squares, count) = (0.0, 0.0, directions.Length / width);
        for (var at = factor; at < directions.Length; at += width)
        {
            sum += directions[at];
            squares += directions[at] * (double)directions[at];
        }

        var mean = sum / count;
        return ((float)mean, (float)Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))));
    }
}
