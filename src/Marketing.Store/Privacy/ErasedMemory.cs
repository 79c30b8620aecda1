using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Store;

/// <summary>
/// The list of erased people in the memory of this replica, and in a file for starts without a database: models remember the customers that they were trained from
/// until they are trained anew, and an older one may be rolled back to. Holds keyed hashes and no ids. As fresh as the customers' directory.
/// </summary>
public sealed class ErasedMemory(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    DataDirectory directory,
    ILogger<ErasedMemory> log
) : ChangeLoop(changes)
{
    // Other replicas' erasures are heard of; this is for a notification that was lost.
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private volatile List? _list;

    private string FilePath => directory.File("privacy", "erased.bin");

    /// <summary>Whether the person was erased, as far as this replica knows.</summary>
    public bool Contains(string userId) => _list is { Hashes.Count: > 0 } list && list.Hashes.Contains(Hash(list.Key, userId));

    /// <summary>Reads the list.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT key, s.subject_hash FROM privacy.keys LEFT JOIN privacy.erased_subjects s ON true",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        byte[] key = [];
        HashSet<string> hashes = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            key = reader.GetFieldValue<byte[]>(0);
            if (!reader.IsDBNull(1))
            {
                hashes.Add(Convert.ToHexString(reader.GetFieldValue<byte[]>(1)));
            }
        }

        var isNew = _list is not { } known || known.Hashes.Count != hashes.Count;
        _list = new List(key, hashes);
        if (isNew && hashes.Count > 0)
        {
            Save(_list);
        }
    }

    /// <inheritdoc />
    protected override async Task BeginAsync(CancellationToken cancel)
    {
        if (!await TryLoadAsync(cancel))
        {
            _list = Read();
        }
    }

    /// <inheritdoc />
    protected override async Task TurnAsync(CancellationToken cancel)
    {
        await Bell.WaitAsync(Often, TimeProvider.System, cancel);
        await TryLoadAsync(cancel);
        await Task.Delay(Pause, cancel);
    }

    /// <inheritdoc />
    protected override void Hear(StoreChange change)
    {
        // An erasure changes the customers.
        if (change.Kind == ChangeKind.Users)
        {
            Bell.Ring();
        }
    }

    /// <summary>Reads the list where the database answers.</summary>
    internal async Task<bool> TryLoadAsync(CancellationToken cancel)
    {
        if (!health.IsAvailable)
        {
            return false;
        }

        try
        {
            await LoadAsync(cancel);
            return true;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            log.LogDebug(fault, "The list of erased people cannot be read now.");
            return false;
        }
    }

    private void Save(List list)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FilePath) ?? ".");
            var unfinished = $"{FilePath}.{Environment.ProcessId}.new";
            // Nobody else may read the key, not even while it is being written.
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new StreamWriter(unfinished, options))
            {
                foreach (var line in list.Hashes.Prepend(Convert.ToHexString(list.Key)))
                {
                    file.WriteLine(line);
                }
            }

            File.Move(unfinished, FilePath, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(fault, "The list of erased people cannot be kept on disk.");
        }
    }

    private List? Read()
    {
        try
        {
            return File.Exists(FilePath) && File.ReadAllLines(FilePath) is [var key, .. var hashes]
                ? new List(Convert.FromHexString(key), hashes.ToHashSet(StringComparer.Ordinal))
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            log.LogWarning(fault, "The list of erased people cannot be read from disk.");
            return null;
        }
    }

    /// <summary>As <see cref="ErasedPeople.Hash"/>: SHA-256(key ‖ SHA-256(key ‖ id)).</summary>
    private static string Hash(byte[] key, string id) =>
        Convert.ToHexString(SHA256.HashData([.. key, .. SHA256.HashData([.. key, .. Encoding.UTF8.GetBytes(id)])]));

    private sealed record List(byte[] Key, HashSet<string> Hashes);
}
