using System.Text.Json;

namespace Marketing.Store;

/// <summary>
/// Reads batches: an object with one array of rows, or NDJSON, one row a line. Rows are read straight from the bytes; a fault inside a row costs that row, a fault of
/// the body costs the body.
/// </summary>
public static class BatchJson
{
    /// <summary>Reads a batch of events, <c>{"events":[…]}</c> or NDJSON.</summary>
    /// <param name="body">The whole body, UTF-8.</param>
    /// <param name="form">Which of both, and its limits.</param>
    /// <exception cref="BatchException">The body is no batch.</exception>
    public static RowBatch<NewEvent> ReadEvents(ReadOnlySpan<byte> body, BatchForm form) => Read(body, form, "events", EventJson.Read);

    /// <summary>Reads a batch of items, <c>{"items":[…]}</c> or NDJSON.</summary>
    /// <inheritdoc cref="ReadEvents" />
    public static RowBatch<NewItem> ReadItems(ReadOnlySpan<byte> body, BatchForm form) => Read(body, form, "items", ItemJson.Read);

    /// <summary>Reads a batch of users, <c>{"users":[…]}</c> or NDJSON.</summary>
    /// <inheritdoc cref="ReadEvents" />
    public static RowBatch<NewUser> ReadUsers(ReadOnlySpan<byte> body, BatchForm form) => Read(body, form, "users", UserJson.Read);

    private static RowBatch<T> Read<T>(ReadOnlySpan<byte> body, BatchForm form, string name, RowReader<T> read)
        where T : class
    {
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        var batch = form.IsNdjson ? ReadLines(body, form, read) : ReadArray(body, form, name, read);
        return batch.Count > 0 ? batch : throw new BatchException("The batch is empty.");
    }

    private static RowBatch<T> ReadLines<T>(ReadOnlySpan<byte> body, BatchForm form, RowReader<T> read)
        where T : class
    {
        var batch = new RowBatch<T>();
        var faults = new RowFaults();
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            faults.Clear();
            Add(batch, RowJson.Read(line, form.MaxDepth, read, faults), faults, form);
        }

        return batch;
    }

    private static RowBatch<T> ReadArray<T>(ReadOnlySpan<byte> body, BatchForm form, string name, RowReader<T> read)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = form.MaxDepth });
            RowBatch<T>? batch = null;
            Expect(reader.Read() && reader.TokenType is JsonTokenType.StartObject, $"The body must be an object with the array '{name}'.");
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                Expect(reader.ValueTextEquals(name), $"The body has a field other than '{name}'.");
                Expect(batch is null, $"The body has '{name}' twice.");
                reader.Read();
                Expect(reader.TokenType is JsonTokenType.StartArray, $"'{name}' must be an array.");
                batch = ReadRows(ref reader, form, read);
            }

            Expect(!reader.Read(), "The body has more after its end.");
            return batch ?? throw new BatchException($"The body has no '{name}'.");
        }
        catch (JsonException exception)
        {
            throw new BatchException(JsonRow.Explain(exception));
        }
        catch (InvalidOperationException)
        {
            throw new BatchException($"The body has a field other than '{name}'."); // a name that is no text: half a surrogate pair
        }
    }

    private static RowBatch<T> ReadRows<T>(ref Utf8JsonReader reader, BatchForm form, RowReader<T> read)
        where T : class
    {
        var batch = new RowBatch<T>();
        var faults = new RowFaults();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            faults.Clear();
            Add(batch, read(ref reader, faults), faults, form);
        }

        return batch;
    }

    private static void Add<T>(RowBatch<T> batch, T? row, RowFaults faults, BatchForm form)
        where T : class
    {
        Expect(batch.Count < form.MaxRows, $"The batch has more than {form.MaxRows} rows.");
        if (row is null)
        {
            batch.Reject(faults);
        }
        else
        {
            batch.Add(row);
        }
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BatchException(otherwise);
        }
    }
}

/// <summary>How a batch comes.</summary>
/// <param name="IsNdjson">One row a line; else one object with an array.</param>
/// <param name="MaxRows">Most rows.</param>
/// <param name="MaxDepth">Deepest nesting of the body, or of a line.</param>
public readonly record struct BatchForm(bool IsNdjson, int MaxRows, int MaxDepth);
