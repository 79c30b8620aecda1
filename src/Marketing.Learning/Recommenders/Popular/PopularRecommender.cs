using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Popular;

/// <summary>The same list for everybody: how many distinct users had the item. The baseline of every gate.</summary>
internal sealed class PopularRecommender : IRecommender
{
    public const string Name = "popular";
    private readonly float[] _userCounts;

    public PopularRecommender(float[] userCounts) => _userCounts = userCounts;

    public string Algorithm => Name;

    public int ItemCount => _userCounts.Length;

    public float Floor => 0;

    /// <summary>Distinct users of each item. Shape [items].</summary>
    public ReadOnlySpan<float> UserCounts => _userCounts;

    public static PopularRecommender Count(SparseRows itemUsers) =>
        new([.. Enumerable.Range(0, itemUsers.RowCount).Select(item => (float)itemUsers.Length(item))]);

    public static PopularRecommender Read(BinaryReader reader) => new(reader.ReadArray<float>());

    public void Score(History history, Span<float> scores) => _userCounts.CopyTo(scores);

    public void Explain(History history, int item, Span<float> contributions) => contributions.Clear();

    public void Write(BinaryWriter writer) => writer.WriteArray<float>(_userCounts);
}
