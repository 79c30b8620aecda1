using System.Text.Json;

namespace Marketing.Store;

/// <summary>Reads one row from the value that a reader stands on; null when the faults say what is wrong.</summary>
internal delegate T? RowReader<T>(ref Utf8JsonReader reader, RowFaults faults)
    where T : class;

/// <summary>Reads a text that is one row and nothing else.</summary>
internal static class RowJson
{
    public static T? Read<T>(ReadOnlySpan<byte> utf8, RowReader<T> read, RowFaults faults)
        where T : class => Read(utf8, JsonRow.MaxDepth, read, faults);

    public static T? Read<T>(ReadOnlySpan<byte> utf8, int maxDepth, RowReader<T> read, RowFaults faults)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
            reader.Read();
            var row = read(ref reader, faults);
            _ = reader.Read(); // throws when anything follows the object
            return row;
        }
        catch (JsonException exception)
        {
            faults.Clear();
            faults.Add("", RejectCodes.InvalidJson, JsonRow.Explain(exception));
            return null;
        }
    }
}
