namespace Marketing.Recommendations.Model;

/// <summary>For each item the items that go with it, best first.</summary>
/// <param name="Starts">Shape [items + 1].</param>
/// <param name="Items">Neighbours of item i at [Starts[i], Starts[i+1]).</param>
/// <param name="Scores">Their similarity, above 0.</param>
/// <param name="Together">In how many groups both are.</param>
/// <param name="GroupsOf">In how many groups each item is. Shape [items].</param>
/// <param name="GroupCount">Groups that were counted.</param>
internal sealed record NeighbourLists(int[] Starts, int[] Items, float[] Scores, int[] Together, int[] GroupsOf, int GroupCount)
{
    /// <summary>How many neighbours an item has.</summary>
    public int CountOf(int item) => Starts[item + 1] - Starts[item];

    /// <summary>An item's neighbours, best first.</summary>
    public ReadOnlySpan<int> Of(int item) => Items.AsSpan(Starts[item], CountOf(item));

    /// <summary>Observed ÷ expected number of groups that hold both, if the two had nothing to do with each other.</summary>
    /// <param name="item">The item.</param>
    /// <param name="at">Place in its list.</param>
    public double Lift(int item, int at)
    {
        var entry = Starts[item] + at;
        return (double)Together[entry] * GroupCount / ((double)GroupsOf[item] * GroupsOf[Items[entry]]);
    }
}
