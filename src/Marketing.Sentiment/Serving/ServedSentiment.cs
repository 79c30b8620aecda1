using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Artefact;
using Marketing.Sentiment.Model;
using Marketing.Training;

namespace Marketing.Sentiment.Serving;

/// <summary>A loaded artefact, ready to be asked. Immutable.</summary>
/// <param name="Classifier">What scores.</param>
/// <param name="IsBase">True when the base alone was published.</param>
internal sealed record ServedSentiment(ITextClassifier Classifier, bool IsBase);

/// <summary>Makes a <see cref="ServedSentiment"/> out of an artefact's payload.</summary>
internal sealed class SentimentLoader(BaseModel ground) : IModelLoader<ServedSentiment>
{
    public string Name => SentimentModel.ModelName;

    public ServedSentiment Load(Stream artefact)
    {
        var content = SentimentFile.Read(artefact);
        return content.Own is { } own
            ? new ServedSentiment(BlendedClassifier.Of(own, ground.Classifier, content.GroundShare), IsBase: false)
            : new ServedSentiment(ground.Classifier, IsBase: true);
    }

    public void SmokeTest(ServedSentiment model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var probabilities = new double[model.Classifier.Classes];
        foreach (var text in new[] { "", "Good, but late.", "质量很好，就是慢。" })
        {
            model.Classifier.Score(text, probabilities);
            if (Array.Exists(probabilities, p => !(p is >= 0 and <= 1)) || Math.Abs(probabilities.Sum() - 1) > 1e-6)
            {
                throw new InvalidDataException("The model's probabilities are none.");
            }

            _ = model.Classifier.Evidence(text, 3);
        }
    }
}
