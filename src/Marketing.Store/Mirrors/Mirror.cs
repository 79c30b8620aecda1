using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store.Mirrors;

/// <summary>
/// A table's rows in memory. Whatever changed is read again from the database, one reading at a time: each reading begins after the commit that asked for it, so the
/// last one to be applied has seen every change that anybody was told of.
/// </summary>
internal sealed class Mirror<T>(NpgsqlDataSource database, IMirrorSource<T> source) : IDisposable
    where T : class
{
    /// <summary>More keys than this are read by time of change.</summary>
    public const int MostKeys = 5_000;

    // A transaction takes its time of change before it commits: look back for those that were slow.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FollowTime = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile MirrorSnapshot<T> _current = MirrorSnapshot<T>.Empty;
    private bool _isCaughtUp;

    /// <summary>Raised after <see cref="Current"/> changed.</summary>
    public event Action? Changed;

    public MirrorSnapshot<T> Current
    {
        get => _current;
        private set
        {
            if (!ReferenceEquals(_current, value))
            {
                _current = value;
                Changed?.Invoke();
            }
        }
    }

    /// <summary>True once the whole table has been read from the database by this process.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>True where a keeper follows the table: a host. In a command nobody looks at a view that was not asked for.</summary>
    public bool IsKept { get; set; }

    /// <summary>Begins with what a file or a test gives.</summary>
    public void Start(MirrorSnapshot<T> snapshot) => Current = snapshot;

    /// <summary>Reads these rows again; without keys, or before the first load, all that may have changed.</summary>
    public Task RefreshAsync(IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        InTurnAsync(
            connection =>
                !IsLoaded && !_isCaughtUp ? LoadAsync(connection, cancel)
                : keys.Count is > 0 and <= MostKeys ? ReadKeysAsync(connection, [.. keys.Distinct()], cancel)
                : ReadNewerAsync(connection, cancel),
            cancel
        );

    /// <summary>
    /// Reads what has changed since <see cref="Start"/>'s snapshot, and nothing more: for a start that others wait for. The whole table is to be read soon, as the
    /// snapshot may be another database's.
    /// </summary>
    public Task CatchUpAsync(CancellationToken cancel) =>
        InTurnAsync(
            async connection =>
            {
                await ReadNewerAsync(connection, cancel);
                _isCaughtUp = true;
            },
            cancel
        );

    /// <summary>Reads the whole table.</summary>
    public Task LoadAsync(CancellationToken cancel) => InTurnAsync(connection => LoadAsync(connection, cancel), cancel);

    /// <summary>For a writer in this process that has just changed these rows: the view shows them when this returns, unless the database went away meanwhile.</summary>
    public async Task FollowAsync(IReadOnlyCollection<string> keys)
    {
        if (!IsKept && !IsLoaded)
        {
            return;
        }

        // Not the sender's token: the change is committed, and the view must follow even if the sender has gone.
        try
        {
            await Deadline.RunAsync(
                FollowTime,
                async token =>
                {
                    await RefreshAsync(keys, token);
                    return true;
                },
                CancellationToken.None
            );
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // The write stands and says so; the keeper reads again when the database is back.
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task InTurnAsync(Func<NpgsqlConnection, Task> read, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            await read(connection);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(source.Select, connection);
        Dictionary<string, T> rows = new(StringComparer.Ordinal);
        var newest = await ReadAsync(command, (key, row) => rows[key] = row, cancel);
        Current = new MirrorSnapshot<T>(rows, newest, Current.Version + 1);
        IsLoaded = true;
    }

    private async Task ReadKeysAsync(NpgsqlConnection connection, string[] keys, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{source.Select} WHERE {source.KeyColumn} = ANY($1)", connection);
        command.Parameters.AddArray(keys, NpgsqlDbType.Text);
        Dictionary<string, T?> changed = keys.ToDictionary(key => key, T? (_) => null, StringComparer.Ordinal);
        var newest = await ReadAsync(command, (key, row) => changed[key] = row, cancel);
        Current = Current.With(Different(changed), newest);
    }

    private async Task ReadNewerAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{source.Select} WHERE changed_at >= $1", connection);
        var since = Current.Newest > DateTimeOffset.MinValue + Overlap ? Current.Newest - Overlap : Current.Newest;
        command.Parameters.AddValue(since.UtcDateTime, NpgsqlDbType.TimestampTz);
        Dictionary<string, T?> changed = new(StringComparer.Ordinal);
        var newest = await ReadAsync(command, (key, row) => changed[key] = row, cancel);
        var next = Current.With(Different(changed), newest);
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {source.Table}", connection);
        if (await count.ExecuteScalarAsync(cancel) is long rows && rows != next.Count)
        {
            // Rows were deleted, which leaves no time of change.
            await LoadAsync(connection, cancel);
        }
        else
        {
            Current = next;
        }
    }

    private List<KeyValuePair<string, T?>> Different(Dictionary<string, T?> changed) =>
        [.. changed.Where(row => !Equals(row.Value, Current.Find(row.Key)))];

    private async Task<DateTimeOffset> ReadAsync(NpgsqlCommand command, Action<string, T> add, CancellationToken cancel)
    {
        var newest = DateTimeOffset.MinValue;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var changedAt = reader.GetFieldValue<DateTimeOffset>(reader.FieldCount - 1);
            newest = changedAt > newest ? changedAt : newest;
            var row = source.Read(reader);
            add(source.KeyOf(row), row);
        }

        return newest;
    }
}
