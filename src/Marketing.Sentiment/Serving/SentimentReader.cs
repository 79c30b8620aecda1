using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Model;
using Marketing.Sentiment.Scoring;
using Marketing.Store;
using Marketing.Training;
using Microsoft.Extensions.Logging;

namespace Marketing.Sentiment.Serving;

/// <summary>What reads texts at one moment; a request takes it once and works with it to its end.</summary>
/// <param name="Classifier">What scores.</param>
/// <param name="Aspects">The aspects and their terms.</param>
/// <param name="Version">Both versions.</param>
/// <param name="LoadedVersion">The published version that this replica has; null when it has none.</param>
internal sealed record CurrentSentiment(ITextClassifier Classifier, AspectShelf Aspects, ScoringVersion Version, string? LoadedVersion);

/// <summary>Reads texts with the published model, or the base before the first publication, and the shop's lists of aspects.</summary>
internal sealed class SentimentReader : IDisposable
{
    [ThreadStatic]
    private static TokenBuffer? _tokens;

    private readonly IServingModel<ServedSentiment> _serving;
    private readonly BaseModel _ground;
    private readonly AspectBook _aspects;
    private readonly Catalogue _catalogue;
    private readonly ILogger<SentimentReader> _log;

    public SentimentReader(
        IServingModel<ServedSentiment> serving,
        BaseModel ground,
        AspectBook aspects,
        Catalogue catalogue,
        ILogger<SentimentReader> log
    )
    {
        (_serving, _ground, _aspects, _catalogue, _log) = (serving, ground, aspects, catalogue, log);
        serving.Swapped += Raise;
        aspects.Changed += Raise;
    }

    /// <summary>Raised after another model or other lists of aspects began to serve.</summary>
    public event Action? Changed;

    /// <summary>What serves now.</summary>
    public CurrentSentiment Current
    {
        get
        {
            var (served, aspects) = (_serving.Current, _aspects.Current);
            var (classifier, version) = served is { Model.IsBase: false }
                ? (served.Model.Classifier, served.Version)
                : (_ground.Classifier, _ground.Version);
            return new CurrentSentiment(classifier, aspects, new ScoringVersion(version, aspects.Version), served?.Version);
        }
    }

    /// <summary>Reads one text.</summary>
    /// <param name="current">What reads.</param>
    /// <param name="text">Any Unicode, also empty.</param>
    /// <param name="category">Category path of what it is about; null when nothing is known.</param>
    /// <param name="passages">Evidence wanted, at most.</param>
    public static Reading Read(CurrentSentiment current, string text, string? category, int passages)
    {
        var tokens = _tokens ??= new TokenBuffer();
        TextTokenizer.Read(text, tokens);
        var language = LanguageGuess.Of(tokens.Tokens);
        if (!SaysSomething(tokens.Tokens))
        {
            return new Reading(Verdict.Nothing, language, [], []);
        }

        Span<double> probabilities = stackalloc double[3];
        probabilities = probabilities[..current.Classifier.Classes];
        var evidence = current.Classifier.Read(text, tokens, Math.Max(1, passages), probabilities);
        // Where nothing moved the score it is the prior: what most people say, and not what this text does.
        var verdict = evidence.Count > 0 ? Verdict.Of(probabilities) : Verdict.Nothing;
        return new Reading(
            verdict,
            language,
            passages > 0 ? evidence : [],
            current.Aspects.Find(text, tokens, category, current.Classifier)
        );
    }

    /// <summary>Reads a stored review. Never fails: a text that the model cannot read must not stop all that come after it.</summary>
    public Reading ReadStored(CurrentSentiment current, string text, string itemId)
    {
        try
        {
            return Read(current, text, _catalogue.Current.Find(itemId)?.Category, passages: 0);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _log.LogError(fault, "A review of {ItemId} could not be read; it counts as neutral", itemId);
            return new Reading(Verdict.Nothing, LanguageGuess.English, [], []);
        }
    }

    public void Dispose()
    {
        _serving.Swapped -= Raise;
        _aspects.Changed -= Raise;
    }

    /// <summary>At least two letters, digits or Chinese characters: a mark, an emoji or a single letter may mean anything.</summary>
    internal static bool SaysSomething(ReadOnlySpan<TextToken> tokens)
    {
        var letters = 0;
        foreach (ref readonly var token in tokens)
        {
            letters += token.Kind is TokenKind.Word or TokenKind.Character ? token.FoldedLength : 0;
            if (letters > 1)
            {
                return true;
            }
        }

        return false;
    }

    private void Raise() => Changed?.Invoke();
}
