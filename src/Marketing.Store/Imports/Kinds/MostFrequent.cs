namespace Marketing.Store.Imports;

/// <summary>Counts values and knows the one seen most often; of several, the lowest in order, so that the order of the rows does not matter.</summary>
internal sealed class MostFrequent<T>(IComparer<T> order)
    where T : notnull
{
    private readonly Dictionary<T, int> _counts = [];

    public bool Any => _counts.Count > 0;

    public T Value => _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, order).First().Key;

    public void Add(T value) => _counts[value] = _counts.GetValueOrDefault(value) + 1;
}
