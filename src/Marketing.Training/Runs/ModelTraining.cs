using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Marketing.Training;

/// <summary>Trains one model within a run: read, train and judge, compare, decide, train the winner on everything, test, publish.</summary>
internal sealed class ModelTraining(
    NpgsqlDataSource source,
    ModelRegistry registry,
    Publication publication,
    ArtefactFiles files,
    IEnumerable<IModelSlot> slots,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<ModelTraining> log
)
{
    // Shares of the work on one model that are behind after each step.
    private const double AfterRead = 0.05;
    private const double AfterCandidates = 0.75;
    private const double AfterServing = 0.85;
    private const double AfterRefit = 0.97;

    /// <summary>Does it all, and says in the report how it went. Failures of the model end up there; only what ends the whole run is thrown.</summary>
    /// <exception cref="LockLostException">The run may not go on.</exception>
    public async Task TrainAsync(ITrainableModel model, StartedRun run, ModelReporter reporter, CancellationToken cancel)
    {
        reporter.Update(report => report with { State = RunState.Running });
        try
        {
            await TrainStepsAsync(model, run, reporter, cancel);
        }
        catch (Exception e)
            when (e is not LockLostException and not RunCanceledException
                && (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            )
        {
            log.LogError(e, "Training {Model} failed", model.Name);
            Fail(reporter, e.Message);
        }
        finally
        {
            reporter.Update(report => report with { Stage = null });
        }
    }

    private async Task TrainStepsAsync(ITrainableModel model, StartedRun run, ModelReporter reporter, CancellationToken cancel)
    {
        reporter.Stage("reading", 0);
        var material = await ReadAsync(model, cancel);
        reporter.Update(report =>
            report with
            {
                PrimaryMetric = material.PrimaryMetric,
                Data = material.Data.ToDictionary(p => p.Key, p => JsonSerializer.SerializeToElement(p.Value, ReportJson.Options)),
                Watermark = material.Watermark,
                SplitAt = material.SplitAt,
            }
        );
        if (material.NotTrainable is { } notTrainable)
        {
            if (material.ServesUntrained)
            {
                reporter.Update(report => report with { State = RunState.Succeeded, Reason = notTrainable });
                reporter.Done();
                return;
            }

            Fail(reporter, notTrainable);
            return;
        }

        var round = new CandidateRound(material, reporter, options.Value.MemoryLimit, log);
        var judged = await TrainingThreads.Instance.RunAsync(() => round.Run(run.Request.Algorithms, AfterRead, AfterCandidates, cancel));
        if (judged.Count == 0)
        {
            var reasons = reporter.Report.Candidates.Select(c => $"{c.Algorithm}: {c.NotApplicable ?? c.Error}");
            Fail(reporter, $"No candidate could be trained. {string.Join(" ", reasons)}".TrimEnd());
            return;
        }

        var (incumbent, decision) = await DecideAsync(model.Name, run, material, round, judged, reporter, cancel);
        reporter.Update(report =>
            report with
            {
                Champion = decision.Champion,
                Comparisons = decision.Comparisons,
                Reason = decision.Reason,
            }
        );
        if (decision.Publish)
        {
            var champion = judged.First(j => j.Candidate.Algorithm == decision.Champion);
            await RefitAndPublishAsync(model, run, material, champion, incumbent?.Version, reporter, cancel);
        }

        reporter.Update(report => report with { State = RunState.Succeeded });
        reporter.Done();
    }

    private async Task<TrainingMaterial> ReadAsync(ITrainableModel model, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, snapshot))
        {
            await readOnly.ExecuteNonQueryAsync(cancel);
        }

        var material = await model.ReadAsync(connection, cancel);
        await snapshot.CommitAsync(cancel);
        return material;
    }

    private async Task<(Incumbent?, GateDecision)> DecideAsync(
        string model,
        StartedRun run,
        TrainingMaterial material,
        CandidateRound round,
        List<Judged> judged,
        ModelReporter reporter,
        CancellationToken cancel
    )
    {
        reporter.Stage("comparing with the serving version", AfterCandidates);
        Incumbent? incumbent = null;
        if ((await registry.ServingAsync(cancel)).TryGetValue(model, out var serving))
        {
            var comparison = new ServingComparison(registry);
            var progress = reporter.Part(AfterCandidates, AfterServing);
            (incumbent, var servingReport) = await comparison.JudgeAsync(serving, material, round, judged, progress, cancel);
            reporter.Update(report => report with { Serving = servingReport });
        }

        var input = new GateInput
        {
            Metric = material.PrimaryMetric,
            Contenders =
            [
                .. judged.Select(j => new Contender(
                    j.Candidate.Algorithm,
                    j.Candidate.IsBaseline,
                    j.Evaluation.PerUnit,
                    j.Evaluation.Refused,
                    j.Evaluation.Misdirected
                )),
            ],
            Serving = incumbent,
            Force = run.Request.Force,
            Tolerance = options.Value.Tolerance,
        };
        return (incumbent, Gate.Decide(input));
    }

    private async Task RefitAndPublishAsync(
        ITrainableModel model,
        StartedRun run,
        TrainingMaterial material,
        Judged champion,
        int? comparedWith,
        ModelReporter reporter,
        CancellationToken cancel
    )
    {
        reporter.Stage($"training {champion.Candidate.Algorithm} on everything", AfterServing);
        var version = await Publication.NextVersionAsync(run.Lock, model.Name, cancel);
        var path = files.NewPart($"retrain-{model.Name}");
        try
        {
            var timer = Stopwatch.StartNew();
            var header = await TrainingThreads.Instance.RunAsync(() =>
                WriteArtefact(model, version, material, champion, path, reporter, cancel)
            );
            var seconds = timer.Elapsed.TotalSeconds;
            reporter.Update(report => WithRefitSeconds(report, champion.Candidate, seconds));

            reporter.Stage("testing the artefact", AfterRefit);
            await Task.Run(() => SmokeTest(model.Name, path), cancel);

            reporter.Stage("publishing", AfterRefit);
            var evaluation = champion.Evaluation;
            var trained = new TrainedVersion(
                header,
                path,
                ReportJson.Write(evaluation.Metrics),
                ReportJson.Write(evaluation.Parameters),
                ReportJson.Write(reporter.Report.Data),
                comparedWith
            );
            var refusal = await publication.PublishAsync(run.Lock, run.RunId, run.Token, trained, options.Value.KeepVersions, cancel);
            reporter.Update(report =>
                refusal is null
                    ? report with
                    {
                        Published = true,
                        Version = version,
                    }
                    : report with
                    {
                        Reason = $"{refusal} The gate said: {report.Reason}",
                    }
            );
            log.LogInformation(
                "Model {Model} version {Version} ({Algorithm}): {Outcome}",
                model.Name,
                version,
                header.Algorithm,
                refusal ?? "published"
            );
        }
        finally
        {
            ArtefactFiles.Delete(path);
        }
    }

    private ArtefactHeader WriteArtefact(
        ITrainableModel model,
        int version,
        TrainingMaterial material,
        Judged champion,
        string path,
        ModelReporter reporter,
        CancellationToken cancel
    ) =>
        Artefact.Write(
            path,
            (length, checksum) =>
                new ArtefactHeader
                {
                    Model = model.Name,
                    Version = version,
                    Algorithm = champion.Candidate.Algorithm,
                    Engine = champion.Candidate.Engine,
                    CreatedAt = clock.GetUtcNow(),
                    Watermark = material.Watermark,
                    PayloadLength = length,
                    Checksum = checksum,
                },
            payload => champion.Candidate.Refit(champion.Evaluation, payload, reporter.Part(AfterServing, AfterRefit), cancel)
        );

    private void SmokeTest(string model, string path)
    {
        if (slots.FirstOrDefault(slot => slot.Name == model) is not { } slot)
        {
            return; // trained here, served elsewhere
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            slot.SmokeTest(Artefact.Use(file, model, version: null, checksum: null, slot.Load).Result);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidDataException($"The trained artefact fails its test and is not published: {e.Message}", e);
        }
    }

    private static ModelReport WithRefitSeconds(ModelReport report, ICandidate champion, double seconds) =>
        report with
        {
            Candidates =
            [
                .. report.Candidates.Select(c =>
                    c.Algorithm == champion.Algorithm && c.Engine == champion.Engine ? c with { RefitSeconds = seconds } : c
                ),
            ],
        };

    private static void Fail(ModelReporter reporter, string reason) =>
        reporter.Update(report => report with { State = RunState.Failed, Reason = reason });
}
