using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marketing.Ads.Definitions;
using Marketing.Ads.Model;
using Marketing.Ads.Prediction;
using Marketing.Learning.Policies;
using Marketing.Store;
using Marketing.Training;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Ads.Reports;

/// <summary>A figure and its 95 % bootstrap interval over customers.</summary>
/// <param name="Value">Clicks an impression.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal sealed record EvaluationFigure(double Value, double Low, double High)
{
    public static EvaluationFigure Of(IntervalEstimate estimate) => new(estimate.Value, estimate.Low, estimate.High);
}

/// <summary>What another policy would have earned on the ads that were seen.</summary>
internal sealed record EvaluationAnswer
{
    /// <summary>uniform, greedy, model or logged.</summary>
    public required string Policy { get; init; }

    /// <summary>Of the policy model: the version that chooses.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>First moment: the beginning of a day.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First moment after it: the beginning of a day.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Impressions on top of a placement, settled.</summary>
    public required int Rows { get; init; }

    /// <summary>Customers, who are drawn as wholes.</summary>
    public required int Customers { get; init; }

    /// <summary>What was earned.</summary>
    public EvaluationFigure? Logged { get; init; }

    /// <summary>Inverse propensity scores.</summary>
    public EvaluationFigure? Ips { get; init; }

    /// <summary>The same, self-normalised.</summary>
    public EvaluationFigure? Snips { get; init; }

    /// <summary>Direct method, cross-fitted.</summary>
    public EvaluationFigure? Dm { get; init; }

    /// <summary>Doubly robust.</summary>
    public EvaluationFigure? Dr { get; init; }

    /// <summary><see cref="Dr"/> less <see cref="Logged"/>.</summary>
    public EvaluationFigure? Difference { get; init; }

    /// <summary>(Σw)²/Σw².</summary>
    public double EffectiveSampleSize { get; init; }

    /// <summary>Largest weight of a row.</summary>
    public double MaxWeight { get; init; }

    /// <summary>Mean weight: 1 when all is well.</summary>
    public double MeanWeight { get; init; }

    /// <summary>True when the difference may be claimed.</summary>
    public required bool Claim { get; init; }

    /// <summary>Why it may not.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>Impressions of such traffic after which it might; null when more of the same would not help, or none is needed.</summary>
    public long? RowsNeeded { get; init; }
}

/// <summary>GET /ads/evaluation</summary>
internal static class GetEvaluation
{
    private const int Folds = 5;
    private static readonly string[] Policies = ["uniform", "greedy", "model", "logged"];

    /// <param name="store">The store.</param>
    /// <param name="book">Names of ads.</param>
    /// <param name="catalogue">Items of ads.</param>
    /// <param name="serving">The version that serves.</param>
    /// <param name="old">Other versions.</param>
    /// <param name="loader">Reads them.</param>
    /// <param name="options">The seed.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="policy">uniform (when left out): every eligible ad alike; greedy: the one that a model learned from other customers expects most of; model: a version of the click model, with today's bids and its exploration; logged: what was done.</param>
    /// <param name="version">Of the policy model: the version of <c>clicks</c>, as in GET /models/clicks/versions; the one that serves when left out.</param>
    /// <param name="from">A moment of the first day (UTC); 30 days before <paramref name="to"/> when left out.</param>
    /// <param name="to">First moment after the last day, or a moment of that day; now when left out.</param>
    public static async Task<Results<Ok<EvaluationAnswer>, ValidationProblem>> Handle(
        StoreReader store,
        BookKeeper book,
        Catalogue catalogue,
        IServingModel<ServedClicks> serving,
        OldModels old,
        ClicksLoader loader,
        AdsOptions options,
        TimeProvider clock,
        CancellationToken cancel,
        string? policy = null,
        [Range(1, int.MaxValue)] int? version = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null
    )
    {
        var asked = policy ?? Policies[0];
        if (!Policies.Contains(asked))
        {
            return AdsProblems.Invalid("policy", $"'policy' must be one of {string.Join(", ", Policies)}.");
        }

        if (GetPerformance.Times(from, to, clock) is not { } window)
        {
            return AdsProblems.Invalid("from", "'from' must lie before 'to', by 400 days at most.");
        }

        if (version is not null && asked != "model")
        {
            return AdsProblems.Invalid("version", "'version' belongs to the policy 'model'.");
        }

        var most = asked == "model" ? ModelPolicy.MostRows : EvaluationLog.MostRows;
        var (log, places) = await store.ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                var connection = (NpgsqlConnection)db.Database.GetDbConnection();
                return await EvaluationLog.ReadAsync(connection, book.Current, window.From, window.To, most, token);
            },
            cancel
        );
        var frame = new EvaluationAnswer
        {
            Policy = asked,
            From = window.From,
            To = window.To,
            Rows = log.Rows,
            Customers = log.Customer.Distinct().Count(),
            Claim = false,
            Refusals = ["No ad was seen on top of a placement, or no waiting time is over."],
        };
        if (asked != "model")
        {
            return TypedResults.Ok(log.Rows == 0 ? frame : await Task.Run(() => Estimate(frame, log, asked, options, cancel), cancel));
        }

        if (serving.Current is { } current && (version is null || current.Version == version.Value.ToString(CultureInfo.InvariantCulture)))
        {
            return TypedResults.Ok(await WithAsync(current));
        }

        if (version is not { } number)
        {
            return AdsProblems.Invalid("version", "No model of clicks serves yet: name a version.");
        }

        try
        {
            return TypedResults.Ok(await old.WithAsync(loader, number, WithAsync, cancel));
        }
        catch (InvalidDataException)
        {
            return AdsProblems.Invalid("version", "There is no such version of the model clicks, or its artefact is not kept any more.");
        }

        async Task<EvaluationAnswer> WithAsync(ServedModel<ServedClicks> model)
        {
            var named = frame with { ModelVersion = model.Version };
            var chooses = new ModelPolicy(model.Model.For(model.Version), book.Current, catalogue.Current, options, log.Actions, places);
            return log.Rows == 0
                ? named
                : await Task.Run(() => Estimate(named, log, asked, options, cancel, chooses.Probabilities), cancel);
        }
    }

    internal static EvaluationAnswer Estimate(
        EvaluationAnswer frame,
        OffPolicyLog log,
        string policy,
        AdsOptions options,
        CancellationToken cancel,
        TargetPolicy? model = null
    )
    {
        var seed = (ulong)options.Seed;
        Func<int, int, double> judges;
        TargetPolicy? target = null;
        if (policy == "greedy")
        {
            // One model chooses and another judges: a model that judged its own choices would flatter them.
            var (chooses, other) = DirectModel.CrossFitPair(log, seed, cancel);
            (target, judges) = (TargetPolicies.Greedy(chooses), other);
        }
        else
        {
            judges = DirectModel.CrossFit(log, Folds, seed, cancel);
            target = policy == "uniform" ? TargetPolicies.Uniform : model;
        }

        var estimate = OffPolicyEstimator.Estimate(log, target, judges, new OffPolicyOptions { Seed = seed, Cancel = cancel });
        return frame with
        {
            Logged = EvaluationFigure.Of(estimate.Logged),
            Ips = EvaluationFigure.Of(estimate.Ips),
            Snips = EvaluationFigure.Of(estimate.Snips),
            Dm = EvaluationFigure.Of(estimate.Dm),
            Dr = EvaluationFigure.Of(estimate.Dr),
            Difference = EvaluationFigure.Of(estimate.Difference),
            EffectiveSampleSize = estimate.EffectiveSampleSize,
            MaxWeight = estimate.LargestWeight,
            MeanWeight = estimate.MeanWeight,
            Claim = estimate.Claim,
            Refusals = estimate.Refusals,
            RowsNeeded = estimate.RowsNeeded,
        };
    }

    public static EvaluationAnswer Example { get; } =
        new()
        {
            Policy = "uniform",
            From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            Rows = 41_200,
            Customers = 9_310,
            Logged = new EvaluationFigure(.0341, .0322, .0360),
            Ips = new EvaluationFigure(.0248, .0221, .0276),
            Snips = new EvaluationFigure(.0251, .0226, .0277),
            Dm = new EvaluationFigure(.0254, .0249, .0259),
            Dr = new EvaluationFigure(.0250, .0227, .0274),
            Difference = new EvaluationFigure(-.0091, -.0117, -.0066),
            EffectiveSampleSize = 6_120.4,
            MaxWeight = 18.2,
            MeanWeight = 1.003,
            Claim = true,
            Refusals = [],
        };
}
