using Marketing.Learning;
using Marketing.Learning.Customers.Segments;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Clustering = Microsoft.ML.Trainers.KMeansTrainer;

namespace Marketing.MLNet.Engine.Segments;

/// <summary><c>mlnet-kmeans</c>: ML.NET's k-means (Yinyang), and as many clusters as the silhouette likes best, judged as those of <c>k-means</c>.</summary>
internal sealed class ClusterCandidate : IClusterTrainer
{
    private const int Rounds = 100;

    public string Algorithm => "mlnet-kmeans";

    public string Engine => MlNetEngine.Name;

    public KMeans Train(IReadOnlyList<double[]> rows, int fewest, int most, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(control);
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, fewest);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, most);

        // ML.NET refuses to find more clusters than there are different customers.
        double[][] different = [.. rows.DistinctBy(row => string.Join(' ', row.Select(value => (float)value))).Take(most)];
        if (different.Length < fewest)
        {
            return KMeans.FromCentres(rows, different);
        }

        most = different.Length;
        KMeans? best = null;
        for (var clusters = fewest; clusters <= most; clusters++)
        {
            var (centres, file) = Fit(rows, clusters, control);
            var found = KMeans.FromCentres(rows, centres) with { File = file };
            best = best is null || found.Silhouette > best.Silhouette ? found : best;
            control.Progress?.Invoke((clusters - fewest + 1.0) / (most - fewest + 1));
        }

        return best!;
    }

    /// <exception cref="InvalidDataException">There is no file, it holds no clusters, or a centre is none of its own.</exception>
    public void Verify(KMeans found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (
            found.File is not { } file
            || MlNetZip.Load(new MLContext(), file)
                is not ISingleFeaturePredictionTransformer<object> { Model: KMeansModelParameters model }
        )
        {
            throw new InvalidDataException("The file of ML.NET holds no clusters.");
        }

        var centres = Centres(model);
        if (found.Centres.Any(centre => !Array.Exists(centres, known => known.AsSpan().SequenceEqual(centre))))
        {
            throw new InvalidDataException("The file of ML.NET is not that of the clusters.");
        }
    }

    // One thread: with more the centres differ from run to run.
    private static (double[][] Centres, byte[] File) Fit(IReadOnlyList<double[]> rows, int clusters, TrainingControl control)
    {
        var context = new MLContext((int)(control.Seed & int.MaxValue));
        var schema = SchemaDefinition.Create(typeof(CustomerRow));
        schema[nameof(CustomerRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        List<CustomerRow> customers = [.. rows.Select(row => new CustomerRow { Features = Array.ConvertAll(row, value => (float)value) })];
        var view = context.Data.LoadFromEnumerable(customers, schema);
        var trainer = context.Clustering.Trainers.KMeans(
            new Clustering.Options
            {
                FeatureColumnName = nameof(CustomerRow.Features),
                NumberOfClusters = clusters,
                InitializationAlgorithm = Clustering.InitializationAlgorithm.KMeansPlusPlus,
                MaximumNumberOfIterations = Rounds,
                NumberOfThreads = 1,
            }
        );
        var fitted = Fitting.Run(() => trainer.Fit(view), control.Cancel);
        return (Centres(fitted.Model), MlNetZip.Save(context, fitted, view.Schema));
    }

    private static double[][] Centres(KMeansModelParameters model)
    {
        VBuffer<float>[]? centres = null;
        model.GetClusterCentroids(ref centres, out var found);
        return [.. (centres ?? []).Take(found).Select(centre => centre.DenseValues().Select(value => (double)value).ToArray())];
    }
}
