namespace Marketing.Learning.Sentiment;

/// <summary>Texts with the feeling that somebody gave them: what a classifier learns from.</summary>
public sealed record LabelledTexts
{
    /// <summary>Takes the columns as they are.</summary>
    /// <param name="texts">Shape [n].</param>
    /// <param name="labels">Shape [n].</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public LabelledTexts(IReadOnlyList<string> texts, IReadOnlyList<SentimentLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        if (texts.Count != labels.Count)
        {
            throw new ArgumentException($"{texts.Count} texts but {labels.Count} labels.", nameof(labels));
        }

        Texts = texts;
        Labels = labels;
        Classes = labels.Contains(SentimentLabel.Neutral) ? 3 : 2;
    }

    /// <summary>Shape [n].</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Shape [n].</summary>
    public IReadOnlyList<SentimentLabel> Labels { get; }

    /// <summary>3 when a label is neutral, else 2.</summary>
    public int Classes { get; }

    /// <summary>Number of texts.</summary>
    public int Count => Texts.Count;
}
