using System.Globalization;
using CsvHelper;

namespace Marketing.Store.Imports;

/// <summary>
/// The rows that were not imported, as CSV with the columns <c>file,line,code,reason,row</c>: what to mend, and where. A file is made with its first row; one
/// that an earlier import left under the same name goes away, so that what lies there always speaks of the last run.
/// </summary>
internal sealed class RejectFiles : IDisposable
{
    private static readonly string[] Header = ["file", "line", "code", "reason", "row"];

    private readonly Lock _lock = new();
    private readonly ImportRequest _request;
    private readonly Dictionary<string, CsvWriter> _writers = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public RejectFiles(ImportRequest request)
    {
        _request = request;
        var inputs = request.Files.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        foreach (var path in request.Files.Select(PathFor).Distinct())
        {
            if (inputs.Contains(Path.GetFullPath(path)))
            {
                throw new IOException($"Rejected rows cannot go to {path}: that file is being imported.");
            }

            File.Delete(path); // fails, too, where the folder does not exist: better now than at the first bad row
        }
    }

    /// <summary>Rejected rows by code.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Files that hold at least one row.</summary>
    public IReadOnlyList<string> Written => [.. _writers.Keys];

    /// <summary>Adds a row. Safe to call from the reading and the writing thread.</summary>
    public void Add(string file, long line, string code, string reason, string raw)
    {
        lock (_lock)
        {
            var writer = WriterFor(PathFor(file));
            writer.WriteField(file);
            writer.WriteField(line);
            writer.WriteField(code);
            writer.WriteField(reason);
            writer.WriteField(raw);
            writer.NextRecord();
            _counts[code] = _counts.GetValueOrDefault(code) + 1;
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
        {
            writer.Dispose();
        }
    }

    // What lies beside a file (u.item beside u.data) has its bad rows among that file's.
    private string PathFor(string file) =>
        _request.RejectFile
        ?? Path.Combine(
            _request.RejectFolder,
            Path.GetFileName(_request.Files.Contains(file) ? file : _request.Files[0]) + ".rejected.csv"
        );

    private CsvWriter WriterFor(string path)
    {
        if (!_writers.TryGetValue(path, out var writer))
        {
            writer = new CsvWriter(new StreamWriter(path), CultureInfo.InvariantCulture);
            foreach (var name in Header)
            {
                writer.WriteField(name);
            }

            writer.NextRecord();
            _writers.Add(path, writer);
        }

        return writer;
    }
}
