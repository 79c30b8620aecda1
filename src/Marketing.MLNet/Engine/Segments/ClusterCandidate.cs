using Marketing.Learning;
using Marketing.Learning.Customers.Segments;
using Microsoft.ML;
using Microsoft.ML.Data;
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
            var found = KMeans.FromCentres(rows, Centres(rows, clusters, control));
            best = best is null || found.Silhouette > best.Silhouette ? found : best;
            control.Progress?.Invoke((clusters - fewest + 1.0) / (most - fewest + 1));
        }

        return best!;
    }

    // One thread: with more the centres differ from run to run.
    private static double[][] Centres(IReadOnlyList<double[]> rows, int clusters, TrainingControl control)
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
        VBuffer<float>[]? centres = null;
        fitted.Model.GetClusterCentroids(ref centres, out var found);
        return [.. (centres ?? []).Take(found).Select(centre => centre.DenseValues().Select(value => (double)value).ToArray())];
    }
}
