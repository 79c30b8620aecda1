using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Sentiment.Linear;

namespace Marketing.Learning.Sentiment;

/// <summary>
/// The model that a shop has before it has reviews, for Chinese and English: a support vector machine on reviews generated from word lists. Honest about it: its
/// name is <c>base</c>. Real reviews are less plain than generated ones: words that it does not know make it less sure.
/// </summary>
public static class BaseSentiment
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c> and <c>modelVersion</c>.</summary>
    public const string Name = "base";

    private const int Texts = 20_000;

    // Added to the log-odds: praise uses more words that no list holds than complaint does. Of .3 to 1.6 (and factors of the log-odds of .6 to 2.6, of which 1
    // was best) the one with the least mean log loss on the training parts of two Chinese and one English review set, never on their test parts.
    private const double Lean = 1.1;

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
            ["MarkDenial"] = 1,
        };
        var model = new SvmTrainer().Train(BaseTexts.Make(Texts), settings, new TrainingControl(1, threads, null, cancel));
        return ((LinearTextModel)model).As(Name, Lean);
    }
}
