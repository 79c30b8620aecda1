using Marketing.Learning.Numerics;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>A sum of small regression trees of one depth: node n's children are 2n + 1 (at or below the threshold) and 2n + 2.</summary>
internal sealed class BoostedTrees
{
    private readonly int _depth;
    private readonly int[] _features;
    private readonly float[] _thresholds;
    private readonly float[] _leaves;

    /// <param name="depth">Questions on the way to a leaf, 1 to 10.</param>
    /// <param name="features">Which feature a node asks for. Shape [trees × (2^depth − 1)].</param>
    /// <param name="thresholds">Shape as <paramref name="features"/>.</param>
    /// <param name="leaves">Shape [trees × 2^depth].</param>
    /// <exception cref="InvalidDataException">The shapes disagree.</exception>
    public BoostedTrees(int depth, int[] features, float[] thresholds, float[] leaves)
    {
        if (
            depth is < 1 or > 10
            || features.Length != thresholds.Length
            || features.Length % Nodes(depth) != 0
            || leaves.Length != features.Length / Nodes(depth) << depth
            || features.Any(feature => feature < 0)
        )
        {
            throw new InvalidDataException("The trees of the blend have a wrong shape.");
        }

        (_depth, _features, _thresholds, _leaves) = (depth, features, thresholds, leaves);
    }

    public static BoostedTrees None { get; } = new(1, [], [], []);

    public int Count => _features.Length / Nodes(_depth);

    /// <summary>The highest feature asked for; −1 without a tree.</summary>
    public int HighestFeature => _features.Length == 0 ? -1 : _features.Max();

    public static BoostedTrees Read(BinaryReader reader) =>
        new(reader.ReadInt32(), reader.ReadArray<int>(), reader.ReadArray<float>(), reader.ReadArray<float>());

    public void Write(BinaryWriter writer)
    {
        writer.Write(_depth);
        writer.WriteArray<int>(_features);
        writer.WriteArray<float>(_thresholds);
        writer.WriteArray<float>(_leaves);
    }

    public float Score(ReadOnlySpan<float> features)
    {
        var (sum, nodes) = (0f, Nodes(_depth));
        for (var tree = 0; tree < Count; tree++)
        {
            var node = 0;
            for (var level = 0; level < _depth; level++)
            {
                var at = (tree * nodes) + node;
                node = (2 * node) + (features[_features[at]] <= _thresholds[at] ? 1 : 2);
            }

            sum += _leaves[(tree << _depth) + node - nodes];
        }

        return sum;
    }

    private static int Nodes(int depth) => (1 << depth) - 1;
}
