namespace Marketing.MLNet.Engine.Segments;

/// <summary>One customer's features.</summary>
internal sealed class CustomerRow
{
    /// <summary>Shape [features].</summary>
    public float[] Features { get; set; } = [];
}
