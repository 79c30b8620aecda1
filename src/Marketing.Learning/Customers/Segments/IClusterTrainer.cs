namespace Marketing.Learning.Customers.Segments;

/// <summary>An algorithm that finds clusters. One implementation an engine.</summary>
public interface IClusterTrainer
{
    /// <summary>As in figures: <c>k-means</c>, <c>mlnet-kmeans</c>.</summary>
    string Algorithm { get; }

    /// <summary><c>built-in</c> or <c>mlnet</c>.</summary>
    string Engine { get; }

    /// <summary>Finds clusters and how many there are.</summary>
    /// <param name="rows">Standardised features. Shape [rows][features], at least <paramref name="most"/> rows.</param>
    /// <param name="fewest">Fewest clusters, at least 2.</param>
    /// <param name="most">Most clusters.</param>
    /// <param name="control">Seed, threads, progress, cancellation.</param>
    KMeans Train(IReadOnlyList<double[]> rows, int fewest, int most, TrainingControl control);

    /// <summary>Looks whether the engine's own file, where clusters of this algorithm have one, is that of their centres.</summary>
    /// <exception cref="InvalidDataException">The file holds no clusters, or others.</exception>
    void Verify(KMeans found)
    {
        if (found?.File is not null)
        {
            throw new InvalidDataException($"Clusters of {Algorithm} have no file.");
        }
    }
}

/// <summary>k-means as it is built in here: k-means++ beginnings, the number of clusters by silhouette.</summary>
public sealed class KMeansTrainer : IClusterTrainer
{
    /// <inheritdoc />
    public string Algorithm => "k-means";

    /// <inheritdoc />
    public string Engine => "built-in";

    /// <inheritdoc />
    public KMeans Train(IReadOnlyList<double[]> rows, int fewest, int most, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(control);
        return KMeans.Best(rows, fewest, most, control.Seed, control.Cancel);
    }
}

/// <summary>The algorithms that find clusters.</summary>
public static class ClusterTrainers
{
    private static readonly EngineList<IClusterTrainer> List = new(trainer => trainer.Algorithm, [new KMeansTrainer()]);

    /// <summary>All of them, built-in ones first.</summary>
    public static IReadOnlyList<IClusterTrainer> All => List.All;

    /// <summary>Adds an engine's trainer. The same name again changes nothing.</summary>
    public static void Join(IClusterTrainer trainer) => List.Join(trainer);
}
