namespace Marketing.Learning.Clicks.Factorization;

/// <summary>The rows of a click log, each value by its number within its field. Both outcomes occur.</summary>
public sealed class FactorizationProblem
{
    private readonly ClickTable _data;
    private readonly FfmVocabulary _vocabulary;
    private readonly int[] _rows;
    private readonly double[] _examination;
    private readonly double _rate;

    internal FactorizationProblem(ClickTable data, FfmVocabulary vocabulary, int[] rows, double[] examination)
    {
        (_data, _vocabulary, _rows, _examination) = (data, vocabulary, rows, examination);
        _rate = rows.Count(data.Clicked) / (double)Math.Max(1, rows.Length);
    }

    /// <summary>Values of a row, at least 2.</summary>
    public int Fields => _data.Fields;

    /// <summary>Number of rows, in order of time.</summary>
    public int Rows => _rows.Length;

    /// <summary>Values of a field. 0 stands for all rare ones.</summary>
    public int Size(int field) => _vocabulary.Size(field);

    /// <summary>The row's value of a field, from 0 to below its <see cref="Size"/>.</summary>
    public int Id(int row, int field) => _vocabulary.Id(field, _data.Tokens(_rows[row])[field]);

    /// <summary>The outcome.</summary>
    public bool Clicked(int row) => _data.Clicked(_rows[row]);

    /// <summary>How much the row counts: no click at a place that is seldom looked at says little.</summary>
    public float Weight(int row)
    {
        var at = _rows[row];
        return _data.Weight(at) * (float)PositionModel.WeightOf(_examination, _data.Position(at), _rate, _data.Clicked(at));
    }
}
