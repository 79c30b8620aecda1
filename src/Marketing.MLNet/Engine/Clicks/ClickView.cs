using System.Globalization;
using Marketing.Learning;
using Marketing.Learning.Clicks.Factorization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Marketing.MLNet.Engine.Clicks;

/// <summary>
/// A click log as a data view: the label, and for each field a vector with a single 1. A log has any number of fields, which a class cannot have, so the
/// view is one of its own. There is no column of weights: the factorization machine of ML.NET 5.0 takes it for a field. A row of weight 2.3 is there
/// twice, and three times with a chance of 3 in 10.
/// </summary>
internal sealed class ClickView : IDataView
{
    public const string Label = "Label";
    private const int MostCopies = 16;
    private const ulong Purpose = 0xC0_71E5;

    private readonly int[] _ids;
    private readonly bool[] _clicked;
    private readonly int[] _sizes;

    public ClickView(FactorizationProblem problem, ulong seed)
    {
        _sizes = [.. Enumerable.Range(0, problem.Fields).Select(problem.Size)];
        int[] rows = [.. Enumerable.Range(0, problem.Rows).SelectMany(row => Enumerable.Repeat(row, Copies(problem, row, seed)))];
        _clicked = Array.ConvertAll(rows, problem.Clicked);
        _ids = new int[checked(rows.Length * Fields)];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var field = 0; field < Fields; field++)
            {
                _ids[(row * Fields) + field] = problem.Id(rows[row], field);
            }
        }

        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Label, BooleanDataViewType.Instance);
        for (var field = 0; field < Fields; field++)
        {
            schema.AddColumn(Column(field), new VectorDataViewType(NumberDataViewType.Single, _sizes[field]));
        }

        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    /// <summary>Number of rows, copies counted.</summary>
    public int Rows => _clicked.Length;

    private int Fields => _sizes.Length;

    /// <summary>Name of a field's column.</summary>
    public static string Column(int field) => string.Create(CultureInfo.InvariantCulture, $"Field{field}");

    public long? GetRowCount() => Rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ClickCursor(this, columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>The outcome of a row.</summary>
    public bool Clicked(int row) => _clicked[row];

    /// <summary>The vector of a row's value.</summary>
    public void Fill(int row, int field, ref VBuffer<float> vector)
    {
        var editor = VBufferEditor.Create(ref vector, _sizes[field], valuesCount: 1);
        editor.Values[0] = 1;
        if (_sizes[field] > 1)
        {
            editor.Indices[0] = _ids[(row * Fields) + field];
        }

        vector = editor.Commit();
    }

    private static int Copies(FactorizationProblem problem, int row, ulong seed) =>
        (int)Math.Min(MostCopies, problem.Weight(row) + SplitMix64.Uniform(seed ^ Purpose, (ulong)row));
}
