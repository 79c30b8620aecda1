using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.Recommender;

namespace Marketing.MLNet.Engine.Recommenders;

/// <summary>
/// ML.NET's matrix factorization (LIBMF). One-class for implicit events: every pair a 1, the rest weighted by <c>UnobservedWeight</c>; squared loss
/// where the data are ratings. The item vectors serve through the same scan as <c>als</c>, and users are folded in by least squares, so that a
/// click of a moment ago and a visitor without a row count.
/// </summary>
internal sealed class MatrixFactorizationCandidate : IRecommenderTrainer
{
    public const string Name = "mlnet-matrix-factorization";
    private const int OneClass = 1;
    private const int Ratings = 2;

    public string Algorithm => Name;

    public string Engine => MlNetEngine.Name;

    public IReadOnlyList<Setting> Settings { get; } =
    [
        new("Factors", 64, 1, 1024, IsWhole: true, "Length of a vector. Memory: 8 bytes × factors × (users + items)."),
        new("Epochs", 20, 1, 1000, IsWhole: true, "Passes over the data."),
        new("Regularization", .1, 1e-6, 100, IsWhole: false, "λ."),
        new("UnobservedWeight", 1e-3, 1e-9, 100, IsWhole: false, "How much a pair that never met counts as a no (one-class)."),
        new("LearningRate", .1, 1e-6, 10, IsWhole: false, "Of the gradient method (ratings)."),
        new("Loss", 0, 0, 2, IsWhole: true, "1 one-class, 2 ratings; 0: ratings where the values are grades, else one-class."),
    ];

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } =
    [
        new Dictionary<string, double>(),
        Of(OneClass, 64, .1, 1e-3),
        Of(OneClass, 64, .1, 1e-2),
        Of(OneClass, 64, .05, 1e-1),
        Of(OneClass, 128, .1, 1e-2),
    ];

    public string? WhyNotApplicable(Histories data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.EventCount == 0 || data.ItemCount == 0 ? "There are no events to factorize." : null;
    }

    public IRecommender Train(Histories data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        var pairs = Cells.Of(data);
        if (pairs.Count == 0)
        {
            throw new ArgumentException("There are no events to factorize.", nameof(data));
        }

        var ratings = resolved["Loss"] is Ratings || (resolved["Loss"] is 0 && Cells.AreGrades(data, pairs));
        if (ratings && Cells.IsConstant(pairs))
        {
            // LIBMF divides by the deviation of the labels: constant ones would make every score NaN.
            throw new ArgumentException("Ratings that are all the same teach nothing: use the one-class loss.", nameof(settings));
        }

        if (!ratings)
        {
            pairs.ForEach(pair => pair.Label = 1);
        }

        var context = new MLContext((int)(control.Seed & int.MaxValue));
        var view = context.Data.LoadFromEnumerable(pairs, Schema(data.UserCount, data.ItemCount));
        var trainer = context.Recommendation().Trainers.MatrixFactorization(Options(resolved, ratings));
        var fitted = Fitting.Run(() => trainer.Fit(view), control.Cancel);
        control.Progress?.Invoke(1);
        var zip = MlNetZip.Save(context, fitted, view.Schema);
        return new MatrixFactorizationModel(Recommender(fitted.Model, data, resolved, ratings), zip, ratings);
    }

    // One thread: with more LIBMF differs from run to run, and the seed does not reach it.
    private static MatrixFactorizationTrainer.Options Options(IReadOnlyDictionary<string, double> settings, bool ratings) =>
        new()
        {
            MatrixRowIndexColumnName = nameof(Pair.User),
            MatrixColumnIndexColumnName = nameof(Pair.Item),
            LabelColumnName = nameof(Pair.Label),
            LossFunction = ratings
                ? MatrixFactorizationTrainer.LossFunctionType.SquareLossRegression
                : MatrixFactorizationTrainer.LossFunctionType.SquareLossOneClass,
            ApproximationRank = (int)settings["Factors"],
            NumberOfIterations = (int)settings["Epochs"],
            Lambda = settings["Regularization"],
            LearningRate = settings["LearningRate"],
            Alpha = settings["UnobservedWeight"],
            NumberOfThreads = 1,
            Quiet = true,
        };

    // A key at or beyond its count would silently be missing, so the counts are exactly those of the data.
    private static SchemaDefinition Schema(int users, int items)
    {
        var schema = SchemaDefinition.Create(typeof(Pair));
        schema[nameof(Pair.User)].ColumnType = new KeyDataViewType(typeof(uint), users);
        schema[nameof(Pair.Item)].ColumnType = new KeyDataViewType(typeof(uint), items);
        return schema;
    }

    private static IFactorRecommender Recommender(
        MatrixFactorizationModelParameters model,
        Histories data,
        IReadOnlyDictionary<string, double> settings,
        bool ratings
    )
    {
        if (model.NumberOfColumns != data.ItemCount)
        {
            throw new InvalidOperationException($"{data.ItemCount} items went in and {model.NumberOfColumns} came out.");
        }

        float[] vectors = [.. model.RightFactorMatrix];
        return ratings
            ? FactorModels.FromRatings(Name, vectors, model.ApproximationRank, data, settings["Regularization"])
            : FactorModels.FromOnes(Name, vectors, model.ApproximationRank, data, settings["Regularization"], settings["UnobservedWeight"]);
    }

    private static Dictionary<string, double> Of(int loss, int factors, double regularization, double unobserved) =>
        new()
        {
            ["Loss"] = loss,
            ["Factors"] = factors,
            ["Regularization"] = regularization,
            ["UnobservedWeight"] = unobserved,
        };
}
