using System.Globalization;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Segments;
using Marketing.Profiles.Features;
using Marketing.Profiles.Upkeep;
using Marketing.Training;
using Npgsql;

namespace Marketing.Profiles.Model;

/// <summary>
/// The model <c>profiles</c>: what customers will do, what they are worth, and the clusters that they fall into. Its run reads all events anyway, so the same
/// stream works out every profile again.
/// </summary>
internal sealed class ProfilesModel(
    ProfileRebuild rebuild,
    ProfileUpdate update,
    ProfilesOptions options,
    IReadOnlyList<IClusterTrainer> clusterTrainers
) : ITrainableModel
{
    public const string ModelName = "profiles";
    private const int FewestCustomers = 200;
    private const int FewestBuyers = 20;

    public string Name => ModelName;

    public IReadOnlyList<string> Engines => [.. clusterTrainers.Select(trainer => trainer.Engine).Distinct()];

    public async Task<TrainingMaterial> ReadAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        await update.PrepareAsync(cancel);
        var end = await EndAsync(snapshot, cancel);
        var sample = new CustomerSample(update.Shop, end ?? DateTimeOffset.UnixEpoch, options.TrainingCustomers);
        var trials = new CampaignTrials(update.Shop, end ?? DateTimeOffset.UnixEpoch);
        await trials.ReadAsync(snapshot, cancel);
        var (customers, events) = (0L, 0L);
        await rebuild.RunAsync(
            snapshot,
            history =>
            {
                (customers, events) = (customers + 1, events + history.Events.Count);
                sample.Add(history);
                trials.Add(history);
            },
            cancel
        );
        return Prepare(sample.Customers, trials, end, customers, events);
    }

    /// <summary>Makes the candidates. Apart from <see cref="ReadAsync"/> so that it can be tried without a database.</summary>
    internal TrainingMaterial Prepare(
        IReadOnlyList<SampledCustomer> sample,
        CampaignTrials? trials,
        DateTimeOffset? end,
        long customers,
        long events
    )
    {
        var day = end is { } newest ? ModelInputs.DayOf(newest) : 0;
        var figures = new ProfileFigures(sample, day);
        var known = figures.KnownBefore(ProfileFigures.PrimaryDays).ToArray();
        var bought = known.Count(c => figures.Buys(c, ProfileFigures.PrimaryDays));
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["customers"] = customers,
            ["events"] = events,
            ["sampledCustomers"] = sample.Count,
            ["judgedCustomers"] = known.Length,
            ["judgedBuyers"] = bought,
        };
        var before = known.Count(c =>
            NextPurchaseModel.Buys(c.Activities, day - (2 * ProfileFigures.PrimaryDays), ProfileFigures.PrimaryDays)
        );
        var tooLittle =
            known.Length < FewestCustomers
            || Math.Min(bought, before) < FewestBuyers
            || Math.Min(known.Length - bought, known.Length - before) < FewestBuyers
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Profiles need {FewestCustomers} customers known for 30 days, of whom {FewestBuyers} bought in each of the last two times 30 days and {FewestBuyers} did not: there are {known.Length:N0}, with {before:N0} and {bought:N0} buyers. Features and segments work without."
                )
                : null;
        return new TrainingMaterial
        {
            Data = data,
            Watermark = end,
            SplitAt = end?.AddDays(-ProfileFigures.PrimaryDays),
            PrimaryMetric = ProfileFigures.Primary,
            NotTrainable = tooLittle,
            ServesUntrained = true,
            Candidates = tooLittle is null
                ?
                [
                    new BaseRateCandidate(sample, day),
                    .. clusterTrainers.Select(trainer => new ProfilesCandidate(trainer, sample, trials, day, options)),
                ]
                : [],
            EvaluateServing = (artefact, _) => JudgeServing(artefact, sample, day),
        };
    }

    private static Evaluation? JudgeServing(Stream artefact, IReadOnlyList<SampledCustomer> sample, double day)
    {
        if (ProfileModelFile.Read(artefact).NextPurchase30 is not { } model)
        {
            return null;
        }

        var figures = new ProfileFigures(sample, day);
        figures.Chances("nextPurchase30", ProfileFigures.PrimaryDays, model, buyersOnly: false);
        return new Evaluation
        {
            Metrics = figures.Metrics,
            PerUnit = figures.PerUnit(c => model.Predict(c.Activities, day - ProfileFigures.PrimaryDays)),
            Parameters = new Dictionary<string, double>(StringComparer.Ordinal),
        };
    }

    private static async Task<DateTimeOffset?> EndAsync(NpgsqlConnection snapshot, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT max(occurred_at) FROM shop.events WHERE weight > 0", snapshot)
        {
            CommandTimeout = 300,
        };
        return await command.ExecuteScalarAsync(cancel) is DateTime newest ? new DateTimeOffset(newest, TimeSpan.Zero) : null;
    }
}
