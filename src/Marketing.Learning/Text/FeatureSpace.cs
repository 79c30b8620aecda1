namespace Marketing.Learning.Text;

/// <summary>Numbers for features, so that a model's memory is bounded whatever the texts hold.</summary>
public abstract class FeatureSpace
{
    /// <summary>Every index is below it.</summary>
    public abstract int Size { get; }

    /// <summary>The index of a feature, or -1 when it has none.</summary>
    public abstract int IndexOf(ulong hash);

    /// <summary>2^bits buckets; features that share one are one feature.</summary>
    /// <param name="bits">1 to 26.</param>
    public static FeatureSpace Hashed(int bits) => new Buckets(bits);

    private sealed class Buckets : FeatureSpace
    {
        private readonly int _shift;

        public Buckets(int bits)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 26);
            _shift = 64 - bits;
            Size = 1 << bits;
        }

        public override int Size { get; }

        public override int IndexOf(ulong hash) => (int)(hash >> _shift);
    }
}
