using System.Threading.Channels;

namespace Marketing.Store.Imports;

/// <summary>
/// Reads on one thread while the batches before are written on others. Memory holds five batches at most (one being filled, one waiting, three being written),
/// however long the files are.
/// </summary>
internal sealed class ImportPipeline(IImportTarget target, RejectFiles rejects, IProgress<ImportProgress>? progress, int batchSize)
{
    private readonly Channel<Batch> _channel = Channel.CreateBounded<Batch>(
        new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true }
    );

    // One is being prepared here while the server works on another and a third waits for its commit to reach the disk.
    private const int WritersOfEvents = 3;

    private Batch _filling = new("", batchSize);

    public ImportCounts Events { get; private set; } = new(0, 0);

    public ImportCounts Items { get; private set; } = new(0, 0);

    public ImportCounts Users { get; private set; } = new(0, 0);

    public ImportCounts Decisions { get; private set; } = new(0, 0);

    /// <summary>Rows that went to the store.</summary>
    public long Rows { get; private set; }

    /// <summary>Moves all rows of all files. When anything fails, what was written stays: the same import again goes on from there.</summary>
    public async Task RunAsync(IImportReader reader, ImportSession session, IReadOnlyList<string> files, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var writing = Task.Run(() => WriteAllAsync(either), CancellationToken.None);
        Exception? failure = null;
        try
        {
            await Task.Run(() => ReadAllAsync(reader, session, files, either.Token), either.Token);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _channel.Writer.Complete();
        await writing; // a failure of the writer is the cause, the reader's cancellation its consequence
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task ReadAllAsync(IImportReader reader, ImportSession session, IReadOnlyList<string> files, CancellationToken cancel)
    {
        var sizes = files.Select(path => new FileInfo(path).Length).ToList();
        double total = Math.Max(1, sizes.Sum());
        double before = 0;
        for (var i = 0; i < files.Count; i++)
        {
            session.File = files[i];
            using var file = ImportFile.Open(files[i]);
            foreach (var row in reader.Read(file))
            {
                if (_filling.IsFull || !_filling.Takes(row.Content, session.File))
                {
                    await SendAsync((before + (file.Fraction * sizes[i])) / total, session.File, cancel);
                }

                _filling.Add(row);
            }

            before += sizes[i];
        }

        foreach (var row in reader.End())
        {
            if (_filling.IsFull || !_filling.Takes(row.Content, session.File))
            {
                await SendAsync(1, session.File, cancel);
            }

            _filling.Add(row);
        }

        await SendAsync(1, "", cancel);
    }

    private async Task SendAsync(double fraction, string nextFile, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (_filling.Count > 0)
        {
            _filling.Fraction = fraction;
            await _channel.Writer.WriteAsync(_filling, cancel);
        }

        _filling = new Batch(nextFile, batchSize);
    }

    private async Task WriteAllAsync(CancellationTokenSource either)
    {
        // Sorting and fingerprinting a batch of events costs about as much as the server's part. Events are told apart by their ids in any order, so several go at a
        // time; of items and users the last row counts, so they go one batch after the other.
        Queue<(Batch Batch, Task<WriteResult> Writing)> underWay = [];
        try
        {
            await foreach (var batch in _channel.Reader.ReadAllAsync(either.Token))
            {
                var beside = batch.Rows is List<NewEvent> && underWay.All(other => other.Batch.Rows is List<NewEvent>);
                while (underWay.Count >= (beside ? WritersOfEvents : 1))
                {
                    await FinishAsync(underWay.Dequeue());
                }

                underWay.Enqueue((batch, Task.Run(() => WriteAsync(batch, either.Token), either.Token)));
            }

            while (underWay.Count > 0)
            {
                await FinishAsync(underWay.Dequeue());
            }
        }
        catch
        {
            await either.CancelAsync(); // the reader must not go on filling batches that nobody takes
            await Task.WhenAll(underWay.Select(other => other.Writing)).ContinueWith(_ => { }, TaskScheduler.Default);
            throw;
        }
    }

    private Task<WriteResult> WriteAsync(Batch batch, CancellationToken cancel) =>
        batch.Rows switch
        {
            List<NewEvent> events => target.WriteAsync(events, cancel),
            List<NewItem> items => target.WriteAsync(items, cancel),
            List<NewUser> users => target.WriteAsync(users, cancel),
            List<NewLoggedAd> ads => target.WriteAsync(ads, cancel),
            _ => throw new InvalidOperationException("A batch without rows."),
        };

    private async Task FinishAsync((Batch Batch, Task<WriteResult> Writing) oldest)
    {
        var (batch, result) = (oldest.Batch, await oldest.Writing);
        switch (batch.Rows)
        {
            case List<NewEvent>:
                Events = Events.With(result);
                break;
            case List<NewItem>:
                Items = Items.With(result);
                break;
            case List<NewLoggedAd>:
                Decisions = Decisions.With(result);
                break;
            default:
                Users = Users.With(result);
                break;
        }

        foreach (var rejected in result.Rejected)
        {
            var (line, raw) = batch.Origin(rejected.Index);
            rejects.Add(batch.File, line, rejected.Code, rejected.Detail, raw);
        }

        Rows += batch.Count;
        batch.GiveBack();
        progress?.Report(new ImportProgress(batch.Fraction, Rows));
    }

    /// <summary>Rows of one sort from one file.</summary>
    private sealed class Batch(string file, int size)
    {
        private readonly List<(long Line, int Begin)> _origins = new(size);
        private readonly RawTexts _texts = new();

        public string File { get; private set; } = file;

        public System.Collections.IList? Rows { get; private set; }

        public int Count => _origins.Count;

        public bool IsFull => Count >= size;

        public double Fraction { get; set; }

        public bool Takes(object content, string fromFile)
        {
            if (Count == 0)
            {
                File = fromFile;
                return true;
            }

            return File == fromFile
                && content switch
                {
                    NewEvent => Rows is List<NewEvent>,
                    NewItem => Rows is List<NewItem>,
                    NewLoggedAd => Rows is List<NewLoggedAd>,
                    _ => Rows is List<NewUser>,
                };
        }

        public void Add(in ImportRow row)
        {
            switch (row.Content)
            {
                case NewEvent content:
                    ((List<NewEvent>)(Rows ??= new List<NewEvent>(size))).Add(content);
                    break;
                case NewItem content:
                    ((List<NewItem>)(Rows ??= new List<NewItem>())).Add(content);
                    break;
                case NewUser content:
                    ((List<NewUser>)(Rows ??= new List<NewUser>())).Add(content);
                    break;
                case NewLoggedAd content:
                    ((List<NewLoggedAd>)(Rows ??= new List<NewLoggedAd>())).Add(content);
                    break;
                default:
                    throw new InvalidOperationException($"An import cannot store a {row.Content.GetType().Name}.");
            }

            _origins.Add((row.Line, _texts.Add(row.Raw.Span)));
        }

        public (long Line, string Raw) Origin(int index) =>
            (_origins[index].Line, _texts.Get(_origins[index].Begin, index + 1 < Count ? _origins[index + 1].Begin : _texts.End));

        public void GiveBack() => _texts.GiveBack();
    }
}
