using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Sentiment.Linear;

namespace Marketing.Learning.Sentiment;

/// <summary>
/// The model that a shop has before it has reviews, for Chinese and English: a support vector machine on reviews generated from word lists. Honest about it: its
/// name is <c>base</c>, and its probabilities are drawn in, since real reviews are less plain than generated ones.
/// </summary>
public static class BaseSentiment
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c> and <c>modelVersion</c>.</summary>
    public const string Name = "base";

    private const int Texts = 20_000;

    // Real reviews are less plain than generated ones, and praise uses more words that no list holds than complaint does. Measured on the training
    // parts of the Chinese and English review sets, never on their test parts.
    private const double Confidence = .6;
    private const double Lean = .9;

    /// <summary>Builds the model; the same on every machine. Takes a second or two.</summary>
    /// <param name="threads">At least 1; the model does not depend on it.</param>
    /// <param name="cancel">Looked at between steps.</param>
    public static ITextClassifier Create(int threads, CancellationToken cancel)
    {
        var settings = new Dictionary<string, double>
        {
            ["FeatureBits"] = 18,
            ["WordOrder"] = 2,
            ["CharacterOrder"] = 3,
            ["Marks"] = 0,
        };
        var model = new SvmTrainer().Train(BaseTexts.Make(Texts), settings, new TrainingControl(1, threads, null, cancel));
        return ((LinearTextModel)model).As(Name, Confidence, Lean);
    }
}
