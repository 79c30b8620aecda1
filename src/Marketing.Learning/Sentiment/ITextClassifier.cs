using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment;

/// <summary>A trained model of feeling. Immutable and safe to call from any number of threads.</summary>
public interface ITextClassifier
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c>.</summary>
    string Algorithm { get; }

    /// <summary>2 (negative, positive) or 3 (and neutral): the length of a row of probabilities.</summary>
    int Classes { get; }

    /// <summary>True when <see cref="Evidence"/> adds up to the score exactly (linear models); false for gradient × input.</summary>
    bool EvidenceIsExact { get; }

    /// <summary>Calibrated probabilities of one text. Never NaN; a text without any known feature gives the class priors.</summary>
    /// <param name="text">Any Unicode, also empty; lone surrogates are read as U+FFFD.</param>
    /// <param name="probabilities">Shape [Classes], indexed by <see cref="SentimentLabel"/>; overwritten; sums to 1.</param>
    void Score(ReadOnlySpan<char> text, Span<double> probabilities);

    /// <summary>The passages that moved the score most, largest absolute weight first.</summary>
    /// <param name="text">The text as it was scored.</param>
    /// <param name="limit">At most so many passages, at least 0.</param>
    /// <returns>Places in UTF-16 units of the original text; a weight above 0 speaks for positive.</returns>
    IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit);

    /// <summary><see cref="Score"/> and <see cref="Evidence"/> of a text that has been cut into tokens; a model that can do so reads them once for both.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="limit">At most so many passages, at least 0.</param>
    /// <param name="probabilities">Shape [Classes]; overwritten.</param>
    IReadOnlyList<TextEvidence> Read(ReadOnlySpan<char> text, TokenBuffer tokens, int limit, Span<double> probabilities)
    {
        Score(text, probabilities);
        return Evidence(text, limit);
    }

    /// <summary>Writes all that <see cref="TextClassifierFile.Read"/> needs.</summary>
    void Write(BinaryWriter writer);
}
