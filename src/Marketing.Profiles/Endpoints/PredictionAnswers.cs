using System.Globalization;
using Marketing.Learning.Customers;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Profiles.Features;
using Marketing.Profiles.Model;
using Marketing.Store;
using Marketing.Training;

namespace Marketing.Profiles.Endpoints;

/// <summary>Something that a prediction rests on.</summary>
/// <param name="Feature">What.</param>
/// <param name="Value">Its value, as the model sees it (amounts, counts and days as ln(1 + x)).</param>
/// <param name="Weight">Of one standard deviation; absent where the prediction is no weighted sum.</param>
/// <param name="Term">What it adds to the sum: weight × (value − mean) ÷ deviation.</param>
internal sealed record TermAnswer(string Feature, double Value, double? Weight, double? Term);

/// <summary>What the model says of a customer.</summary>
/// <param name="Name">As in rules of segments, or bestHour, bestChannel.</param>
/// <param name="Number">A chance, money, or a number.</param>
/// <param name="Text">A word, where it is one.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="RestsOn">What it rests on, what matters most first. Of the score every term: their sum and the intercept are the score.</param>
internal sealed record PredictionAnswer(string Name, double? Number, string? Text, string Meaning, IReadOnlyList<TermAnswer> RestsOn)
{
    /// <summary>Value of the sum for a customer who is average in everything.</summary>
    public double? Intercept { get; init; }
}

/// <summary>Explains stored predictions by the model that made them.</summary>
internal sealed class PredictionAnswers(ProfileRow row, ProfileDocument document, ServedModel<ServedProfiles>? served, Customer? customer)
{
    private const int MostTerms = 8;
    private readonly double[] _inputs = Array.ConvertAll(row.Inputs, input => (double)input);

    /// <summary>Only the model that made them can explain them.</summary>
    private ProfileModelContent? Content => served is not null && served.Version == row.ModelVersion ? served.Model.Content : null;

    /// <summary>Σ wᵢ·xᵢ; null before the first model.</summary>
    public PredictionAnswer? Score =>
        row.Score is null
            ? null
            : Stored("score", Content?.Score is { } score ? Terms(score, ModelInputs.Names, _inputs, int.MaxValue) : []) with
            {
                Intercept = Content?.Score?.Intercept,
            };

    public IReadOnlyList<PredictionAnswer> All =>
        row.ModelVersion is null
            ? []
            :
            [
                Stored("nextPurchase7", Terms(Content?.NextPurchase7, sign: 1)),
                Stored("nextPurchase30", Terms(Content?.NextPurchase30, sign: 1)),
                Stored("churn", row.Churn is null ? [] : Terms(Content?.NextPurchase90, sign: -1)),
                Stored("lifetimeValue", row.LifetimeValue is null ? [] : Value()),
                .. Habits(),
                .. Grid(),
                .. Uplift(),
            ];

    private PredictionAnswer Stored(string name, IReadOnlyList<TermAnswer> terms)
    {
        var feature = FeatureList.Find(name) ?? throw new ArgumentException("There is no such feature.", nameof(name));
        return new PredictionAnswer(name, FeatureAnswer.NumberOf(feature.Value(row)), null, feature.Meaning, terms);
    }

    private IReadOnlyList<TermAnswer> Terms(NextPurchaseModel? model, int sign)
    {
        if (model is null)
        {
            return [];
        }

        var terms = Terms(model.Classifier, PurchaseFeatures.Names, ProfileModelContent.PurchaseRow(model, _inputs), MostTerms);
        return [.. terms.Select(term => term with { Weight = sign * term.Weight, Term = sign * term.Term })];
    }

    private static IReadOnlyList<TermAnswer> Terms(LinearModel model, IReadOnlyList<string> names, double[] values, int most) =>
        [
            .. model
                .Weights.Select(
                    (weight, at) => new TermAnswer(names[at], Round(values[at]), Round(weight), Round(model.Term(at, values[at])))
                )
                .OrderByDescending(term => Math.Abs(term.Term ?? 0))
                .ThenBy(term => term.Feature, StringComparer.Ordinal)
                .Take(most),
        ];

    private IReadOnlyList<TermAnswer> Value()
    {
        if (Content?.Value is not { } value)
        {
            return [];
        }

        var (purchases, mean, alive) = value.Parts(_inputs);
        var record = ModelInputs.Record(_inputs).GetValueOrDefault();
        return
        [
            new TermAnswer("expectedPurchases365Days", Round(purchases), null, null),
            new TermAnswer("expectedMoneyAPurchase", Round(mean), null, null),
            new TermAnswer("chanceStillCustomer", Round(alive), null, null),
            // What these three follow from, of the customer's own purchases.
            new TermAnswer("purchaseDaysAfterTheFirst", record.Repeats, null, null),
            new TermAnswer("weeksFromFirstToLastPurchase", Round(record.Recency), null, null),
            new TermAnswer("weeksSinceFirstPurchase", Round(record.Age), null, null),
            new TermAnswer("meanMoneyAPurchaseAfterTheFirst", Round(ModelInputs.RepeatSpend(_inputs)), null, null),
        ];
    }

    private IEnumerable<PredictionAnswer> Habits()
    {
        if (Content?.Hours is { } hours)
        {
            var (at, chance) = hours.Best(document.Responses.Hours);
            yield return new PredictionAnswer(
                "bestHour",
                Round(chance),
                hours.Names[at],
                "The hour of the customer's clock in which they are likeliest to act next, and the chance of it.",
                [Acts(hours.Names[at], document.Responses.Hours[at]), Share(hours, at)]
            );
        }

        if (Content?.Channels is { } channels)
        {
            var acts = document.Responses.Channels.ToDictionary(c => c.Channel, c => c.Acts, StringComparer.Ordinal);
            if (channels.Best(ProfileTraining.CountsOf(channels.Names, acts), at => MayReach(channels.Names[at])) is ({ } best, var chance))
            {
                yield return new PredictionAnswer(
                    "bestChannel",
                    Round(chance),
                    channels.Names[best],
                    "The channel on which they are likeliest to act next, of those on which they may be reached, and the chance of it.",
                    [Acts(channels.Names[best], acts.GetValueOrDefault(channels.Names[best])), Share(channels, best)]
                );
            }
        }
    }

    /// <summary>E-mail, SMS and push are only for those who said yes.</summary>
    private bool MayReach(string channel) =>
        channel switch
        {
            "email" => customer?.Email == true,
            "sms" => customer?.Sms == true,
            "push" => customer?.Push == true,
            _ => true,
        };

    private IEnumerable<PredictionAnswer> Grid()
    {
        if (row is { RfmRecency: { } r, RfmFrequency: { } f, RfmMonetary: { } m })
        {
            yield return new PredictionAnswer(
                "rfm",
                null,
                string.Create(CultureInfo.InvariantCulture, $"{r}-{f}-{m}"),
                "Recency, frequency and money in fifths of the buyers, 5 the best.",
                [
                    new TermAnswer("recencyDays", Round(row.RecencyDays ?? 0), null, null),
                    new TermAnswer("orders", row.Orders, null, null),
                    new TermAnswer("spend", Round(row.Spend), null, null),
                ]
            );
        }

        if (row.Cluster is { } cluster && Content?.Clusters is { } clusters && cluster <= clusters.Found.Centres.Length)
        {
            yield return new PredictionAnswer(
                "cluster",
                cluster,
                clusters.NameOf(cluster),
                "The learned cluster; the values are by how many standard deviations its members differ from all customers.",
                [.. clusters.TraitsOf(cluster).Select(trait => new TermAnswer(trait.Key, trait.Value, null, null))]
            );
        }
    }

    private IEnumerable<PredictionAnswer> Uplift()
    {
        foreach (var (campaign, model) in Content?.Uplift.OrderBy(c => c.Key, StringComparer.Ordinal).AsEnumerable() ?? [])
        {
            var values = ModelInputs.Features(_inputs).ToArray();
            var terms = model.First.Weights.Select(
                (_, at) => Round(model.First.Term(at, values[at]) - (model.Untreated?.Term(at, values[at]) ?? 0))
            );
            yield return new PredictionAnswer(
                $"uplift:{campaign}",
                Round(model.Predict(values)),
                null,
                $"By how much the campaign changes the chance of a purchase within {CampaignTrials.Days} days; learned from its control group ({model.Algorithm}).",
                [
                    .. terms
                        .Select((term, at) => new TermAnswer(ModelInputs.Names[at], Round(values[at]), null, term))
                        .OrderByDescending(term => Math.Abs(term.Term ?? 0))
                        .Take(MostTerms),
                ]
            );
        }
    }

    private static TermAnswer Acts(string name, int acts) => new($"acts:{name}", acts, null, null);

    private static TermAnswer Share(Habit habit, int at) => new("shareOfShop", Round(habit.Shares[at]), null, null);

    private static double Round(double value) => double.IsFinite(value) ? Math.Round(value, 4) : 0;
}
