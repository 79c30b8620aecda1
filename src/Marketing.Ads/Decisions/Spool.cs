using System.Text;
using System.Text.Json;
using Marketing.Store;
using Microsoft.Extensions.Logging;

namespace Marketing.Ads.Decisions;

/// <summary>
/// Decisions that were made while the database was away, on disk, one JSON line each, until they can be written. Bounded: beyond it decisions are lost and counted, but
/// never held up.
/// </summary>
internal sealed class Spool(DataDirectory directory, AdsOptions options, AdsMetrics metrics, ILogger<Spool> log) : IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _file;
    private int _count = -1;

    private string FilePath => directory.File("ads", "spool.ndjson");

    private string ReplayPath => directory.File("ads", "spool-replay.ndjson");

    /// <summary>Keeps a decision.</summary>
    /// <returns>False when the spool is full or the disk refuses: the decision is made, but will not be known to anybody.</returns>
    public bool TryAdd(DecisionRecord decision)
    {
        var line = Encoding.UTF8.GetBytes(AdsJson.Write(decision) + "\n");
        lock (_lock)
        {
            try
            {
                if (_file is null)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(FilePath) ?? ".");
                    _count = CountLines();
                    _file = new FileStream(FilePath, FileMode.Append, FileAccess.Write, FileShare.Read);
                    if (EndsInBrokenLine(FilePath))
                    {
                        _file.WriteByte((byte)'\n');
                    }
                }

                if (_count >= options.SpoolDecisions)
                {
                    metrics.SpoolLost(1);
                    return false;
                }

                _file.Write(line);
                _file.Flush();
                _count++;
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                log.LogWarning(exception, "A decision cannot be kept on disk");
                metrics.SpoolLost(1);
                return false;
            }
        }
    }

    /// <summary>What was kept, oldest first; lines that cannot be read (a process killed in the middle of one) are passed over. Call <see cref="Forget"/> once it is written.</summary>
    public IReadOnlyList<DecisionRecord> Take()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
            _count = -1;
            if (File.Exists(FilePath))
            {
                // A replay that was broken off comes first, and is repeated as a whole: writing is idempotent.
                if (File.Exists(ReplayPath))
                {
                    // What a killed process half wrote ends its own line: it must not swallow the first that follows.
                    File.AppendAllText(ReplayPath, (EndsInBrokenLine(ReplayPath) ? "\n" : "") + File.ReadAllText(FilePath));
                    File.Delete(FilePath);
                }
                else
                {
                    File.Move(FilePath, ReplayPath);
                }
            }
        }

        return Read(ReplayPath);
    }

    /// <summary>What waits, oldest first; it goes on waiting.</summary>
    public IReadOnlyList<DecisionRecord> Look()
    {
        lock (_lock)
        {
            return [.. Read(ReplayPath), .. Read(FilePath)];
        }
    }

    private List<DecisionRecord> Read(string path)
    {
        List<DecisionRecord> kept = [];
        if (!File.Exists(path))
        {
            return kept;
        }

        foreach (var line in File.ReadLines(path))
        {
            try
            {
                kept.Add(AdsJson.Read<DecisionRecord>(line));
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException)
            {
                log.LogWarning(exception, "A spooled decision cannot be read");
            }
        }

        return kept;
    }

    /// <summary>Whether anything waits, also from before a restart.</summary>
    public bool HasAny => File.Exists(FilePath) || File.Exists(ReplayPath);

    /// <summary>Removes what <see cref="Take"/> gave.</summary>
    public void Forget() => File.Delete(ReplayPath);

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private int CountLines() =>
        (File.Exists(FilePath) ? File.ReadLines(FilePath).Count() : 0) + (File.Exists(ReplayPath) ? File.ReadLines(ReplayPath).Count() : 0);

    private static bool EndsInBrokenLine(string path)
    {
        using var look = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (look.Length == 0)
        {
            return false;
        }

        look.Seek(-1, SeekOrigin.End);
        return look.ReadByte() != '\n';
    }
}
