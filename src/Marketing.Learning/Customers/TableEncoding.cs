using System.Globalization;

namespace Marketing.Learning.Customers;

/// <summary>
/// Turns columns of text into numbers, by what training rows hold: a column of numbers becomes the number and the logarithm of its size, any
/// other one 0/1 column for each frequent value (all rare and all new values together have zeros everywhere).
/// </summary>
public sealed class TableEncoding
{
    private const int LeastRows = 20;
    private const int MostValues = 100;
    private readonly string[]?[] _values;

    private TableEncoding(string[]?[] values) => _values = values;

    /// <summary>Length of an encoded row.</summary>
    public int Width => _values.Sum(values => values?.Length ?? 2);

    /// <summary>Looks at training rows.</summary>
    /// <param name="rows">Shape [rows][columns].</param>
    public static TableEncoding Learn(IReadOnlyList<string[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var columns = rows.Count == 0 ? 0 : rows[0].Length;
        return new TableEncoding([
            .. Enumerable
                .Range(0, columns)
                .Select(column =>
                    rows.All(row => row[column].Length == 0 || TryNumber(row[column], out _))
                        ? null
                        : rows.GroupBy(row => row[column], StringComparer.Ordinal)
                            .Where(group => group.Count() >= LeastRows)
                            .OrderByDescending(group => group.Count())
                            .ThenBy(group => group.Key, StringComparer.Ordinal)
                            .Take(MostValues)
                            .Select(group => group.Key)
                            .ToArray()
                ),
        ]);
    }

    /// <summary>One row as numbers; a missing number counts as 0.</summary>
    /// <param name="row">Shape [columns].</param>
    public double[] Encode(IReadOnlyList<string> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var encoded = new double[Width];
        var at = 0;
        for (var column = 0; column < _values.Length; column++)
        {
            if (_values[column] is { } values)
            {
                var value = Array.IndexOf(values, row[column]);
                if (value >= 0)
                {
                    encoded[at + value] = 1;
                }

                at += values.Length;
            }
            else
            {
                var number = TryNumber(row[column], out var read) ? read : 0;
                encoded[at++] = number;
                encoded[at++] = Math.Sign(number) * Math.Log(1 + Math.Abs(number));
            }
        }

        return encoded;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
