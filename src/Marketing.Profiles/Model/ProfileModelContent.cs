using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Segments;
using Marketing.Learning.Customers.Uplift;
using Marketing.Profiles.Features;
using Marketing.Profiles.Upkeep;

namespace Marketing.Profiles.Model;

/// <summary>What the nightly run has learned of customers: the payload of an artefact of <c>profiles</c>.</summary>
internal sealed record ProfileModelContent
{
    /// <summary>Of the clusters: by it an engine's own file of theirs is verified.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Null where the past is too short, as for the others.</summary>
    public NextPurchaseModel? NextPurchase7 { get; init; }

    public NextPurchaseModel? NextPurchase30 { get; init; }

    /// <summary>1 − its chance is that of churn.</summary>
    public NextPurchaseModel? NextPurchase90 { get; init; }

    public ValueForecast? Value { get; init; }

    /// <summary>Σ wᵢ·xᵢ on <see cref="ModelInputs.Names"/>: spend within 30 days.</summary>
    public LinearModel? Score { get; init; }

    public RfmGrid? Rfm { get; init; }

    public CustomerClusters? Clusters { get; init; }

    public Habit? Hours { get; init; }

    public Habit? Channels { get; init; }

    /// <summary>By campaign: how much it changes the chance of a purchase within <see cref="CampaignTrials.Days"/>, on <see cref="ModelInputs.Names"/>.</summary>
    public IReadOnlyDictionary<string, UpliftModel> Uplift { get; init; } = new Dictionary<string, UpliftModel>(StringComparer.Ordinal);

    /// <summary>What is said of a customer.</summary>
    /// <param name="version">Of this model.</param>
    /// <param name="inputs">See <see cref="ModelInputs"/>.</param>
    /// <param name="recencyDays">Null for who never bought.</param>
    /// <param name="orders">Orders.</param>
    /// <param name="spend">Money.</param>
    public ProfileOutputs Of(string version, ReadOnlySpan<double> inputs, double? recencyDays, double orders, double spend)
    {
        var hasBought = ModelInputs.Record(inputs) is not null;
        (int R, int F, int M)? rfm = recencyDays is { } days ? Rfm?.Of(days, orders, spend) : null;
        return new ProfileOutputs
        {
            Version = version,
            Score = Score?.Predict(ModelInputs.Features(inputs)),
            NextPurchase7 = Chance(NextPurchase7, inputs),
            NextPurchase30 = Chance(NextPurchase30, inputs),
            Churn = hasBought ? 1 - Chance(NextPurchase90, inputs) : null,
            LifetimeValue = hasBought ? Value?.Of(inputs) : null,
            RfmRecency = (short?)rfm?.R,
            RfmFrequency = (short?)rfm?.F,
            RfmMonetary = (short?)rfm?.M,
            Cluster = (short?)Clusters?.Of(inputs),
        };
    }

    /// <summary>The chance of a purchase, from stored inputs.</summary>
    public static double? Chance(NextPurchaseModel? model, ReadOnlySpan<double> inputs) =>
        model?.Calibration.Apply(model.Classifier.Predict(PurchaseRow(model, inputs)));

    /// <summary>What the classifier of the next purchase looks at.</summary>
    public static double[] PurchaseRow(NextPurchaseModel model, ReadOnlySpan<double> inputs)
    {
        var expected =
            ModelInputs.Record(inputs) is { } record && model.Buying is { } buying ? buying.Expected(record, model.HorizonDays / 7) : 0;
        var row = ModelInputs.Purchase(inputs, expected > 0 && double.IsFinite(expected) ? expected : 0);
        return row[..model.Classifier.Weights.Length];
    }
}

/// <summary>The content while it serves.</summary>
internal sealed record ServedProfiles(ProfileModelContent Content);
