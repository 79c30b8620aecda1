using System.Buffers;
using System.Text;

namespace Marketing.Store.Imports;

/// <summary>
/// The texts of a batch's rows, one behind the other as UTF-8 in one borrowed array. Hardly one is ever asked for, and as strings they were a third of what the
/// collector had to carry through an import.
/// </summary>
internal sealed class RawTexts
{
    private byte[] _utf8 = [];

    /// <summary>Where the next text will begin.</summary>
    public int End { get; private set; }

    /// <summary>Keeps a text. Where it begins; it ends where the next begins.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        var begin = End;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length - begin < most)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _utf8.Length, begin + most));
            _utf8.AsSpan(0, begin).CopyTo(larger);
            GiveBack();
            _utf8 = larger;
        }

        End = begin + Encoding.UTF8.GetBytes(text, _utf8.AsSpan(begin));
        return begin;
    }

    /// <summary>A text by its place.</summary>
    public string Get(int begin, int end) => Encoding.UTF8.GetString(_utf8.AsSpan(begin, end - begin));

    /// <summary>Gives the array back; nothing can be read any more. Where an import breaks off, the collector takes it.</summary>
    public void GiveBack()
    {
        if (_utf8.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_utf8);
            _utf8 = [];
        }
    }
}
