using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Marketing.Store;

/// <summary>
/// Rows of a binary COPY, put together here and sent as they stand ("File Formats, Binary Format" in PostgreSQL's documentation of COPY).
/// Npgsql's own importer takes a parameter and a task for each of some twenty columns of a row; for imports that was a third of this process's work.
/// </summary>
/// <param name="stream">Takes the bytes.</param>
internal sealed class CopyRows(Stream stream) : IDisposable
{
    private const int FlushBytes = 1 << 18;
    private const int NumericDigit = 10_000;
    private const int DecimalsOfADigit = 4;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * FlushBytes);
    private int _length;

    /// <summary>Whether it is time for <see cref="FlushAsync"/>.</summary>
    public bool IsFull => _length >= FlushBytes;

    /// <summary>Comes first.</summary>
    public void Header()
    {
        "PGCOPY\n"u8.CopyTo(Take(7));
        // The rest of the signature, no flags, no extension.
        ((ReadOnlySpan<byte>)[0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]).CopyTo(Take(12));
    }

    /// <summary>Comes last.</summary>
    public void Trailer() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    /// <summary>Begins a row of so many columns.</summary>
    public void Row(int columns) => BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)columns);

    /// <summary>NULL of any type.</summary>
    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    /// <summary>smallint.</summary>
    public void Write(short value) => BinaryPrimitives.WriteInt16BigEndian(Field(2), value);

    /// <summary>bigint.</summary>
    public void Write(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(8), value);

    /// <summary>real.</summary>
    public void Write(float value) => BinaryPrimitives.WriteSingleBigEndian(Field(4), value);

    /// <summary>double precision.</summary>
    public void Write(double? value)
    {
        if (value is { } given)
        {
            BinaryPrimitives.WriteDoubleBigEndian(Field(8), given);
        }
        else
        {
            Null();
        }
    }

    /// <summary>timestamptz: microseconds since 2000, UTC.</summary>
    public void Write(DateTime utc) =>
        BinaryPrimitives.WriteInt64BigEndian(Field(8), (utc.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>text.</summary>
    public void Write(string? text) => Text(text, version: null);

    /// <summary>jsonb: its text behind the number of the form.</summary>
    public void WriteJson(string? json) => Text(json, version: 1);

    /// <summary>numeric: digits to the base of 10,000, the point between two of them.</summary>
    public void Write(decimal? value)
    {
        if (value is not { } given)
        {
            Null();
            return;
        }

        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(given, parts);
        var scale = given.Scale;
        var fraction = (scale + DecimalsOfADigit - 1) / DecimalsOfADigit;
        var rest = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        for (var missing = (fraction * DecimalsOfADigit) - scale; missing > 0; missing--)
        {
            rest *= 10;
        }

        Span<short> digits = stackalloc short[16];
        var (count, zeros) = (0, 0);
        while (rest != 0)
        {
            (rest, var digit) = UInt128.DivRem(rest, NumericDigit);
            if (count == 0 && digit == 0)
            {
                zeros++; // at the end they are not sent
            }
            else
            {
                digits[count++] = (short)digit;
            }
        }

        var field = Field(8 + (2 * count));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)(count == 0 ? 0 : count + zeros - fraction - 1));
        BinaryPrimitives.WriteUInt16BigEndian(field[4..], parts[3] < 0 && count > 0 ? (ushort)0x4000 : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], scale);
        for (var at = 0; at < count; at++)
        {
            BinaryPrimitives.WriteInt16BigEndian(field[(8 + (2 * at))..], digits[count - 1 - at]);
        }
    }

    /// <summary>Sends what there is.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        await stream.WriteAsync(_buffer.AsMemory(0, _length), cancel);
        _length = 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Text(string? text, byte? version)
    {
        if (text is null)
        {
            Null();
            return;
        }

        var before = version is null ? 0 : 1;
        var bytes = Encoding.UTF8.GetByteCount(text);
        var field = Field(before + bytes);
        if (version is { } form)
        {
            field[0] = form;
        }

        Encoding.UTF8.GetBytes(text, field[before..]);
    }

    private Span<byte> Field(int bytes)
    {
        var span = Take(4 + bytes);
        BinaryPrimitives.WriteInt32BigEndian(span, bytes);
        return span[4..];
    }

    private Span<byte> Take(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + bytes));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _length += bytes;
        return _buffer.AsSpan(_length - bytes, bytes);
    }
}
