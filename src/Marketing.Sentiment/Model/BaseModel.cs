using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Model;

/// <summary>The model that ships with the product, for both languages. Made when first asked for: a command that needs no sentiment does not wait for it.</summary>
internal sealed class BaseModel(Func<ITextClassifier> make)
{
    private readonly Lazy<ITextClassifier> _classifier = new(make);

    /// <summary>Two classes.</summary>
    public ITextClassifier Classifier => _classifier.Value;
}
