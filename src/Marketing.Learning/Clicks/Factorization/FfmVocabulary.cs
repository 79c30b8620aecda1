using System.Runtime.InteropServices;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks.Factorization;

/// <summary>The values of each field that have vectors of their own: 1, 2, … by first appearance; 0 is every other value, rare or never seen.</summary>
internal sealed class FfmVocabulary
{
    private readonly Dictionary<uint, int>[] _ids;

    private FfmVocabulary(Dictionary<uint, int>[] ids) => _ids = ids;

    public int Fields => _ids.Length;

    /// <param name="data">The log.</param>
    /// <param name="minCount">A value that occurs less often has no vectors of its own.</param>
    /// <param name="counts">Rows that are counted; null: all.</param>
    /// <param name="threads">A field belongs to one of them: their number does not show.</param>
    public static FfmVocabulary Of(ClickTable data, int minCount, Func<int, bool>? counts = null, int threads = 1)
    {
        var occurrences = Enumerable.Range(0, data.Fields).Select(_ => new Dictionary<uint, int>()).ToArray();
        Workers.ForRows(
            data.Fields,
            threads,
            run: 1,
            static () => 0,
            (field, _) =>
            {
                for (var row = 0; row < data.Rows; row++)
                {
                    if (counts?.Invoke(row) != false)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(occurrences[field], data.Tokens(row)[field], out var _)++;
                    }
                }
            },
            CancellationToken.None
        );

        return new FfmVocabulary([
            .. occurrences.Select(field =>
                field.Where(value => value.Value >= minCount).Select((value, at) => (value.Key, at + 1)).ToDictionary()
            ),
        ]);
    }

    /// <summary>Number of ids of a field, 0 included.</summary>
    public int Size(int field) => _ids[field].Count + 1;

    public int Id(int field, uint token) => _ids[field].GetValueOrDefault(token);

    public void Write(BinaryWriter writer)
    {
        writer.Write(_ids.Length);
        foreach (var field in _ids)
        {
            writer.WriteArray<uint>([.. field.OrderBy(value => value.Value).Select(value => value.Key)]);
        }
    }

    public static FfmVocabulary Read(BinaryReader reader, int fields)
    {
        if (reader.ReadInt32() != fields)
        {
            throw new InvalidDataException("A vocabulary has as many fields as its encoding.");
        }

        var ids = new Dictionary<uint, int>[fields];
        for (var field = 0; field < fields; field++)
        {
            ids[field] = reader.ReadArray<uint>().Select((token, at) => (token, at + 1)).ToDictionary();
        }

        return new FfmVocabulary(ids);
    }
}
