using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marketing.Learning.Text;

/// <summary>
/// Reads a word of ASCII letters without a loop over them, whose end the processor would guess wrong at nearly every word: sixteen units are compared at once, and the hash
/// takes eight or sixteen steps whatever the length, those behind the end changing nothing.
/// </summary>
internal static class AsciiWord
{
    /// <summary>Units that are looked at, and written, at once: a word is shorter.</summary>
    public const int Block = 16;

    // From 16 - n on: n times all bits, then none.
    private static readonly ushort[] Kept = [.. Enumerable.Repeat(ushort.MaxValue, Block), .. new ushort[Block]];

    // From 16 - n on: n times the hash's factor, then 1.
    private static readonly ulong[] Factors = [.. Enumerable.Repeat(TokenHash.Factor, Block), .. Enumerable.Repeat(1UL, Block)];

    /// <summary>True for A to Z and a to z.</summary>
    public static bool IsLetter(char unit) => (uint)((unit | 0x20) - 'a') <= 'z' - 'a';

    /// <summary>Reads the letters at the beginning of a text.</summary>
    /// <param name="text">A block and a unit can be read from here.</param>
    /// <param name="folded">A block is written here: the letters in lower case, then zeros.</param>
    /// <param name="hash">The running hash; multiplied in.</param>
    /// <returns>How many letters; 0 for those that are read one by one: a block or more, or one letter three times in a row.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref readonly char text, ref char folded, ref ulong hash)
    {
        ref var units = ref Unsafe.As<char, ushort>(ref Unsafe.AsRef(in text));
        var lower = Vector256.LoadUnsafe(ref units) | Vector256.Create((ushort)0x20);
        var next = Vector256.LoadUnsafe(ref units, 1) | Vector256.Create((ushort)0x20);
        var isLetter = Vector256.LessThanOrEqual(lower - Vector256.Create((ushort)'a'), Vector256.Create((ushort)('z' - 'a')));
        var length = BitOperations.TrailingZeroCount(~isLetter.ExtractMostSignificantBits());
        var same = Vector256.Equals(lower, next).ExtractMostSignificantBits();
        if (length >= Block || (same & (same >> 1) & ((1u << length) - 1) >> 2) != 0)
        {
            return 0;
        }

        var word = lower & Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Kept), (nuint)(Block - length));
        word.StoreUnsafe(ref Unsafe.As<char, ushort>(ref folded));
        ref var factors = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Factors), Block - length);
        hash = Step(hash, word.GetLower().AsUInt64(), ref factors);
        if (length > Block / 2)
        {
            hash = Step(hash, word.GetUpper().AsUInt64(), ref Unsafe.Add(ref factors, Block / 2));
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong hash, Vector128<ulong> units, ref ulong factors) =>
        Step(Step(hash, units[0], ref factors), units[1], ref Unsafe.Add(ref factors, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong hash, ulong units, ref ulong factors)
    {
        unchecked
        {
            hash = (hash ^ (ushort)units) * factors;
            hash = (hash ^ (ushort)(units >> 16)) * Unsafe.Add(ref factors, 1);
            hash = (hash ^ (ushort)(units >> 32)) * Unsafe.Add(ref factors, 2);
            return (hash ^ (units >> 48)) * Unsafe.Add(ref factors, 3);
        }
    }
}
