using Microsoft.ML;
using Microsoft.ML.Data;

namespace Marketing.MLNet.Engine.Clicks;

/// <summary>One pass over a <see cref="ClickView"/>.</summary>
internal sealed class ClickCursor : DataViewRowCursor
{
    private readonly ClickView _view;
    private readonly HashSet<int> _active;
    private readonly int[]? _order;
    private int _position = -1;
    private int _next = -1;

    public ClickCursor(ClickView view, IEnumerable<DataViewSchema.Column> columns, Random? random)
    {
        (_view, _active) = (view, [.. columns.Select(column => column.Index)]);
        if (random is not null)
        {
            _order = [.. Enumerable.Range(0, view.Rows)];
            random.Shuffle(_order);
        }
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    private int Row => _order is null ? _position : _order[_position];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override bool MoveNext()
    {
        _next = Math.Min(_next + 1, _view.Rows);
        _position = _next < _view.Rows ? _next : -1;
        return _position >= 0;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref value) => value = new DataViewRowId((ulong)Row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        // The label, then the fields.
        Delegate getter =
            column.Index == 0
                ? (ValueGetter<bool>)((ref value) => value = _view.Clicked(Row))
                : (ValueGetter<VBuffer<float>>)((ref value) => _view.Fill(Row, column.Index - 1, ref value));
        return (ValueGetter<TValue>)getter;
    }
}
