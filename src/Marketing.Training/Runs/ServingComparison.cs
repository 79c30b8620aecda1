using System.Diagnostics;
using Npgsql;

namespace Marketing.Training;

/// <summary>
/// Judges the version that serves on the run's held-out data. A version that has not seen the held-out days is judged itself; one that has
/// would flatter itself, so its recipe (algorithm and parameters) is trained again on the part before the split.
/// </summary>
internal sealed class ServingComparison(ModelRegistry registry)
{
    /// <summary>Null figures, with a reason, when it cannot be judged.</summary>
    public async Task<(Incumbent Incumbent, ServingReport Report)> JudgeAsync(
        RegisteredVersion serving,
        TrainingMaterial material,
        CandidateRound round,
        IReadOnlyList<Judged> judged,
        IProgress<double> progress,
        CancellationToken cancel
    )
    {
        var report = new ServingReport
        {
            Version = serving.Version,
            Algorithm = serving.Algorithm,
            JudgedBy = "none",
        };
        var clock = Stopwatch.StartNew();
        try
        {
            var unseen = serving.Watermark is { } watermark && material.SplitAt is { } split && watermark <= split;
            var (evaluation, judgedBy) =
                unseen && await EvaluateArtefactAsync(serving, material, cancel) is { } own
                    ? (own, "artefact")
                    : (
                        await TrainingThreads.Instance.RunAsync(() => EvaluateRecipe(serving, material, round, judged, progress, cancel)),
                        "recipe"
                    );
            round.Check(evaluation, judged[0].Evaluation.PerUnit.Length);
            return (
                new Incumbent(serving.Version, evaluation.PerUnit),
                report with
                {
                    JudgedBy = judgedBy,
                    Metrics = evaluation.Metrics,
                    Seconds = clock.Elapsed.TotalSeconds,
                }
            );
        }
        catch (Exception e) when (e is not NpgsqlException && (e is not OperationCanceledException || !cancel.IsCancellationRequested))
        {
            return (
                new Incumbent(serving.Version, PerUnit: null, e.Message),
                report with
                {
                    Reason = e.Message,
                    Seconds = clock.Elapsed.TotalSeconds,
                }
            );
        }
    }

    private async Task<Evaluation?> EvaluateArtefactAsync(RegisteredVersion serving, TrainingMaterial material, CancellationToken cancel)
    {
        if (material.EvaluateServing is not { } evaluate)
        {
            return null;
        }

        var (model, version, checksum) = (serving.Model, serving.Version, serving.Checksum);
        try
        {
            await registry.WithArtefactAsync(model, version, stream => Artefact.Verify(stream, model, version, checksum), cancel);
            return await registry.WithArtefactAsync(
                model,
                version,
                stream => Artefact.Use(stream, model, version, checksum, payload => evaluate(payload, cancel)).Result,
                cancel
            );
        }
        catch (InvalidDataException)
        {
            return null; // damaged in the registry: its recipe is still known
        }
    }

    private static Evaluation EvaluateRecipe(
        RegisteredVersion serving,
        TrainingMaterial material,
        CandidateRound round,
        IReadOnlyList<Judged> judged,
        IProgress<double> progress,
        CancellationToken cancel
    )
    {
        // Tuning came to the same recipe: the same parameters and seed give the same model.
        if (judged.FirstOrDefault(j => IsSame(j.Candidate, serving) && IsSame(j.Evaluation.Parameters, serving.Parameters)) is { } same)
        {
            return same.Evaluation;
        }

        var candidate =
            material.Candidates.FirstOrDefault(c => IsSame(c, serving))
            ?? throw new InvalidOperationException($"its algorithm {serving.Algorithm} ({serving.Engine}) is not among the candidates");
        return round.WhyNot(candidate) is { } reason
            ? throw new InvalidOperationException($"its algorithm {serving.Algorithm} cannot learn from today's data: {reason}")
            : candidate.Evaluate(serving.Parameters, progress, cancel);
    }

    private static bool IsSame(ICandidate candidate, RegisteredVersion serving) =>
        candidate.Algorithm == serving.Algorithm && candidate.Engine == serving.Engine;

    private static bool IsSame(IReadOnlyDictionary<string, double> first, IReadOnlyDictionary<string, double> second) =>
        first.Count == second.Count && first.All(p => second.TryGetValue(p.Key, out var value) && value == p.Value);
}
