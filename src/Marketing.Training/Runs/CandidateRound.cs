using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Marketing.Training;

/// <summary>A candidate that was trained and judged.</summary>
internal sealed record Judged(ICandidate Candidate, Evaluation Evaluation);

/// <summary>Trains and judges the candidates of one model, one after the other: each may use every core.</summary>
internal sealed class CandidateRound(TrainingMaterial material, ModelReporter reporter, long memoryLimit, ILogger log)
{
    /// <summary>Those that could be judged, in the order of training. What failed or does not apply is in the report.</summary>
    /// <param name="algorithms">Only these; null for all.</param>
    /// <param name="from">Share of the model's work that is behind.</param>
    /// <param name="to">Share that is behind once this is done.</param>
    /// <param name="cancel">Passed to the candidates.</param>
    public List<Judged> Run(IReadOnlyList<string>? algorithms, double from, double to, CancellationToken cancel)
    {
        ICandidate[] candidates = [.. material.Candidates.Where(c => algorithms is null || algorithms.Contains(c.Algorithm))];
        var judged = new List<Judged>();
        var reports = new List<CandidateReport>();
        for (var i = 0; i < candidates.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (start, end) = (from + ((to - from) * i / candidates.Length), from + ((to - from) * (i + 1) / candidates.Length));
            reporter.Stage($"training {candidates[i].Algorithm}", start);
            reports.Add(Judge(candidates[i], judged, reporter.Part(start, end), cancel));
            reporter.Update(report => report with { Candidates = [.. reports] });
        }

        return judged;
    }

    private CandidateReport Judge(ICandidate candidate, List<Judged> judged, IProgress<double> progress, CancellationToken cancel)
    {
        var report = new CandidateReport { Algorithm = candidate.Algorithm, Engine = candidate.Engine };
        if (WhyNot(candidate) is { } reason)
        {
            return report with { NotApplicable = reason };
        }

        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        try
        {
            var evaluation = candidate.Evaluate(parameters: null, progress, cancel);
            Check(evaluation, judged.Count > 0 ? judged[0].Evaluation.PerUnit.Length : null);
            judged.Add(new Judged(candidate, evaluation));
            // Seconds of the clock say little on a busy machine.
            log.LogInformation(
                "The candidate {Algorithm} of {Model} took {Seconds:0.0} s; the process used {CpuSeconds:0.0} s of CPU meanwhile",
                candidate.Algorithm,
                reporter.Report.Name,
                clock.Elapsed.TotalSeconds,
                (Environment.CpuUsage.TotalTime - cpu).TotalSeconds
            );
            return report with
            {
                Metrics = evaluation.Metrics,
                StandardErrors = new Dictionary<string, double>
                {
                    [material.PrimaryMetric] = PairedBootstrap.StandardErrorOfMean(evaluation.PerUnit),
                },
                TrainSeconds = clock.Elapsed.TotalSeconds,
                Parameters = evaluation.Parameters,
                Trials = [.. evaluation.Trials.Where(t => double.IsFinite(t.Score))], // one that diverged has no figure to show
                Refused = evaluation.Refused,
            };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            log.LogError(e, "The candidate {Algorithm} of {Model} failed", candidate.Algorithm, reporter.Report.Name);
            return report with { Error = e.Message, TrainSeconds = clock.Elapsed.TotalSeconds };
        }
    }

    /// <summary>Why this candidate is not to be trained, or null.</summary>
    public string? WhyNot(ICandidate candidate)
    {
        if (candidate.NotApplicable is { } reason)
        {
            return reason;
        }

        return candidate.EstimatedMemory <= memoryLimit
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"It would need about {candidate.EstimatedMemory / 1048576.0:N0} MB; Training:MemoryLimitMegabytes allows {memoryLimit / 1048576.0:N0} MB."
            );
    }

    /// <exception cref="InvalidDataException">A figure is missing or not a number, or the units are not those of the other candidates.</exception>
    public void Check(Evaluation evaluation, int? units)
    {
        if (!evaluation.Metrics.ContainsKey(material.PrimaryMetric))
        {
            throw new InvalidDataException($"The candidate did not report {material.PrimaryMetric}.");
        }

        foreach (var (name, value) in evaluation.Metrics.Concat(evaluation.Parameters))
        {
            if (!double.IsFinite(value))
            {
                throw new InvalidDataException($"{name} is {value.ToString(CultureInfo.InvariantCulture)}, which is not a figure.");
            }
        }

        if (evaluation.PerUnit.Length == 0 || Array.Exists(evaluation.PerUnit, figure => !double.IsFinite(figure)))
        {
            throw new InvalidDataException("There is no held-out unit to judge on, or one of them has no figure.");
        }

        if (units is not null && units != evaluation.PerUnit.Length)
        {
            throw new InvalidDataException($"The candidate was judged on {evaluation.PerUnit.Length} units, the others on {units}.");
        }
    }
}
