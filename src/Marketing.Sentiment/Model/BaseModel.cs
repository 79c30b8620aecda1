using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Model;

/// <summary>The model that ships with the product, for both languages. Made when first asked for: a command that needs no sentiment does not wait for it.</summary>
internal sealed class BaseModel(Func<ITextClassifier> make)
{
    private readonly Lazy<ITextClassifier> _classifier = new(make);

    // Immutable and the same for all: made once a process, not once a host.
    private static readonly Lazy<ITextClassifier> Shipped = new(static () =>
        BaseSentiment.Create(Environment.ProcessorCount, CancellationToken.None)
    );

    /// <summary>The one that this build ships.</summary>
    public static ITextClassifier Make() => Shipped.Value;

    /// <summary>Two classes.</summary>
    public ITextClassifier Classifier => _classifier.Value;
}
