using System.Diagnostics;
using System.Globalization;
using System.Text;
using Marketing.Benchmarks.Quick;
using Marketing.Learning;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Benchmarks;

/// <summary>
/// How many events the store takes in a second, on an embedded PostgreSQL that syncs every commit: in the batches of an import and in those of the interface. The
/// yardstick is a bare COPY of the same rows into a table without key and index.
/// </summary>
public static class IngestBench
{
    private const int Users = 100_000;
    private const int Items = 100_000;
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="args"><c>--rows N</c> (1,000,000), <c>--batch N</c> (50,000), <c>--live N</c> (200,000: rows in batches of 1,000 by 4 senders); <c>--url</c> of a running host and <c>--key</c> to send the latter over HTTP and nothing else.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        int Option(string name, int otherwise) =>
            Array.IndexOf(args, name) is >= 0 and var i ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
        string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : null;
        if (Text("--url") is { } url)
        {
            await PostAsync(new Uri(url), Text("--key") ?? "", Option("--live", 200_000));
            return 0;
        }

        await using var database = NpgsqlDataSource.Create(await Workplace.StartDatabaseAsync());
        Server = Workplace.Processes();
        await MeasureAsync(database, Option("--rows", 1_000_000), Option("--batch", 50_000), Option("--live", 200_000));
        return 0;
    }

    private static async Task MeasureAsync(NpgsqlDataSource database, int rows, int batch, int live)
    {
        var events = Generate(rows + live);
        var imported = events[..rows].Chunk(batch).ToArray();
        var yardstick = await TimeAsync(rows, () => CopyAsync(database, imported));
        Print("bare COPY, no key, no index", rows, yardstick, yardstick);

        var writer = Writer(database);
        var import = new WriteOptions
        {
            AnyAge = true,
            Source = "bench",
            Checked = true,
            Budget = TimeSpan.FromMinutes(5),
        };
        Print($"import, batches of {batch:N0}", rows, await TimeAsync(rows, () => WriteAsync(writer, imported, import)), yardstick);
        Print("the same import again", rows, await TimeAsync(rows, () => WriteAsync(writer, imported, import)), yardstick);

        var bodies = events[rows..].Chunk(1_000).Select(Ndjson).ToArray();
        var parse = await TimeAsync(live, () => Task.Run(() => Array.ForEach(bodies, body => Parse(body))));
        Print("parsing NDJSON alone", live, parse, yardstick);
        var sent = await TimeAsync(live, () => SendAsync(writer, bodies));
        Print("interface: NDJSON of 1,000, 4 senders, parsed and written", live, sent, yardstick);
    }

    private static async Task PostAsync(Uri host, string key, int live)
    {
        using var client = new HttpClient { BaseAddress = host };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        var run = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
        // Within the last 400 days, and under ids that no run before has used.
        var events = Generate(live)
            .Select((e, i) => e with { Id = $"{run}-{i}", OccurredAt = DateTimeOffset.UtcNow.AddSeconds(i - live - 10) });
        var bodies = events.Chunk(1_000).Select(Ndjson).ToArray();
        var accepted = 0L;
        var took = await TimeAsync(
            live,
            () =>
                Parallel.ForEachAsync(
                    bodies,
                    new ParallelOptions { MaxDegreeOfParallelism = 4 },
                    async (body, cancel) =>
                    {
                        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/x-ndjson") } };
                        using var answer = await client.PostAsync(new Uri("/events", UriKind.Relative), content, cancel);
                        var text = await answer.Content.ReadAsStringAsync(cancel);
                        answer.EnsureSuccessStatusCode();
                        using var result = System.Text.Json.JsonDocument.Parse(text);
                        Interlocked.Add(ref accepted, result.RootElement.GetProperty("accepted").GetInt32());
                    }
                )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"POST /events, NDJSON of 1,000, 4 clients: {accepted:N0} accepted, {accepted / took.TotalSeconds:N0} durable events/s"
            )
        );
    }

    private static EventWriter Writer(NpgsqlDataSource database) =>
        new(database, new StoreChanges(), new DatabaseHealth(), TimeProvider.System, new IngestSettings());

    private static async Task WriteAsync(EventWriter writer, NewEvent[][] batches, WriteOptions options)
    {
        foreach (var batch in batches)
        {
            var result = await writer.WriteAsync(batch, options, CancellationToken.None);
            if (result.Accepted + result.Duplicates != batch.Length)
            {
                throw new InvalidOperationException($"{result.Rejected.Count} rows were refused, the first: {result.Rejected[0]}");
            }
        }
    }

    private static Task SendAsync(EventWriter writer, byte[][] bodies)
    {
        var options = WriteOptions.Live with { AnyAge = true, Checked = true };
        return Parallel.ForEachAsync(
            bodies,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (body, cancel) => await writer.WriteAsync(Parse(body), options, cancel)
        );
    }

    private static List<NewEvent> Parse(byte[] body)
    {
        var events = new List<NewEvent>(1_000);
        for (var rest = body.AsSpan(); rest.Length > 0; )
        {
            var end = rest.IndexOf((byte)'\n');
            events.Add(
                EventJson.TryParse(rest[..end], events.Count, out var row, out var rejected)
                    ? row
                    : throw new InvalidOperationException(rejected.Detail)
            );
            rest = rest[(end + 1)..];
        }

        return events;
    }

    private static byte[] Ndjson(NewEvent[] events)
    {
        var text = new StringBuilder();
        foreach (var e in events)
        {
            text.Append(EventText.Of(e)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static async Task CopyAsync(NpgsqlDataSource database, NewEvent[][] batches)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, "CREATE TABLE public.yardstick (LIKE shop.events)");
        const string copy =
            "COPY public.yardstick (user_id, event_id, type, item_id, session_id, occurred_at, received_at, quantity, price, currency, weight, content_hash) FROM STDIN (FORMAT BINARY)";
        foreach (var batch in batches)
        {
            await using var importer = await connection.BeginBinaryImportAsync(copy);
            foreach (var e in batch)
            {
                await importer.StartRowAsync();
                await importer.WriteAsync(e.Subject, NpgsqlDbType.Text);
                await importer.WriteAsync(e.Id, NpgsqlDbType.Text);
                await importer.WriteAsync((short)e.Type, NpgsqlDbType.Smallint);
                await importer.WriteAsync(e.ItemId, NpgsqlDbType.Text);
                await importer.WriteAsync(e.SessionId, NpgsqlDbType.Text);
                await importer.WriteAsync(e.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz);
                await importer.WriteAsync(e.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz);
                await importer.WriteAsync(e.Quantity, NpgsqlDbType.Numeric);
                await importer.WriteAsync(e.Price, NpgsqlDbType.Numeric);
                await importer.WriteAsync(e.Currency, NpgsqlDbType.Text);
                await importer.WriteAsync(1f, NpgsqlDbType.Real);
                await importer.WriteAsync(0L, NpgsqlDbType.Bigint);
            }

            await importer.CompleteAsync();
        }
    }

    /// <summary>What EVALUATION's table S measured at 120,000 to 130,000 rows/s: COPY into a staging table, then INSERT … ON CONFLICT on a key of four texts, a batch a transaction.</summary>
    internal static async Task CopyAndMergeAsync(NpgsqlDataSource database, NewEvent[][] batches)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            "CREATE TABLE public.merged (source text, user_id text, event_id text, item_id text, occurred_at timestamptz, price numeric, PRIMARY KEY (source, user_id, event_id, item_id)); CREATE TEMP TABLE staging (LIKE public.merged) ON COMMIT DELETE ROWS"
        );
        foreach (var batch in batches)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var importer = await connection.BeginBinaryImportAsync("COPY staging FROM STDIN (FORMAT BINARY)"))
            {
                foreach (var e in batch)
                {
                    await importer.StartRowAsync();
                    await importer.WriteAsync("bench", NpgsqlDbType.Text);
                    await importer.WriteAsync(e.Subject, NpgsqlDbType.Text);
                    await importer.WriteAsync(e.Id, NpgsqlDbType.Text);
                    await importer.WriteAsync(e.ItemId, NpgsqlDbType.Text);
                    await importer.WriteAsync(e.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz);
                    await importer.WriteAsync(e.Price, NpgsqlDbType.Numeric);
                }

                await importer.CompleteAsync();
            }

            await ExecuteAsync(connection, "INSERT INTO public.merged SELECT * FROM staging ON CONFLICT DO NOTHING");
            await transaction.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal static NewEvent[] Generate(int count)
    {
        var events = new NewEvent[count];
        for (var i = 0; i < count; i++)
        {
            var dice = SplitMix64.Uniform(1, (ulong)i);
            var purchase = dice < 0.1;
            events[i] = new NewEvent
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"e-{i:D9}"),
                Type = purchase ? EventType.Purchase : EventType.View,
                UserId = string.Create(CultureInfo.InvariantCulture, $"user-{(int)(SplitMix64.Uniform(2, (ulong)i) * Users)}"),
                // Items skewed as in shops: the square of a uniform number.
                ItemId = string.Create(CultureInfo.InvariantCulture, $"item-{(int)(dice * dice * Items)}"),
                OccurredAt = Now.AddSeconds((i - count) * 30.0),
                Quantity = purchase ? 1 + (i % 3) : null,
                Price = purchase ? 9.99m + (i % 50) : null,
                Currency = purchase ? "EUR" : null,
            };
        }

        return events;
    }

    /// <summary>Processor time a row that the last measured work took in this process, without the server's.</summary>
    private static TimeSpan LastCpu { get; set; }

    /// <summary>The same of the server; 0 where it was not told which.</summary>
    private static TimeSpan LastServerCpu { get; set; }

    /// <summary>The server whose work is counted.</summary>
    internal static PostgresProcesses? Server { get; set; }

    internal static async Task<TimeSpan> TimeAsync(int rows, Func<Task> work)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        var serverBefore = Server?.CpuSeconds() ?? 0;
        await work();
        LastCpu = (Environment.CpuUsage.TotalTime - before) / Math.Max(1, rows);
        LastServerCpu = TimeSpan.FromSeconds((Server?.CpuSeconds() ?? 0) - serverBefore) / Math.Max(1, rows);
        return rows > 0 ? watch.Elapsed : TimeSpan.Zero;
    }

    internal static void Print(string what, int rows, TimeSpan took, TimeSpan yardstick) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -60} {rows / took.TotalSeconds, 12:N0} rows/s   {took.TotalSeconds, 7:0.00} s   {took / yardstick, 6:0.00} × bare COPY   {LastCpu.TotalMicroseconds, 5:0.0} + {LastServerCpu.TotalMicroseconds, 5:0.0} µs of CPU a row, here and in PostgreSQL"
            )
        );
}
