using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Linear;

/// <summary>Settings that all linear models share.</summary>
internal static class LinearSettings
{
    public static readonly Setting Epochs = new("Epochs", 12, 1, 1000, true, "most passes over the texts");

    public static readonly Setting Tolerance = new(
        "Tolerance",
        .1,
        1e-6,
        10,
        false,
        "stops when the gradients of a pass are this near to each other"
    );

    public static IReadOnlyList<Setting> Input(int wordOrder, int markDenial = 0) =>
        [
            new(
                "FeatureBits",
                21,
                8,
                24,
                true,
                "memory: 2^bits buckets of features, 4 bytes each (and again for idf); features that share a bucket are one"
            ),
            new("WordOrder", wordOrder, 1, 3, true, "n-grams of up to so many words"),
            new("CharacterOrder", 3, 1, 3, true, "n-grams of up to so many Chinese characters"),
            new("Marks", 1, 0, 1, true, "1: punctuation marks are tokens"),
            new("Stem", 0, 0, 1, true, "1: English words are cut to their stem"),
            new("DropStopWords", 0, 0, 1, true, "1: English stop words are left out"),
            new("MarkNegation", 0, 0, 1, true, "1: English words after a negation are other features"),
            new("MarkDenial", markDenial, 0, 1, true, "1: a Chinese character right behind a negation is another feature"),
        ];

    public static LinearInput ToInput(IReadOnlyDictionary<string, double> settings) =>
        new(
            new FeatureOptions
            {
                WordOrder = (int)settings["WordOrder"],
                CharacterOrder = (int)settings["CharacterOrder"],
                Marks = settings["Marks"] > 0,
                Stem = settings["Stem"] > 0,
                DropStopWords = settings["DropStopWords"] > 0,
                MarkNegation = settings["MarkNegation"] > 0,
                MarkDenial = settings["MarkDenial"] > 0,
            },
            (int)settings["FeatureBits"]
        );
}
