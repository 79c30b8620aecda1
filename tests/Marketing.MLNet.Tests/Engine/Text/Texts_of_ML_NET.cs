using Marketing.Learning;
using Marketing.Learning.Sentiment;
using Marketing.Learning.Tests.Sentiment;

namespace Marketing.MLNet.Tests.Engine.Text;

/// <summary>What ML.NET's text models promise like all others, and what its quirks would spoil.</summary>
public abstract class TextsOfMlNet : TextClassifierContract
{
    private readonly string _algorithm;

    protected TextsOfMlNet(string algorithm)
    {
        MlNetEngine.Join();
        _algorithm = algorithm;
    }

    protected override ITextClassifierTrainer Trainer => TextClassifierTrainers.Find(_algorithm)!;

    /// <summary>ML.NET's prediction engine is not thread-safe; it is not used.</summary>
    [Fact]
    public void Scores_alike_from_many_threads()
    {
        var model = Train(SmallReviews.Two, threads: 2);
        var expected = SmallReviews.Two.Texts.Select(text => Scores(model, text)).ToArray();
        Parallel.For(
            0,
            8,
            thread =>
            {
                for (var text = thread; text < expected.Length; text++)
                {
                    Scores(model, SmallReviews.Two.Texts[text]).Should().Equal(expected[text]);
                }
            }
        );
    }

    [Fact]
    public void Tunes_itself_over_settings_that_all_train()
    {
        foreach (var settings in Trainer.Grid)
        {
            var small = new Dictionary<string, double>(settings) { ["FeatureBits"] = 14 };
            var model = Trainer.Train(SmallReviews.Three, small, new TrainingControl(1, 1, null, default));
            Scores(model, "great quality").Should().OnlyContain(p => p > 0 && p < 1);
        }
    }
}

public sealed class Naive_Bayes_of_ML_NET() : TextsOfMlNet("mlnet-naive-bayes");

public sealed class A_support_vector_machine_of_ML_NET() : TextsOfMlNet("mlnet-svm");

public sealed class Dual_coordinate_ascent_of_ML_NET() : TextsOfMlNet("mlnet-sdca");
