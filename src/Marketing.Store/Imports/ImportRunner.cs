namespace Marketing.Store.Imports;

/// <summary>
/// Loads files into the store. Events are keyed by what their rows say and catalogue rows by their ids, so that the same import again, also after one that
/// was killed, changes nothing that is there and adds what is missing.
/// </summary>
public sealed class ImportRunner
{
    /// <summary>Rows a transaction. Large enough that a commit costs nothing against its rows, small enough to keep five batches in memory (some 1 KB a row).</summary>
    public const int BatchSize = 25_000;

    /// <summary>How far ahead of this machine's clock an event may lie.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    private readonly IImportTarget _target;
    private readonly TimeProvider _clock;
    private readonly int _batchSize;
    private readonly IntakeBook? _intake;

    internal ImportRunner(IImportTarget target, TimeProvider clock, int batchSize = BatchSize, IntakeBook? intake = null) =>
        (_target, _clock, _batchSize, _intake) = (target, clock, batchSize, intake);

    /// <summary>Runs one import to its end.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="progress">Told after each batch, from the writing thread.</param>
    /// <param name="cancel">Stops between two batches; what is written stays.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read, or a reject file cannot be written.</exception>
    /// <exception cref="InvalidDataException">A file as a whole is not of this kind, or breaks off.</exception>
    public async Task<ImportSummary> RunAsync(ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        var kind =
            ImportKinds.Find(request.Kind) ?? throw new ArgumentException($"There is no import kind '{request.Kind}'.", nameof(request));
        foreach (var file in request.Files)
        {
            ImportFile.Open(file).Dispose(); // a wrong name must be told before half of the others are in
        }

        var began = _clock.GetTimestamp();
        using var rejects = new RejectFiles(request);
        var session = new ImportSession(rejects, _clock.GetUtcNow() + Ahead);
        var pipeline = new ImportPipeline(request.DryRun ? new DryRunTarget() : _target, rejects, progress, _batchSize);
        await pipeline.RunAsync(kind.Begin(session), session, request.Files, cancel);
        if (_intake is not null && !request.DryRun)
        {
            foreach (var (code, rows) in rejects.Counts)
            {
                _intake.Count(StoreTarget.Options.Source, code, rows);
            }

            await _intake.FlushAsync(cancel); // a command ends before the next few seconds are over
        }

        var seconds = _clock.GetElapsedTime(began).TotalSeconds;
        return new ImportSummary
        {
            Kind = kind.Name,
            Files = request.Files,
            DryRun = request.DryRun,
            Events = pipeline.Events,
            Items = pipeline.Items,
            Users = pipeline.Users,
            Decisions = pipeline.Decisions,
            Rejected = rejects.Counts,
            Found = session.Found,
            RejectFiles = rejects.Written,
            Seconds = seconds,
            RowsPerSecond = pipeline.Rows / Math.Max(seconds, 1e-3),
        };
    }
}
