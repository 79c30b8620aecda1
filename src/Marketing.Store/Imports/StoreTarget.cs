namespace Marketing.Store.Imports;

/// <summary>The store.</summary>
internal sealed class StoreTarget(EventWriter events, ItemWriter items, UserWriter users) : IImportTarget
{
    // The readers have checked every row. A batch of 50,000 takes a second where nothing else runs; on a busy machine it may take many, and nobody waits for it.
    private static readonly WriteOptions Options = WriteOptions.Live with
    {
        AnyAge = true,
        Source = "import",
        Checked = true,
        Budget = TimeSpan.FromMinutes(5),
    };

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel) => events.WriteAsync(rows, Options, cancel);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel) => items.WriteAsync(rows, Options, cancel);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel) => users.WriteAsync(rows, Options, cancel);
}
