using Marketing.Store;
using Marketing.Store.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Marketing.Api.Events;

/// <summary>Reads one batch from a body.</summary>
internal delegate RowBatch<T> BatchReader<T>(ReadOnlySpan<byte> body, BatchForm form)
    where T : class;

/// <summary>What the three batch endpoints have in common: body, rows, store, answer.</summary>
internal static class BatchHandler
{
    private static readonly WriteOptions Options = WriteOptions.Live with { Checked = true };

    public static async Task<Results<Ok<WriteResult>, ProblemHttpResult>> HandleAsync<T>(
        HttpRequest request,
        ApiLimits limits,
        BatchReader<T> read,
        Func<IReadOnlyList<T>, WriteOptions, CancellationToken, Task<WriteResult>> write,
        CancellationToken cancel,
        IntakeBook? intake = null
    )
        where T : class
    {
        RowBatch<T> batch;
        using (var body = await RequestBody.ReadAsync(request, limits.BatchBytes, ndjson: true, cancel))
        {
            try
            {
                batch = read(body.Bytes, new BatchForm(body.IsNdjson, limits.BatchRows, limits.JsonDepth));
            }
            catch (BatchException exception)
            {
                return IngestProblems.InvalidBatch(exception.Message);
            }
        }

        var written = await write(batch.Rows, Options, cancel);
        foreach (var code in batch.Malformed.GroupBy(row => row.Code, StringComparer.Ordinal))
        {
            intake?.Count(Options.Source, code.Key, code.Count());
        }

        return TypedResults.Ok(batch.Complete(written));
    }
}
