namespace Marketing.Learning.Text;

/// <summary>One occurrence of an n-gram.</summary>
/// <param name="Hash">64 bits of the n-gram; equal n-grams have equal hashes on every machine.</param>
/// <param name="First">Index of its first token in the <see cref="FeatureReader.Tokens"/> of the text.</param>
/// <param name="Order">Number of tokens in it, 1 to 3.</param>
/// <param name="Last">Index of its last token; tokens that features leave out may lie between.</param>
public readonly record struct TextFeature(ulong Hash, int First, int Last, int Order);
