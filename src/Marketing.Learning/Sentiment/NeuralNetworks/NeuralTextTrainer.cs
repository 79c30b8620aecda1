using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.NeuralNetworks;

/// <summary>Trains <c>cnn</c> or <c>rnn</c>: a few networks, each stopped early and calibrated on another tenth of the texts, held out by hash.</summary>
internal sealed class NeuralTextTrainer : ITextClassifierTrainer
{
    private const ulong Folds = 10;
    private const int FewestTexts = 50;
    private readonly bool _isRecurrent;

    /// <param name="algorithm">cnn or rnn.</param>
    public NeuralTextTrainer(string algorithm)
    {
        Algorithm = algorithm;
        _isRecurrent = algorithm == TextArchitecture.Recurrent;
        Settings =
        [
            new(
                "Epochs",
                _isRecurrent ? 3 : 5,
                1,
                100,
                IsWhole: true,
                "Passes over the texts at most; the epoch that does best on held-out texts wins."
            ),
            // A third recurrent network brings .0025 of accuracy on hotels, learned from all other categories.
            new(
                "Networks",
                _isRecurrent ? 3 : 2,
                1,
                Folds,
                IsWhole: true,
                "Networks whose probabilities are averaged; training time grows with them."
            ),
            new("EmbeddingSize", 64, 1, TextArchitecture.Largest, IsWhole: true, "Length of a token's vector."),
            _isRecurrent
                ? new("Units", 64, 1, TextArchitecture.Largest, IsWhole: true, "Length of the state, in each direction.")
                : new("Filters", 96, 1, TextArchitecture.Largest, IsWhole: true, "Filters of each width: 2, 3 and 4 tokens."),
            new("LearningRate", .002, 1e-6, 1, IsWhole: false, "Adam's first step length; falls to 0 in a straight line."),
            new("VectorDropout", _isRecurrent ? .3 : .2, 0, .9, IsWhole: false, "Share of the tokens' vectors left out in training."),
            new("FeatureDropout", .5, 0, .9, IsWhole: false, "Share of a text's features left out in training."),
            new(
                "Tokens",
                256,
                1,
                TextArchitecture.MostTokens,
                IsWhole: true,
                "Of a longer text the first and the last half of so many tokens are read."
            ),
            new(
                "Vocabulary",
                60_000,
                1,
                1_000_000,
                IsWhole: true,
                "Most tokens and pairs with a vector. Memory: 4 bytes × vocabulary × embedding size × networks."
            ),
        ];
    }

    public string Algorithm { get; }

    public string Engine => "built-in";

    public IReadOnlyList<Setting> Settings { get; }

    public IReadOnlyList<IReadOnlyDictionary<string, double>> Grid { get; } = [new Dictionary<string, double>()];

    public string? WhyNotApplicable(LabelledTexts data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count < FewestTexts)
        {
            return $"{data.Count} texts are too few: a network needs at least {FewestTexts}.";
        }

        var labels = data.Labels.Distinct().ToList();
        return labels.Contains(SentimentLabel.Negative) && labels.Contains(SentimentLabel.Positive)
            ? null
            : "There are no texts of both feelings.";
    }

    public ITextClassifier Train(LabelledTexts data, IReadOnlyDictionary<string, double> settings, TrainingControl control)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(control);
        var resolved = Setting.Resolve(Algorithm, Settings, settings);
        int Whole(string name) => (int)resolved[name];
        control.Cancel.ThrowIfCancellationRequested();
        var width = Whole(_isRecurrent ? "Units" : "Filters");
        var architecture = new TextArchitecture(Algorithm, data.Classes, Whole("EmbeddingSize"), width, Whole("Tokens"));
        var vocabulary = TokenVocabulary.Of(data.Texts, Whole("Vocabulary"), control.Cancel);
        var tokens = new TokenBuffer();
        var texts = data.Texts.Select(text => vocabulary.Encode(text, architecture.Tokens, tokens)).ToList();
        var labels = data.Labels.Select(label => (int)label).ToArray();
        var folds = data.Texts.Select(text => Fold(text, control.Seed)).ToArray();
        var plan = new TextTrainingPlan(Whole("Epochs"), resolved["LearningRate"], resolved["VectorDropout"], resolved["FeatureDropout"]);
        var networks = new CalibratedNetwork[Whole("Networks")];
        for (var at = 0; at < networks.Length; at++)
        {
            var (own, count) = (at, networks.Length);
            var part = control with
            {
                Seed = SplitMix64.At(control.Seed, (ulong)at),
                Progress = share => control.Progress?.Invoke((own + share) / count),
            };
            var heldOut = Indices(folds, fold => fold == (ulong)own);
            var training = new TextNetworkTraining(architecture.Start(vocabulary.Count, part.Seed), texts, labels, plan, part);
            var network = training.Fit(Indices(folds, fold => fold != (ulong)own), heldOut);
            var logits = TextNetworkTraining.Logits(network, texts, heldOut, part);
            var calibration = LogitCalibration.Fit(logits, Array.ConvertAll(heldOut, text => labels[text]), data.Classes);
            networks[at] = new CalibratedNetwork(network, calibration);
        }

        return new NeuralTextClassifier(architecture, vocabulary, Priors(labels, data.Classes), networks);
    }

    private static double[] Priors(int[] labels, int classes) =>
        [.. Enumerable.Range(0, classes).Select(label => (labels.Count(own => own == label) + 1.0) / (labels.Length + classes))];

    // By the text itself: a review that was copied must not be learned and held out at once.
    private static ulong Fold(string text, ulong seed)
    {
        var hash = seed;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3;
        }

        return SplitMix64.Mix(hash) % Folds;
    }

    private static int[] Indices(ulong[] folds, Predicate<ulong> isWanted) =>
        [.. Enumerable.Range(0, folds.Length).Where(text => isWanted(folds[text]))];
}
