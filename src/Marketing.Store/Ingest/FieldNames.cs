using System.Text;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>The names that an object may have, found without making strings: a batch of 10,000 events has some 80,000 names.</summary>
internal sealed class FieldNames
{
    private readonly string[] _names;
    private readonly byte[][] _bytes;
    private readonly int[][] _byLength;

    public FieldNames(params string[] names)
    {
        _names = names;
        _bytes = [.. names.Select(Encoding.UTF8.GetBytes)];
        _byLength =
        [
            .. Enumerable
                .Range(0, _bytes.Max(b => b.Length) + 1)
                .Select(length => Enumerable.Range(0, names.Length).Where(i => _bytes[i].Length == length).ToArray()),
        ];
    }

    public string this[int index] => _names[index];

    /// <returns>Index of the name that the reader stands on, or -1.</returns>
    public int Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence)
        {
            return FindEscaped(ref reader);
        }

        var name = reader.ValueSpan;
        if (name.Length >= _byLength.Length)
        {
            return -1;
        }

        foreach (var candidate in _byLength[name.Length])
        {
            if (name.SequenceEqual(_bytes[candidate]))
            {
                return candidate;
            }
        }

        return -1;
    }

    private int FindEscaped(ref Utf8JsonReader reader)
    {
        try
        {
            for (var i = 0; i < _bytes.Length; i++)
            {
                if (reader.ValueTextEquals(_bytes[i]))
                {
                    return i;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no name of ours.
        }

        return -1;
    }
}
