using System.Globalization;
using System.Text;
using CsvHelper;
using Marketing.Store.Imports;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Imports;

/// <summary>Imports into lists: what the readers make of a file, without a database. It tells repetitions as the store does: by subject, id and content.</summary>
internal sealed class RecordedImport : IImportTarget, IDisposable
{
    private readonly Lock _lock = new(); // two batches of events are written at a time
    private readonly Dictionary<object, object> _stored = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("import-").FullName;

    public List<NewEvent> Events { get; } = [];

    public List<NewItem> Items { get; } = [];

    public List<NewUser> Users { get; } = [];

    public List<NewLoggedAd> Decisions { get; } = [];

    /// <summary>Called before each batch of events is written.</summary>
    public Action<int> BeforeBatch { get; set; } = _ => { };

    public string Write(string name, string text, Encoding? encoding = null)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    public Task<ImportSummary> RunAsync(string kind, params string[] files) => RunAsync(kind, files, batchSize: 7, CancellationToken.None);

    public Task<ImportSummary> RunAsync(string kind, string[] files, int batchSize, CancellationToken cancel) =>
        new ImportRunner(this, new FakeTime(), batchSize).RunAsync(
            new ImportRequest
            {
                Kind = kind,
                Files = files,
                RejectFolder = Folder,
            },
            progress: null,
            cancel
        );

    /// <summary>The reject file of a file as <c>line code row</c>.</summary>
    public List<string> Rejects(string file)
    {
        using var reader = new CsvReader(
            new StreamReader(Path.Combine(Folder, Path.GetFileName(file) + ".rejected.csv")),
            CultureInfo.InvariantCulture
        );
        reader.Read();
        reader.ReadHeader();
        List<string> rows = [];
        while (reader.Read())
        {
            reader["reason"].Should().NotBeNullOrWhiteSpace();
            rows.Add($"{reader["line"]} {reader["code"]} {reader["row"]}");
        }

        return rows;
    }

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel)
    {
        lock (_lock)
        {
            BeforeBatch(rows.Count);
        }

        cancel.ThrowIfCancellationRequested();
        return Store(rows, row => (row.Subject, row.Id), Events);
    }

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel) =>
        Store(rows, row => "item " + row.ItemId, Items);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel) =>
        Store(rows, row => "user " + row.UserId, Users);

    public Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel) =>
        Store(rows, row => "decision " + row.DecisionId, Decisions);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Task<WriteResult> Store<T>(IReadOnlyList<T> rows, Func<T, object> key, List<T> list)
        where T : class
    {
        using var one = _lock.EnterScope();
        var accepted = 0;
        List<RejectedRow> rejected = [];
        for (var i = 0; i < rows.Count; i++)
        {
            if (_stored.TryAdd(key(rows[i]), Comparable(rows[i])))
            {
                list.Add(rows[i]);
                accepted++;
            }
            else if (!_stored[key(rows[i])].Equals(Comparable(rows[i])))
            {
                rejected.Add(new RejectedRow(i, RejectCodes.Conflict, "Another content."));
            }
        }

        return Task.FromResult(new WriteResult(accepted, rows.Count - accepted - rejected.Count, rejected));
    }

    // Records compare their lists by identity: their JSON is compared instead.
    private static object Comparable(object row) => row is NewItem or NewLoggedAd ? System.Text.Json.JsonSerializer.Serialize(row) : row;
}
