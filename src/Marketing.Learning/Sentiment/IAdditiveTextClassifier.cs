using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment;

/// <summary>What weighing the tokens of a text leaves to say.</summary>
/// <param name="IsKnown">False when the text holds nothing known: the probabilities are the class priors and no token has a weight.</param>
/// <param name="Rest">The log-odds of positive against negative that are no token's: with the weights of all tokens they are those of the text, before noise in labels is allowed for.</param>
public readonly record struct WeighedText(bool IsKnown, double Rest);

/// <summary>A classifier whose log-odds are a sum over the tokens of the text: linear models. Immutable and safe to call from any number of threads.</summary>
public interface IAdditiveTextClassifier : ITextClassifier
{
    /// <summary>Scores a text and says what each of its tokens adds, in one pass.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="factor">Multiplies what is added to <paramref name="weights"/>.</param>
    /// <param name="weights">Added to; cleared for these tokens before.</param>
    /// <param name="probabilities">As <see cref="ITextClassifier.Score"/> gives them. Shape [Classes].</param>
    WeighedText Weigh(TokenBuffer tokens, double factor, TokenWeights weights, Span<double> probabilities);
}
