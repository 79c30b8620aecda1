using System.Runtime.InteropServices;
using Marketing.Learning;

namespace Marketing.Profiles.Analytics;

/// <summary>
/// What a cell was counted from, in 128 bytes that name nobody: each customer falls into one of 32 places by a keyed hash, and what the customer adds is mixed into it by
/// XOR. Two sketches differ in at most as many places as there are customers who were added, removed or count otherwise, so that a difference in ten places proves ten
/// customers; twelve who changed are proven about every second time, and fewer than ten never. That two mixtures are the same by chance happens once in 2³² times.
/// </summary>
internal sealed class Sketch
{
    private const int Places = 32;
    private readonly uint[] _places = new uint[Places];

    /// <summary>Adds what one customer did.</summary>
    /// <param name="person">Keyed hash of the customer, evenly spread over all bits.</param>
    /// <param name="what">Hash of what counts.</param>
    public void Add(ulong person, ulong what) => _places[person >> 59] ^= (uint)(SplitMix64.At(person, what) >> 32);

    /// <summary>Adds what several did.</summary>
    public void Add(Sketch other)
    {
        for (var place = 0; place < Places; place++)
        {
            _places[place] ^= other._places[place];
        }
    }

    /// <summary>Customers that the two surely differ by, at most 32; 0: by nobody.</summary>
    public int Differs(Sketch other) => Enumerable.Range(0, Places).Count(place => _places[place] != other._places[place]);

    /// <summary>Whether an answer of the one and an answer of the other would tell of a few.</summary>
    public bool TellsOfFew(Sketch other) => Differs(other) is > 0 and < Tally.Fewest;

    /// <summary>As it is stored.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<uint>(_places).ToArray();

    /// <summary>Of bytes of <see cref="ToBytes"/>.</summary>
    public static Sketch Of(ReadOnlySpan<byte> bytes)
    {
        var sketch = new Sketch();
        bytes.CopyTo(MemoryMarshal.AsBytes(sketch._places.AsSpan()));
        return sketch;
    }

    /// <summary>A hash of what counts; money to the cent, so that the order of a sum does not matter.</summary>
    public static ulong What(string value, DateOnly day, long orders, double units, double revenue, double returned)
    {
        var hash = SplitMix64.Mix((ulong)day.DayNumber);
        foreach (var letter in value)
        {
            hash = SplitMix64.At(hash, letter);
        }

        hash = SplitMix64.At(hash, (ulong)orders);
        foreach (var amount in (ReadOnlySpan<double>)[units, revenue, returned])
        {
            hash = SplitMix64.At(hash, unchecked((ulong)(long)Math.Round(amount * 100)));
        }

        return hash;
    }
}
