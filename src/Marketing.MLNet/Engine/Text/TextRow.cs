using Microsoft.ML.Data;

namespace Marketing.MLNet.Engine.Text;

/// <summary>One text.</summary>
internal sealed class TextRow
{
    /// <summary>Positive side of the hyperplane: what a binary trainer learns.</summary>
    public bool Label { get; set; }

    /// <summary>0 or 1, the same as a key: what naive Bayes learns. Keys count from 0 here; ML.NET shows them from 1 in its data views.</summary>
    public uint Class { get; set; }

    /// <summary>Values by bucket, most of them 0.</summary>
    public VBuffer<float> Features { get; set; }
}
