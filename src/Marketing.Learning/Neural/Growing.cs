namespace Marketing.Learning.Neural;

/// <summary>Working memory that grows to what the largest batch needs and is used again.</summary>
/// <typeparam name="T">Number type.</typeparam>
internal sealed class Growing<T>
    where T : unmanaged
{
    private T[] _values = [];

    /// <summary>What <see cref="Take"/> or <see cref="TakeCleared"/> gave last.</summary>
    public Span<T> Span => _values.AsSpan(0, Length);

    private int Length { get; set; }

    /// <summary>So many numbers, with whatever is in them.</summary>
    public Span<T> Take(int length)
    {
        if (_values.Length < length)
        {
            _values = new T[Math.Max(length, Math.Min(2 * _values.Length, Array.MaxLength))];
        }

        Length = length;
        return Span;
    }

    /// <summary>So many zeros.</summary>
    public Span<T> TakeCleared(int length)
    {
        var span = Take(length);
        span.Clear();
        return span;
    }
}
