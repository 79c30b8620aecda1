namespace Marketing.Learning.Numerics;

/// <summary>
/// Floats that start on a cache line and never move. A 64-byte load from an ordinary array straddles two lines nearly always, which
/// halves what the first-level cache delivers.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _offset;

    /// <param name="length">Number of floats, all 0 at first.</param>
    public AlignedFloats(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(checked(length + (Alignment / sizeof(float))), pinned: true);
        fixed (float* start = _array)
        {
            _offset = (int)((Alignment - ((nuint)start % Alignment)) % Alignment / sizeof(float));
            Pointer = start + _offset;
        }
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable: keep it in a field or a local that is used afterwards.</summary>
    public float* Pointer { get; }

    public Span<float> Span => _array.AsSpan(_offset, Length);
}
