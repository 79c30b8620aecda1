namespace Marketing.MLNet.Engine.Recommenders;

/// <summary>One cell of the matrix. Keys count from 0 here; ML.NET shows them from 1 in its data views.</summary>
internal sealed class Pair
{
    public uint User { get; set; }

    public uint Item { get; set; }

    /// <summary>A float: the trainer takes no double in a chain.</summary>
    public float Label { get; set; }
}
