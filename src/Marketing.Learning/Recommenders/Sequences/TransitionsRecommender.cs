using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Popular;

namespace Marketing.Learning.Recommenders.Sequences;

/// <summary>score(j) = Σ_{m &lt; Steps} Decay^m · A[h_m, j], where h_0 is the newest event and A[a, b] says how often b came soon after a.</summary>
internal sealed class TransitionsRecommender : IRecommender
{
    public const string Name = "transitions";
    private readonly int _steps;
    private readonly double _decay;
    private readonly SparseRows _follows;
    private readonly PopularRecommender _popular;

    /// <param name="steps">Newest events that count.</param>
    /// <param name="decay">Weight of an event against the next newer one.</param>
    /// <param name="follows">A. Shape [items × items].</param>
    /// <param name="popular">Answers an empty history.</param>
    /// <exception cref="InvalidDataException">The shapes disagree or a setting is out of range.</exception>
    public TransitionsRecommender(int steps, double decay, SparseRows follows, PopularRecommender popular)
    {
        if (steps < 1 || !(decay >= 0) || follows.RowCount != follows.ColumnCount || popular.ItemCount != follows.RowCount)
        {
            throw new InvalidDataException("The transitions do not fit the item counts, or a setting is out of range.");
        }

        (_steps, _decay, _follows, _popular) = (steps, decay, follows, popular);
    }

    public string Algorithm => Name;

    public int ItemCount => _popular.ItemCount;

    public float Floor => 0;

    public static TransitionsRecommender Read(BinaryReader reader) =>
        new(reader.ReadInt32(), reader.ReadDouble(), SparseRows.Read(reader), PopularRecommender.Read(reader));

    public void Score(History history, Span<float> scores)
    {
        if (history.Length == 0)
        {
            _popular.Score(history, scores);
            return;
        }

        scores.Clear();
        var weight = 1.0;
        for (var back = 0; back < Math.Min(_steps, history.Length); back++, weight *= _decay)
        {
            var item = history.Items[history.Length - 1 - back];
            var columns = _follows.Columns(item);
            var values = _follows.Values(item);
            for (var at = 0; at < columns.Length; at++)
            {
                scores[columns[at]] += (float)(weight * values[at]);
            }
        }
    }

    public void Explain(History history, int item, Span<float> contributions)
    {
        contributions.Clear();
        var weight = 1.0;
        for (var back = 0; back < Math.Min(_steps, history.Length); back++, weight *= _decay)
        {
            var at = history.Length - 1 - back;
            var place = _follows.Columns(history.Items[at]).BinarySearch(item);
            if (place >= 0)
            {
                contributions[at] = (float)(weight * _follows.Values(history.Items[at])[place]);
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_steps);
        writer.Write(_decay);
        _follows.Write(writer);
        _popular.Write(writer);
    }
}
