namespace Marketing.Store.Imports;

/// <summary>The store.</summary>
internal sealed class StoreTarget(EventWriter events, ItemWriter items, UserWriter users, ILoggedAds? ads) : IImportTarget
{
    /// <summary>The readers have checked every row. A batch takes a fraction of a second where nothing else runs; on a busy machine it may take many, and nobody waits.</summary>
    public static readonly WriteOptions Options = WriteOptions.Live with
    {
        AnyAge = true,
        Source = "import",
        Checked = true,
        Budget = TimeSpan.FromMinutes(5),
    };

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel) => events.WriteAsync(rows, Options, cancel);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel) => items.WriteAsync(rows, Options, cancel);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel) => users.WriteAsync(rows, Options, cancel);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel) =>
        ads?.WriteAsync(rows, cancel) ?? throw new InvalidDataException("Nothing here takes in ad decisions.");
}
