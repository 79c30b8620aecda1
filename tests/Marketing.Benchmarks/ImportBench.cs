using System.Globalization;
using System.Text;
using Marketing.Store;
using Marketing.Store.Imports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Benchmarks;

/// <summary>
/// How many rows a second <c>import events</c> takes from a file into the store, on an embedded PostgreSQL that syncs every commit: reading, checking, keys and
/// recognition of repetitions included. The yardsticks are a bare COPY of the same rows, already in memory, into a table without key and index, and one with a key.
/// </summary>
public static class ImportBench
{
    /// <param name="args"><c>--rows N</c> (1,000,000); <c>--batch N</c> rows a transaction (as the product); <c>--csv</c>: the first import of the CSV file alone.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = Array.IndexOf(args, "--rows") is >= 0 and var i ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : 1_000_000;
        var batch = Array.IndexOf(args, "--batch") is >= 0 and var b
            ? int.Parse(args[b + 1], CultureInfo.InvariantCulture)
            : ImportRunner.BatchSize;
        var firstOnly = args.Contains("--csv");
        var (csv, json) = (Path.Combine(Workplace.Folder, "events.csv"), Path.Combine(Workplace.Folder, "events.ndjson"));
        await using var database = NpgsqlDataSource.Create(await Workplace.StartDatabaseAsync());
        IngestBench.Server = Workplace.Processes();
        var yardstick = await YardstickAsync(database, rows, csv, json);
        foreach (var file in firstOnly ? [csv] : new[] { csv, json })
        {
            var form = Path.GetExtension(file);
            var check = await IngestBench.TimeAsync(rows, () => ImportAsync(database, file, batch, dryRun: true));
            IngestBench.Print($"import events, {form}, reading and checking alone", rows, check, yardstick);
            await using (var empty = database.CreateCommand("TRUNCATE shop.events CASCADE"))
            {
                await empty.ExecuteNonQueryAsync();
            }

            var first = await IngestBench.TimeAsync(rows, () => ImportAsync(database, file, batch, dryRun: false));
            IngestBench.Print($"import events, {form}", rows, first, yardstick);
            if (firstOnly)
            {
                continue;
            }

            var again = await IngestBench.TimeAsync(rows, () => ImportAsync(database, file, batch, dryRun: false));
            IngestBench.Print($"import events, {form}, again", rows, again, yardstick);
        }

        return 0;
    }

    // In a method of its own, so that the rows are garbage before the imports begin.
    private static async Task<TimeSpan> YardstickAsync(NpgsqlDataSource database, int rows, string csv, string json)
    {
        var events = IngestBench.Generate(rows);
        await using (var lines = new StreamWriter(csv))
        {
            await lines.WriteLineAsync("id,type,userId,itemId,occurredAt,quantity,price,currency");
            foreach (var e in events)
            {
                await lines.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{e.Id},{EventTypes.Name(e.Type)},{e.UserId},{e.ItemId},{e.OccurredAt:yyyy-MM-ddTHH:mm:ssZ},{e.Quantity},{e.Price},{e.Currency}"
                    )
                );
            }
        }

        await using (var lines = new StreamWriter(json, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            foreach (var e in events)
            {
                await lines.WriteLineAsync(EventText.Of(e));
            }
        }

        var batches = events.Chunk(50_000).ToArray();
        var bare = await IngestBench.TimeAsync(rows, () => IngestBench.CopyAsync(database, batches));
        IngestBench.Print("bare COPY, no key, no index", rows, bare, bare);
        var merged = await IngestBench.TimeAsync(rows, () => IngestBench.CopyAndMergeAsync(database, batches));
        IngestBench.Print("COPY to staging, INSERT on a key of four texts", rows, merged, bare);
        return bare;
    }

    private static async Task ImportAsync(NpgsqlDataSource database, string file, int batchSize, bool dryRun)
    {
        // Items and users are not part of the file; their writers need the catalogue's services.
        var target = new EventsOnly(
            new EventWriter(database, new StoreChanges(), new DatabaseHealth(), TimeProvider.System, new IngestSettings())
        );
        var request = new ImportRequest
        {
            Kind = "events",
            Files = [file],
            RejectFolder = Path.GetDirectoryName(file) ?? ".",
            DryRun = dryRun,
        };
        var summary = await new ImportRunner(target, TimeProvider.System, batchSize).RunAsync(
            request,
            progress: null,
            CancellationToken.None
        );
        if (summary.Rejected.Count > 0)
        {
            throw new InvalidOperationException($"Rows were rejected: {string.Join(", ", summary.Rejected)}.");
        }
    }

    private sealed class EventsOnly(EventWriter events) : IImportTarget
    {
        public Task<WriteResult> WriteAsync(IReadOnlyList<NewEvent> rows, CancellationToken cancel) =>
            events.WriteAsync(rows, StoreTarget.Options, cancel);

        public Task<WriteResult> WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancel) => throw new NotSupportedException();

        public Task<WriteResult> WriteAsync(IReadOnlyList<NewUser> rows, CancellationToken cancel) => throw new NotSupportedException();

        public Task<WriteResult> WriteAsync(IReadOnlyList<NewLoggedAd> rows, CancellationToken cancel) => throw new NotSupportedException();
    }
}
