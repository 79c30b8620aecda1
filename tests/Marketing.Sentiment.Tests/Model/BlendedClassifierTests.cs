using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;
using Marketing.Sentiment.Model;

namespace Marketing.Sentiment.Tests.Model;

public sealed class A_model_on_top_of_the_base
{
    private static readonly string[] Texts =
    [
        "质量很好，喜欢，works well",
        "太差了！坏了, broken and terrible 退货",
        "not bad, 但是 battery 不行 :-(",
        "the box is on the table... good",
        "水壶 kettle 水壶 kettle 好 kettle",
    ];

    [Theory]
    [InlineData("naive-bayes", .2)]
    [InlineData("svm", .5)]
    [InlineData("nbsvm", .2)]
    [InlineData("hybrid", .4)]
    public void has_evidence_that_adds_up_to_its_log_odds(string algorithm, double groundShare)
    {
        var own = (IAdditiveTextClassifier)Train(algorithm);
        var ground = (IAdditiveTextClassifier)BaseModel.Make();
        var blend = new BlendedClassifier(own, ground, groundShare);
        blend.EvidenceIsExact.Should().BeTrue();
        foreach (var text in Texts)
        {
            var expected = ((1 - groundShare) * LogOdds(own, text)) + (groundShare * LogOdds(ground, text));
            var tokens = Tokens(text);
            var rest = blend.Weigh(own, ground, tokens, new double[2]);
            var evidence = blend.Evidence(text, int.MaxValue);
            (rest + evidence.Sum(passage => passage.Weight)).Should().BeApproximately(expected, 1e-4);
            evidence.Select(passage => Math.Abs(passage.Weight)).Should().BeInDescendingOrder();
            blend.Evidence(text, 2).Should().Equal(evidence.Take(2), "what is left out is always the least");
        }
    }

    [Fact]
    public void gives_a_passage_what_both_say_of_it()
    {
        // English, where every word is a passage of its own: a word's weight is the mean of both, also where neither ranks it first.
        var (own, ground) = ((IAdditiveTextClassifier)Train("nbsvm"), (IAdditiveTextClassifier)BaseModel.Make());
        const string Text = "terrible kettle, but it works well";
        foreach (var passage in new BlendedClassifier(own, ground, .25).Evidence(Text, int.MaxValue))
        {
            var mean = (.75 * WeightOf(own, Text, passage)) + (.25 * WeightOf(ground, Text, passage));
            passage.Weight.Should().BeApproximately(mean, 1e-9);
        }
    }

    [Fact]
    public void reads_on_many_threads_what_it_reads_on_one()
    {
        var blend = BlendedClassifier.Of(Train("nbsvm"), BaseModel.Make(), .2);
        string[] many =
        [
            .. Enumerable.Range(0, 400).Select(at => string.Concat(Enumerable.Repeat(Texts[at % Texts.Length], 1 + (at % 40)))),
        ];
        var alone = many.Select(text => Answer(blend, text)).ToArray();
        var together = new string[many.Length];
        Parallel.For(0, many.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, at => together[at] = Answer(blend, many[at]));
        together.Should().Equal(alone);
    }

    private static string Answer(ITextClassifier model, string text)
    {
        double[] probabilities = [0, 0],
            scored = [0, 0];
        var evidence = model.Read(text, Tokens(text), 5, probabilities);
        model.Score(text, scored);
        probabilities.Should().Equal(scored);
        return $"{probabilities[1]} {string.Join(' ', evidence)}";
    }

    private static double WeightOf(IAdditiveTextClassifier model, string text, TextEvidence passage) =>
        model.Evidence(text, int.MaxValue).Where(own => (own.Start, own.Length) == (passage.Start, passage.Length)).Sum(own => own.Weight);

    private static TokenBuffer Tokens(string text)
    {
        var tokens = new TokenBuffer();
        TextTokenizer.Read(text, tokens);
        return tokens;
    }

    /// <summary>What a model says alone: that its evidence and the rest are its log-odds, tests of the model itself hold.</summary>
    private static double LogOdds(IAdditiveTextClassifier model, string text)
    {
        var (tokens, weights) = (Tokens(text), new TokenWeights());
        weights.Clear(tokens.Count);
        var weighed = model.Weigh(tokens, 1, weights, new double[2]);
        return weighed.Rest + model.Evidence(text, int.MaxValue).Sum(passage => passage.Weight);
    }

    private static ITextClassifier Train(string algorithm)
    {
        string[][] words =
        [
            ["很差", "失望", "broken", "terrible", "坏了"],
            ["很好", "喜欢", "works well", "excellent", "好用"],
        ];
        LabelledTexts data = new(
            [
                .. Enumerable
                    .Range(0, 400)
                    .Select(at => $"质量{words[at % 2][at / 2 % 5]}，物流{words[at % 2][at / 10 % 5]}! {at % 7} the kettle"),
            ],
            [.. Enumerable.Range(0, 400).Select(at => (SentimentLabel)(at % 2))]
        );
        var trainer = TextClassifierTrainers.Find(algorithm) ?? throw new InvalidOperationException(algorithm);
        return trainer.Train(data, new Dictionary<string, double> { ["FeatureBits"] = 16 }, new TrainingControl(1, 1, null, default));
    }
}
