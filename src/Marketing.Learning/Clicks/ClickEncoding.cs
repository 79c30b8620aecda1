using Marketing.Learning.Numerics;

namespace Marketing.Learning.Clicks;

/// <summary>
/// How the values of a row become tokens, one a field. Part of each model, so that serving and training cannot disagree.
/// Categories are hashed to 32 bits; numbers become the number of their bin.
/// </summary>
public sealed class ClickEncoding
{
    /// <summary>Most bins of a numeric field.</summary>
    public const int MostBins = 40;

    private readonly double[][] _cuts;

    private ClickEncoding(IReadOnlyList<ClickField> fields, double[][] cuts) => (Fields, _cuts) = (fields, cuts);

    /// <summary>In the order of a row's tokens.</summary>
    public IReadOnlyList<ClickField> Fields { get; }

    /// <summary>Learns the bins of the numeric fields: at most <see cref="MostBins"/> of about equal frequency.</summary>
    /// <param name="fields">At least 1, names distinct.</param>
    /// <param name="numbers">By the name of a numeric field, numbers seen in training; NaN means missing. A field that is left out has one bin.</param>
    /// <exception cref="ArgumentException">There is no field, or a name occurs twice.</exception>
    public static ClickEncoding Learn(IReadOnlyList<ClickField> fields, IReadOnlyDictionary<string, IReadOnlyList<double>>? numbers = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count == 0 || fields.DistinctBy(field => field.Name).Count() != fields.Count)
        {
            throw new ArgumentException("An encoding needs at least one field, and no name twice.", nameof(fields));
        }

        return new ClickEncoding(
            [.. fields],
            [.. fields.Select(field => field.IsNumeric && numbers?.GetValueOrDefault(field.Name) is { } seen ? Cuts(seen) : [])]
        );
    }

    /// <summary>Place of a field, or −1.</summary>
    public int IndexOf(string name)
    {
        for (var field = 0; field < Fields.Count; field++)
        {
            if (Fields[field].Name == name)
            {
                return field;
            }
        }

        return -1;
    }

    /// <summary>Token of a category. An empty value is a category like any other: missing.</summary>
    public static uint Token(int field, ReadOnlySpan<char> value)
    {
        var hash = 0xCBF29CE484222325UL + (ulong)field; // FNV-1a over UTF-16 units, then mixed: FNV's low bits alone are too regular for tables
        foreach (var unit in value)
        {
            hash = unchecked((hash ^ unit) * 0x100000001B3UL);
        }

        return (uint)(SplitMix64.Mix(hash) >> 32);
    }

    /// <summary>Token of a number: its bin. NaN (missing) has its own.</summary>
    public uint Token(int field, double value)
    {
        if (double.IsNaN(value))
        {
            return uint.MaxValue;
        }

        var at = Array.BinarySearch(_cuts[field], value);
        return (uint)(at >= 0 ? at : ~at);
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Fields.Count);
        for (var field = 0; field < Fields.Count; field++)
        {
            writer.Write(Fields[field].Name);
            writer.Write(Fields[field].IsNumeric);
            writer.WriteArray<double>(_cuts[field]);
        }
    }

    internal static ClickEncoding Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 1 or > 10_000)
        {
            throw new InvalidDataException($"A click model cannot have {count} fields.");
        }

        var (fields, cuts) = (new ClickField[count], new double[count][]);
        for (var field = 0; field < count; field++)
        {
            fields[field] = new ClickField(reader.ReadString(), reader.ReadBoolean());
            cuts[field] = reader.ReadArray<double>();
        }

        return new ClickEncoding(fields, cuts);
    }

    // A cut is the upper end of its bin, inclusive. A value that fills several quantiles (0 of a count) gets a bin to itself.
    private static double[] Cuts(IReadOnlyList<double> seen)
    {
        double[] sorted = [.. seen.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0
            ? []
            : [.. Enumerable.Range(1, MostBins - 1).Select(bin => sorted[(int)((long)bin * (sorted.Length - 1) / MostBins)]).Distinct()];
    }
}
