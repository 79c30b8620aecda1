using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketing.Api.Security.Audit;

/// <summary>
/// The log of privileged calls: appended before the call runs, so that nothing privileged happens that is not in it. Each row's hash covers the
/// row before, so that a change anywhere breaks the chain from there on, and the newest is remembered outside the database, so that a chain cut off is found,
/// too. It holds routes, never the ids in them.
/// </summary>
internal sealed class AuditLog(
    StoreWriter writer,
    StoreReader reader,
    IDbContextFactory<MarketingDb> contexts,
    AuditHead head,
    TimeProvider clock
)
{
    private const string Lock = "SELECT pg_advisory_xact_lock(7305041914)";
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);
    private static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of the hash before and the row's fields, each with its length, so that no two rows have the same bytes.</summary>
    public static byte[] HashOf(byte[] before, AuditRow row)
    {
        var text = new StringBuilder();
        foreach (
            var field in (string[])
                [
                    row.Sequence.ToString(CultureInfo.InvariantCulture),
                    row.CalledAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                    row.Caller,
                    row.Role,
                    row.Method,
                    row.Route,
                    row.TraceId,
                ]
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"{field.Length}:{field};");
        }

        return SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(text.ToString())]);
    }

    /// <exception cref="TimeoutException">The database did not answer: the call must not run.</exception>
    /// <exception cref="NpgsqlException">The database is away: the call must not run.</exception>
    public async Task AppendAsync(string caller, string role, string method, string route, string traceId, CancellationToken cancel)
    {
        var (row, known) = await writer.RunAsync(
            Budget,
            async (connection, _, token) =>
            {
                await using (var take = new NpgsqlCommand(Lock, connection))
                {
                    await take.ExecuteNonQueryAsync(token);
                }

                var (sequence, before) = await LastAsync(connection, token);
                var now = clock.GetUtcNow();
                var row = new AuditRow
                {
                    Sequence = sequence + 1,
                    CalledAt = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero),
                    Caller = caller,
                    Role = role,
                    Method = method,
                    Route = route,
                    TraceId = traceId,
                    Hash = [],
                };
                row.Hash = HashOf(before, row);
                await InsertAsync(connection, row, token);
                return (row, await KnownAsync(connection, row.Sequence, token));
            },
            cancel
        );
        if (known.IsThere)
        {
            head.Remember(new RememberedRow(row.Sequence, row.Hash), known.Row);
        }
    }

    /// <summary>Rows after a sequence number, oldest first.</summary>
    public Task<List<AuditRow>> PageAsync(long after, int limit, CancellationToken cancel) =>
        reader.ReadAsync(
            (db, token) =>
                db.Audit.AsNoTracking().Where(row => row.Sequence > after).OrderBy(row => row.Sequence).Take(limit).ToListAsync(token),
            cancel
        );

    /// <summary>Walks the whole chain, and compares it with what is remembered outside the database.</summary>
    /// <returns>
    /// Rows that were looked at; the number of the first that does not fit, null where all do; and the number of the first that was there once and is gone.
    /// </returns>
    public async Task<(long Rows, long? FirstBroken, long? FirstMissing)> VerifyAsync(CancellationToken cancel)
    {
        var known = ReadHead();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (before, rows) = (Beginning, 0L);
        await foreach (var row in db.Audit.AsNoTracking().OrderBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(cancel))
        {
            rows++;
            if (
                row.Sequence != rows
                || !row.Hash.AsSpan().SequenceEqual(HashOf(before, row))
                || (rows == known?.Sequence && !row.Hash.AsSpan().SequenceEqual(known.Hash))
            )
            {
                return (rows, rows, null);
            }

            before = row.Hash;
        }

        if (known?.Sequence > rows)
        {
            return (rows, null, rows + 1);
        }

        if (rows > (known?.Sequence ?? 0))
        {
            head.Remember(new RememberedRow(rows, before), known);
        }

        return (rows, null, null);
    }

    /// <summary>A file that nobody can read remembers that something was there: then no end of the chain can be vouched for.</summary>
    private RememberedRow? ReadHead()
    {
        try
        {
            return head.Read();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new RememberedRow(long.MaxValue, Beginning);
        }
    }

    /// <summary>What is remembered, and whether the chain up to a new row still holds it: where it does not, the memory stays as the evidence.</summary>
    private async Task<(RememberedRow? Row, bool IsThere)> KnownAsync(NpgsqlConnection connection, long sequence, CancellationToken cancel)
    {
        if (ReadHead() is not { } known)
        {
            return (null, true);
        }

        if (known.Sequence >= sequence)
        {
            return (known, false);
        }

        await using var command = new NpgsqlCommand("SELECT hash FROM privacy.audit WHERE sequence = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known.Sequence });
        return (known, await command.ExecuteScalarAsync(cancel) is byte[] hash && hash.AsSpan().SequenceEqual(known.Hash));
    }

    private static async Task<(long Sequence, byte[] Hash)> LastAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT sequence, hash FROM privacy.audit ORDER BY sequence DESC LIMIT 1", connection);
        await using var last = await command.ExecuteReaderAsync(cancel);
        return await last.ReadAsync(cancel) ? (last.GetInt64(0), last.GetFieldValue<byte[]>(1)) : (0, Beginning);
    }

    private static async Task InsertAsync(NpgsqlConnection connection, AuditRow row, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO privacy.audit (sequence, called_at, caller, role, method, route, trace_id, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            connection
        );
        foreach (var value in (object[])[row.Sequence, row.CalledAt, row.Caller, row.Role, row.Method, row.Route, row.TraceId, row.Hash])
        {
            insert.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await insert.ExecuteNonQueryAsync(cancel);
    }
}
