namespace Marketing.Store.Imports;

/// <summary>Where an import's rows go, a batch at a time.</summary>
internal interface IImportTarget
{
    Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel);

    Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel);

    Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel);

    Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel);
}

/// <summary>Takes everything and keeps nothing.</summary>
internal sealed class DryRunTarget : IImportTarget
{
    public Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel) => Passed(rows.Count);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel) => Passed(rows.Count);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel) => Passed(rows.Count);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel) => Passed(rows.Count);

    private static Task<WriteResult> Passed(int count) => Task.FromResult(new WriteResult(count, 0, []));
}
