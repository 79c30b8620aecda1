using System.Text.Json.Serialization;

namespace Marketing.Learning.Customers.Segments;

/// <summary>
/// Clusters of customers: k-means with k-means++ beginnings (Arthur and Vassilvitskii 2007), the number of clusters by silhouette
/// (Rousseeuw 1987). The same rows in the same order give the same clusters.
/// </summary>
/// <param name="Centres">Shape [clusters][features], in order of falling size.</param>
/// <param name="Sizes">Rows of each cluster.</param>
/// <param name="Silhouette">Mean silhouette over a sample, −1 to 1.</param>
public sealed record KMeans(double[][] Centres, int[] Sizes, double Silhouette)
{
    /// <summary>The file of the engine that found them, for those who want to use it elsewhere; null where the centres are all there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? File { get; init; }

    private const int Rounds = 100;
    private const int Beginnings = 4;
    private const int SilhouetteRows = 1000;

    /// <summary>Tries every number of clusters and keeps the one with the best silhouette.</summary>
    /// <param name="rows">Standardised features. Shape [rows][features], at least <paramref name="fewest"/> rows.</param>
    /// <param name="fewest">At least 2.</param>
    /// <param name="most">At least <paramref name="fewest"/>.</param>
    /// <param name="seed">The same seed gives the same clusters.</param>
    /// <param name="cancel">Looked at once a round.</param>
    public static KMeans Best(IReadOnlyList<double[]> rows, int fewest, int most, ulong seed, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, fewest);
        return Enumerable
            .Range(fewest, most - fewest + 1)
            .Select(clusters => Fit(rows, clusters, seed, cancel))
            .Aggregate((best, next) => next.Silhouette > best.Silhouette ? next : best);
    }

    /// <summary>A given number of clusters, best of several beginnings by the sum of squares.</summary>
    /// <inheritdoc cref="Best"/>
    public static KMeans Fit(IReadOnlyList<double[]> rows, int clusters, ulong seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, clusters);
        (double[][] Centres, int[] Of, double Squares) best = ([], [], double.PositiveInfinity);
        for (var beginning = 0; beginning < Beginnings; beginning++)
        {
            var tried = Run(rows, Begin(rows, clusters, SplitMix64.At(seed, (ulong)beginning)), cancel);
            best = tried.Squares < best.Squares ? tried : best;
        }

        return Sorted(rows, best.Centres, best.Of);
    }

    /// <summary>The clusters of centres that another engine found. A centre that is no customer's nearest is left out.</summary>
    /// <param name="rows">Shape [rows][features], at least 1 row.</param>
    /// <param name="centres">Shape [centres][features]; one with a value that is no number is left out.</param>
    /// <exception cref="InvalidOperationException">No centre is left.</exception>
    public static KMeans FromCentres(IReadOnlyList<double[]> rows, IReadOnlyList<double[]> centres)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(centres);
        double[][] usable = [.. centres.Where(centre => Array.TrueForAll(centre, double.IsFinite))];
        if (usable.Length == 0)
        {
            throw new InvalidOperationException("There is no centre, or none whose values are numbers.");
        }

        int[] nearest = [.. rows.Select(row => Nearest(usable, row).Cluster)];
        int[] used = [.. nearest.Distinct().Order()];
        return Sorted(
            rows,
            [.. used.Select(cluster => usable[cluster])],
            [.. nearest.Select(cluster => Array.BinarySearch(used, cluster))]
        );
    }

    /// <summary>The nearest centre; ties go to the first.</summary>
    public int Of(ReadOnlySpan<double> row) => Nearest(Centres, row).Cluster;

    private static KMeans Sorted(IReadOnlyList<double[]> rows, double[][] centres, int[] of)
    {
        var sizes = new int[centres.Length];
        foreach (var cluster in of)
        {
            sizes[cluster]++;
        }

        int[] order = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(cluster => sizes[cluster]).ThenBy(cluster => cluster)];
        return new KMeans(
            [.. order.Select(cluster => centres[cluster])],
            [.. order.Select(cluster => sizes[cluster])],
            MeanSilhouette(rows, of, centres.Length)
        );
    }

    private static double[][] Begin(IReadOnlyList<double[]> rows, int clusters, ulong seed)
    {
        var centres = new List<double[]> { rows[(int)(SplitMix64.Uniform(seed, 0) * rows.Count)] };
        double[] squares = [.. rows.Select(row => Square(row, centres[0]))];
        while (centres.Count < clusters)
        {
            var left = SplitMix64.Uniform(seed, (ulong)centres.Count) * squares.Sum();
            var chosen = 0;
            while (chosen < rows.Count - 1 && (left -= squares[chosen]) >= 0)
            {
                chosen++;
            }

            centres.Add(rows[chosen]);
            for (var row = 0; row < rows.Count; row++)
            {
                squares[row] = Math.Min(squares[row], Square(rows[row], rows[chosen]));
            }
        }

        return [.. centres.Select(centre => (double[])centre.Clone())];
    }

    private static (double[][] Centres, int[] Of, double Squares) Run(
        IReadOnlyList<double[]> rows,
        double[][] centres,
        CancellationToken cancel
    )
    {
        var of = new int[rows.Count];
        var before = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (sums, counts, squares) = (new double[centres.Length][], new int[centres.Length], 0.0);
            for (var row = 0; row < rows.Count; row++)
            {
                (of[row], var square) = Nearest(centres, rows[row]);
                squares += square;
                counts[of[row]]++;
                var sum = sums[of[row]] ??= new double[rows[row].Length];
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += rows[row][i];
                }
            }

            if (!(squares < before))
            {
                break;
            }

            before = squares;
            for (var cluster = 0; cluster < centres.Length; cluster++)
            {
                if (counts[cluster] > 0)
                {
                    centres[cluster] = Array.ConvertAll(sums[cluster], sum => sum / counts[cluster]);
                }
            }
        }

        return (centres, of, before);
    }

    private static (int Cluster, double Square) Nearest(double[][] centres, ReadOnlySpan<double> row)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var cluster = 0; cluster < centres.Length; cluster++)
        {
            var square = Square(row, centres[cluster]);
            if (square < least)
            {
                (nearest, least) = (cluster, square);
            }
        }

        return (nearest, least);
    }

    /// <summary>Over an even sample: comparing all rows with all would cost the square of their number.</summary>
    private static double MeanSilhouette(IReadOnlyList<double[]> rows, int[] of, int clusters)
    {
        var step = Math.Max(1, rows.Count / SilhouetteRows);
        int[] sample = [.. Enumerable.Range(0, rows.Count).Where(row => row % step == 0)];
        var sum = 0.0;
        foreach (var row in sample)
        {
            var (distances, counts) = (new double[clusters], new int[clusters]);
            foreach (var other in sample.Where(other => other != row))
            {
                distances[of[other]] += Math.Sqrt(Square(rows[row], rows[other]));
                counts[of[other]]++;
            }

            var own = counts[of[row]];
            if (own == 0)
            {
                continue; // alone in its cluster: 0 by definition
            }

            var inside = distances[of[row]] / own;
            var outside = Enumerable
                .Range(0, clusters)
                .Where(cluster => cluster != of[row] && counts[cluster] > 0)
                .Select(cluster => distances[cluster] / counts[cluster])
                .DefaultIfEmpty(inside)
                .Min();
            sum += Math.Max(inside, outside) is > 0 and var larger ? (outside - inside) / larger : 0;
        }

        return sample.Length == 0 ? 0 : sum / sample.Length;
    }

    private static double Square(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
