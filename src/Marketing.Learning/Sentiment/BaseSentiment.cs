using Marketing.Learning.Sentiment.Base;
using Marketing.Learning.Sentiment.Linear;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment;

/// <summary>
/// The model that a shop has before it has reviews, for Chinese and English: a support vector machine on reviews generated from word lists. Honest about it: its
/// name is <c>base</c>. Real reviews are less plain than generated ones: words that it does not know make it less sure.
/// </summary>
public static class BaseSentiment
{
    /// <summary>Name as in <c>evaluate sentiment --algorithm</c>; what <see cref="Version"/> begins with.</summary>
    public const string Name = "base";

    private const int Texts = 20_000;

    // Raised when the model comes out otherwise from the same texts and settings: another trainer, tokenizer or calibration. A test notices.
    private const int Revision = 1;

    // Added to the log-odds: praise uses more words that no list holds than complaint does. Of .3 to 1.6 (and factors of the log-odds of .6 to 2.6, of which 1
    // was best) the one with the least mean log loss on the training parts of two Chinese and one English review set, never on their test parts.
    private const double Lean = 1.1;

    private static readonly Dictionary<string, double> Settings = new()
    {
        ["FeatureBits"] = 18,
        ["WordOrder"] = 2,
        ["CharacterOrder"] = 3,
        ["Marks"] = 0,
        ["MarkDenial"] = 1,
    };

    private static readonly Lazy<string> ContentVersion = new(static () => $"{Name}-{(uint)Fingerprint():x8}");

    /// <summary>
    /// <c>base-</c> and eight digits that follow from all that it is learned from: another one after the lists, the generator or the settings changed. The same on every
    /// machine, which bits of the weights need not be.
    /// </summary>
    public static string Version => ContentVersion.Value;

    /// <summary>Builds the model; the same on every machine. Takes a second or two.</summary>
    /// <param name="threads">At least 1; the model does not depend on it.</param>
    /// <param name="cancel">Looked at between steps.</param>
    public static ITextClassifier Create(int threads, CancellationToken cancel)
    {
        var model = new SvmTrainer().Train(BaseTexts.Make(Texts), Settings, new TrainingControl(1, threads, null, cancel));
        return ((LinearTextModel)model).As(Name, Lean);
    }

    private static ulong Fingerprint()
    {
        var texts = BaseTexts.Make(Texts);
        var hash = SplitMix64.Mix(BitConverter.DoubleToUInt64Bits(Lean) ^ Revision);
        for (var text = 0; text < texts.Count; text++)
        {
            hash = SplitMix64.Mix(TextTokenizer.HashOf(texts.Texts[text]) ^ (ulong)texts.Labels[text] ^ hash);
        }

        foreach (var (name, value) in Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            hash = SplitMix64.Mix(TextTokenizer.HashOf(name) ^ BitConverter.DoubleToUInt64Bits(value) ^ hash);
        }

        return hash;
    }
}
