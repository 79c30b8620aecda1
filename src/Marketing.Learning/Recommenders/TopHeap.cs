using System.Numerics;

namespace Marketing.Learning.Recommenders;

/// <summary>
/// A heap of the k best so far with the worst on top, in the caller's memory. Offered in ascending item order or not, the result is the
/// same: higher score first, then the lower item index.
/// </summary>
/// <param name="items">Receives the items. Shape [k].</param>
/// <param name="scores">Receives the scores. Shape [k].</param>
/// <param name="count">How many both hold already, as an earlier heap on the same memory left them.</param>
/// <typeparam name="T">float for scores; double where near-ties decide, as between a user's neighbours.</typeparam>
internal ref struct TopHeap<T>(Span<int> items, Span<T> scores, int count = 0)
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<int> _items = items;
    private readonly Span<T> _scores = scores;
    private int _count = count;

    public readonly int Count => _count;

    /// <summary>A score at or below it from a later item cannot enter: −∞ until the heap is full.</summary>
    public readonly T Threshold => _count == _items.Length ? _scores[0] : T.NegativeInfinity;

    /// <exception cref="ArithmeticException">The score is NaN.</exception>
    public void Offer(int item, T score)
    {
        if (T.IsNaN(score))
        {
            throw new ArithmeticException($"The score of item {item} is not a number.");
        }

        if (T.IsNegativeInfinity(score))
        {
            return;
        }

        if (_count < _items.Length)
        {
            Rise(_count++, item, score);
        }
        else if (IsBetter(item, score, _items[0], _scores[0]))
        {
            Sink(0, _count, item, score);
        }
    }

    /// <summary>Puts the best first.</summary>
    public readonly int Finish()
    {
        for (var end = _count - 1; end > 0; end--)
        {
            var (item, score) = (_items[end], _scores[end]);
            (_items[end], _scores[end]) = (_items[0], _scores[0]);
            Sink(0, end, item, score);
        }

        return _count;
    }

    private static bool IsBetter(int item, T score, int otherItem, T otherScore) =>
        score > otherScore || (score == otherScore && item < otherItem);

    private readonly void Rise(int at, int item, T score)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!IsBetter(_items[parent], _scores[parent], item, score))
            {
                break;
            }

            (_items[at], _scores[at]) = (_items[parent], _scores[parent]);
            at = parent;
        }

        (_items[at], _scores[at]) = (item, score);
    }

    private readonly void Sink(int at, int count, int item, T score)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= count)
            {
                break;
            }

            if (child + 1 < count && IsBetter(_items[child], _scores[child], _items[child + 1], _scores[child + 1]))
            {
                child++;
            }

            if (!IsBetter(item, score, _items[child], _scores[child]))
            {
                break;
            }

            (_items[at], _scores[at]) = (_items[child], _scores[child]);
            at = child;
        }

        (_items[at], _scores[at]) = (item, score);
    }
}
