using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>
/// The catalogue in the memory of this replica. In a host it follows every change (its own at once, those of others within a second) and survives the database; in a
/// command it is empty until <see cref="LoadAsync"/>.
/// </summary>
public sealed class Catalogue : IDisposable
{
    private readonly bool _fixed;
    private volatile CatalogueSnapshot _current = CatalogueSnapshot.Empty;

    /// <summary>Nothing is read yet.</summary>
    public Catalogue(NpgsqlDataSource database)
    {
        Mirror = new Mirror<CatalogueItem>(database, Source);
        Mirror.Changed += () =>
        {
            _current = new CatalogueSnapshot(Mirror.Current);
            Changed?.Invoke();
        };
    }

    private Catalogue(NpgsqlDataSource database, CatalogueSnapshot snapshot)
        : this(database) => (_fixed, _current) = (true, snapshot);

    /// <summary>Raised after <see cref="Current"/> changed, on the thread that changed it: return at once.</summary>
    public event Action? Changed;

    /// <summary>All items as they are known now.</summary>
    public CatalogueSnapshot Current => _current;

    /// <summary>True once the table has been read by this process; false while a snapshot of the data directory, or nothing, stands in.</summary>
    public bool IsLoaded => _fixed || Mirror.IsLoaded;

    internal static CatalogueSource Source { get; } = new();

    internal Mirror<CatalogueItem> Mirror { get; }

    /// <summary>A catalogue of given items that never changes, for tests and tools.</summary>
    public static Catalogue Of(IEnumerable<CatalogueItem> items) =>
        new(NpgsqlDataSource.Create("Host=nowhere"), CatalogueSnapshot.Of(items));

    /// <summary>Reads the whole table: for commands, which have no background services.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task LoadAsync(CancellationToken cancel) => Mirror.RefreshAsync([], cancel);

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();
}
