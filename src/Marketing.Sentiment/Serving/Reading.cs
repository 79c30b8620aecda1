using Marketing.Learning.Sentiment;
using Marketing.Learning.Sentiment.Aspects;
using Marketing.Sentiment.Model;

namespace Marketing.Sentiment.Serving;

/// <summary>How a text was understood.</summary>
/// <param name="Verdict">Label, score and confidence.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>: what most of it is in.</param>
/// <param name="Evidence">Passages that moved the score most; empty where none was asked for.</param>
/// <param name="Aspects">What it says of what, in the order of the text.</param>
internal sealed record Reading(Verdict Verdict, string Language, IReadOnlyList<TextEvidence> Evidence, IReadOnlyList<FoundAspect> Aspects);
