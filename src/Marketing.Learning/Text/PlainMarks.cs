namespace Marketing.Learning.Text;

/// <summary>Marks that are themselves whatever stands beside them: no tag, reference, face or hyphen begins with them.</summary>
internal static class PlainMarks
{
    private static readonly ulong[] Hashes = Make();

    /// <summary>The hash of a mark of this kind that stands alone; 0 for any other unit.</summary>
    public static ulong Of(char unit) => unit < Hashes.Length ? Hashes[unit] : 0;

    private static ulong[] Make()
    {
        var hashes = new ulong[128];
        foreach (var mark in ".,!?\"()[]{}/*#%$@_~|+\\")
        {
            hashes[mark] = TokenHash.Of([mark]);
        }

        return hashes;
    }
}
