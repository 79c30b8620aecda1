using System.Runtime.InteropServices;

namespace Marketing.Learning.Text;

/// <summary>A token and its place in the original text.</summary>
/// <param name="Hash">64 bits of the folded token; equal tokens have equal hashes on every machine.</param>
/// <param name="Start">First UTF-16 unit in the original text.</param>
/// <param name="Length">UTF-16 units in the original text, at least 1.</param>
/// <param name="FoldedStart">Where its folded form begins in <see cref="TokenBuffer.Folded(in TextToken)"/>'s memory.</param>
/// <param name="FoldedLength">UTF-16 units of the folded form, at least 1.</param>
/// <param name="Kind">What it is.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextToken(ulong Hash, int Start, int Length, int FoldedStart, int FoldedLength, TokenKind Kind)
{
    /// <summary>First UTF-16 unit after it in the original text.</summary>
    public int End => Start + Length;
}
