using System.Security.Cryptography;
using System.Text.Json;
using Marketing.Store;

namespace Marketing.Api.Security.Audit;

/// <summary>A row of the log as this machine remembers it.</summary>
/// <param name="Sequence">Its number; all before it were there, too.</param>
/// <param name="Hash">Its hash, which covers all before it.</param>
internal sealed record RememberedRow(long Sequence, byte[] Hash);

/// <summary>
/// The newest row of the audit log that this machine has seen, in the data directory: a chain alone cannot show that its end is cut off, and who can write to the
/// database cannot write here. It only ever goes forward along the chain. Who puts back an older copy of the database on purpose deletes the file.
/// </summary>
internal sealed class AuditHead(DataDirectory directory, ILogger<AuditHead> log)
{
    public const string FileName = "audit-head.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _lock = new();

    private string File => directory.File(FileName);

    /// <summary>Null where nothing has been seen yet.</summary>
    /// <exception cref="InvalidDataException">The file is there but is not what was written.</exception>
    public RememberedRow? Read()
    {
        lock (_lock)
        {
            return ReadFile();
        }
    }

    /// <summary>Remembers a row that was committed. A file that cannot be written is logged: the row itself is in the database.</summary>
    /// <param name="row">The row.</param>
    /// <param name="follows">What was remembered when it was found that <paramref name="row"/> comes after it.</param>
    public void Remember(RememberedRow row, RememberedRow? follows)
    {
        lock (_lock)
        {
            try
            {
                // Meanwhile another call may have gone further: then there is nothing to do.
                if (ReadFile() is { } known && known.Sequence != follows?.Sequence)
                {
                    return;
                }

                Directory.CreateDirectory(directory.Path);
                var draft = directory.File($".audit-head.{Guid.NewGuid():N}");
                using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
                {
                    JsonSerializer.Serialize(file, row, Json);
                    file.Flush(flushToDisk: true);
                }

                System.IO.File.Move(draft, File, overwrite: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                log.LogError(fault, "The newest row of the audit log could not be remembered in {File}", File);
            }
        }
    }

    private RememberedRow? ReadFile()
    {
        try
        {
            var row = JsonSerializer.Deserialize<RememberedRow>(System.IO.File.ReadAllBytes(File), Json);
            return row is { Sequence: > 0, Hash.Length: SHA256.HashSizeInBytes }
                ? row
                : throw new InvalidDataException($"{File} is not what was written.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{File} is not what was written.", fault);
        }
    }
}
