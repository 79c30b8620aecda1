using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Model;

/// <summary>The model that ships with the product, for both languages. Made when first asked for: a command that needs no sentiment does not wait for it.</summary>
/// <param name="make">Makes it.</param>
/// <param name="version">Tells what it says from what another one says, when first asked for.</param>
internal sealed class BaseModel(Func<ITextClassifier> make, Func<string> version)
{
    private readonly Lazy<ITextClassifier> _classifier = new(make);
    private readonly Lazy<string> _version = new(version);

    // Immutable and the same for all: made once a process, not once a host.
    private static readonly Lazy<ITextClassifier> Shipped = new(static () =>
        BaseSentiment.Create(Environment.ProcessorCount, CancellationToken.None)
    );

    /// <summary>The one that this build ships.</summary>
    public static ITextClassifier Make() => Shipped.Value;

    /// <summary><c>modelVersion</c> while it serves: begins with <c>base</c>, and changes with it, so that stored reviews are scored again.</summary>
    public string Version => _version.Value;

    /// <summary>Two classes.</summary>
    public ITextClassifier Classifier => _classifier.Value;
}
