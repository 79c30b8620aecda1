using System.Globalization;
using Marketing.Ads.Budgets;
using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Model;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Learning.Policies;

namespace Marketing.Ads.Simulation;

/// <summary>Lets the module decide for the visitors of a <see cref="TrueShop"/>, learn from what they do, and be judged by the truth.</summary>
internal sealed class SimulatedDays
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<Wanted> Wanted = [new Wanted(TrueShop.Placement, 1)];
    private readonly TrueShop _shop;
    private readonly AdsOptions _options;
    private readonly List<ClickRow> _rows = [];
    private readonly List<(Asker Visitor, Choice Choice)> _log = [];
    private Predictor _predictor = Predictor.Ignorant;
    private ulong _visitors;

    public SimulatedDays(ulong seed, AdsOptions options) => (_shop, _options) = (new TrueShop(seed, options), options);

    public TrueShop Shop => _shop;

    /// <summary>Decides for so many visitors, one after the other; each outcome is learnt on line.</summary>
    /// <returns>True value of what was shown, and of the best that could have been.</returns>
    public (double Earned, double Possible) Run(int visitors)
    {
        var (earned, possible) = (0.0, 0.0);
        var priors = new PriorTable(_predictor, _shop.World.Catalogue);
        var decider = new Decider(_shop.World, _predictor, priors, new NoBudgets());
        for (var at = 0; at < visitors; at++)
        {
            var visitor = _shop.Visitor(_visitors, Start.AddSeconds(_visitors));
            var id = string.Create(CultureInfo.InvariantCulture, $"d{_visitors++}");
            var choice = decider.Decide(id, visitor, Wanted, Ledger.Empty).Choices[0];
            var clicked = _shop.Clicks(choice.Ad.Id, visitor);
            string[] values = [.. choice.Row];
            _rows.Add(new ClickRow(visitor.Subject, values, clicked, false, 1, visitor.Now));
            _log.Add((visitor, choice));
            _predictor.Learn(values, clicked, 1);
            earned += _shop.Value(choice.Ad.Id, visitor);
            possible += _shop.Best(visitor);
        }

        return (earned, possible);
    }

    /// <summary>The night: trains on all that was settled.</summary>
    public void Train(string algorithm)
    {
        var trainer = ClickModelTrainers.All.Single(one => one.Algorithm == algorithm);
        var model = trainer.Train(
            ClickRows.Table(ClickFields.Encoding(), _rows),
            ClickSettings.Of(trainer),
            new TrainingControl((ulong)_options.Seed, 1, null, CancellationToken.None)
        );
        var content = new ClickModelContent(model, new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown);
        _predictor = new Predictor(content, "1");
    }

    /// <summary>What was decided, as the off-policy estimators read it: an ad's number is its action.</summary>
    public OffPolicyLog Log()
    {
        string[] names = ["device", "language"];
        string[] actions = [.. _shop.World.Book.Ads.Select(ad => ad.Id)];
        return new OffPolicyLog
        {
            Actions = actions,
            Action = [.. _log.Select(one => Array.IndexOf(actions, one.Choice.Ad.Id))],
            Propensity = [.. _log.Select(one => one.Choice.Propensity)],
            Reward = [.. _rows.Select(row => row.Clicked ? 1.0 : 0)],
            FeatureNames = names,
            Features =
            [
                .. _log.SelectMany(one =>
                    new[] { ClickEncoding.Token(0, one.Visitor.Features.Device), ClickEncoding.Token(1, one.Visitor.Features.Language) }
                ),
            ],
        };
    }

    /// <summary>The true clicks an impression of a policy that shows every ad alike to these visitors.</summary>
    public double TruthOfUniform() => _log.Average(one => _shop.World.Book.Ads.Average(ad => _shop.ClickRate(ad.Id, one.Visitor)));

    /// <summary>Nobody has bounds.</summary>
    private sealed class NoBudgets : IBudgetDesk
    {
        public double PassRate(LiveCampaign campaign) => 1;

        public decimal? Left(LiveCampaign campaign, DateOnly day) => null;

        public bool TryTake(LiveCampaign campaign, DateOnly day, decimal amount) => true;

        public void GiveBack(LiveCampaign campaign, DateOnly day, decimal amount) { }
    }
}
