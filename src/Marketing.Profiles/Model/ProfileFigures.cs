using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Uplift;
using Marketing.Learning.Customers.Value;
using Marketing.Profiles.Features;

namespace Marketing.Profiles.Model;

/// <summary>How good each part is on what came after it was learned. What cannot be told has no figure.</summary>
/// <param name="customers">The sample.</param>
/// <param name="end">The newest event, in days.</param>
internal sealed class ProfileFigures(IReadOnlyList<SampledCustomer> customers, double end)
{
    /// <summary>The gate's: the mean of −log loss of the next purchase within 30 days.</summary>
    public const string Primary = "nextPurchase30.logLikelihood";

    /// <summary>Days that the primary figure is about, and that are held out for it.</summary>
    public const int PrimaryDays = 30;

    public Dictionary<string, double> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Customers of whom something was known some days before the end.</summary>
    public IEnumerable<SampledCustomer> KnownBefore(double days) =>
        customers.Where(c => c.Activities.Length > 0 && c.Activities[0].Day <= end - days);

    /// <summary>−log loss of each customer known before the held-out days, in one order.</summary>
    public double[] PerUnit(Func<SampledCustomer, double> chance)
    {
        var known = KnownBefore(PrimaryDays).ToArray();
        var losses = BinaryJudgement.LogLosses([.. known.Select(chance)], [.. known.Select(c => Buys(c, PrimaryDays))]);
        return [.. losses.Select(loss => -loss)];
    }

    public bool Buys(SampledCustomer customer, double days) => NextPurchaseModel.Buys(customer.Activities, end - days, days);

    /// <summary>Chances that were learned until <paramref name="days"/> before the end.</summary>
    public void Chances(string name, double days, NextPurchaseModel? model, bool buyersOnly) =>
        Chances(name, days, [(days, model)], buyersOnly);

    /// <summary>Chances of several stretches of <paramref name="days"/>, each by what was learned until it began.</summary>
    /// <param name="name">Of the figures.</param>
    /// <param name="days">Length of each stretch.</param>
    /// <param name="learned">How many days before the end a stretch begins, and what was learned until then.</param>
    /// <param name="buyersOnly">Only who has bought, and by the chance that nothing is.</param>
    public void Chances(string name, double days, IEnumerable<(double Before, NextPurchaseModel? Model)> learned, bool buyersOnly)
    {
        double[] chances = [];
        bool[] bought = [];
        foreach (var (before, model) in learned)
        {
            var at = end - before;
            var known = KnownBefore(before).Where(c => !buyersOnly || PurchaseFeatures.Record(c.Activities, at) is not null).ToArray();
            if (model is not null)
            {
                chances = [.. chances, .. known.Select(c => model.Predict(c.Activities, at))];
                bought = [.. bought, .. known.Select(c => NextPurchaseModel.Buys(c.Activities, at, days))];
            }
        }

        if (bought.Distinct().Count() < 2)
        {
            return;
        }

        if (buyersOnly)
        {
            // Churn is that nothing is bought.
            (chances, bought) = ([.. chances.Select(chance => 1 - chance)], [.. bought.Select(yes => !yes)]);
        }

        var judged = BinaryJudgement.Of(chances, bought);
        Add($"{name}.auc", judged.Auc);
        Add($"{name}.logLikelihood", -judged.LogLoss.Mean);
        Add($"{name}.calibrationError", judged.CalibrationError);
        Add($"{name}.expectedOverObserved", judged.ExpectedOverObserved);
    }

    /// <summary>Value of 90 days, learned 90 days before the end.</summary>
    public void Value(ValueForecast? value)
    {
        var buyers = customers.Where(c => c.Before90 is { } then && ModelInputs.Record(then) is not null).ToArray();
        if (value is not null && buyers.Length > 0)
        {
            Amounts(
                "lifetimeValue",
                [.. buyers.Select(c => value.Soon(c.Before90))],
                [.. buyers.Select(c => c.SpentWithin(end - ValueForecast.CurveDays, ValueForecast.CurveDays))]
            );
        }
    }

    /// <summary>Spend of 30 days, learned 30 days before the end.</summary>
    public void Score(LinearModel? score)
    {
        var known = customers.Where(c => c.Before30 is not null).ToArray();
        if (score is not null && known.Length > 0)
        {
            Amounts(
                "score",
                [.. known.Select(c => score.Predict(ModelInputs.Features(c.Before30)))],
                [.. known.Select(c => c.SpentWithin(end - ProfileTraining.ScoreDays, ProfileTraining.ScoreDays))]
            );
        }
    }

    /// <summary>How often the likeliest hour or channel came true, against the shop's likeliest.</summary>
    public void Habit(string name, Habit? habit, IEnumerable<(int[] Before, int[] After)> judged)
    {
        var told = judged.Where(c => c.After.Sum() > 0).ToArray();
        if (habit is null || told.Length == 0)
        {
            return;
        }

        var guesses = told.Select(c => habit.Best(c.Before)).ToArray();
        var nobody = habit.Best(new int[habit.Names.Count]).At;
        var right = told.Where((c, at) => Model.Habit.IsRight(guesses[at].At, c.After)).Count();
        Add($"{name}.hitRate", right / (double)told.Length);
        Add($"{name}.hitRateOfShops", told.Count(c => Model.Habit.IsRight(nobody, c.After)) / (double)told.Length);
        Add($"{name}.expectedOverObserved", guesses.Sum(guess => guess.Chance) / right);
    }

    public void Clusters(CustomerClusters? clusters)
    {
        if (clusters is not null)
        {
            Add("clusters.silhouette", clusters.Found.Silhouette);
            Add("clusters.count", clusters.Found.Centres.Length);
        }
    }

    /// <summary>Whom a campaign moves, on customers held out.</summary>
    public void Uplift(string campaign, UpliftRows rows, QiniResult judged)
    {
        double Rate(bool treated) => rows.Outcome.Where((_, row) => rows.Treated[row] == treated).Average();
        Add($"uplift:{campaign}.effect", Rate(true) - Rate(false));
        Add($"uplift:{campaign}.qini", judged.Coefficient);
        Add($"uplift:{campaign}.qiniLow", judged.Interval.Low);
        Add($"uplift:{campaign}.qiniHigh", judged.Interval.High);
        Add($"uplift:{campaign}.upliftAt30", judged.UpliftAt30);
    }

    private void Amounts(string name, double[] expected, double[] happened)
    {
        var judged = ValueJudgement.Of(expected, happened);
        Add($"{name}.spearman", judged.Spearman);
        Add($"{name}.topDecileShare", judged.TopDecileShare);
        Add($"{name}.expectedOverObserved", judged.Expected / judged.Observed);
    }

    private void Add(string name, double value)
    {
        if (double.IsFinite(value))
        {
            Metrics[name] = value;
        }
    }
}
