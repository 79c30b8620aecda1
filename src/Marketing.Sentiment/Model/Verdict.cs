using Marketing.Learning.Sentiment;

namespace Marketing.Sentiment.Model;

/// <summary>What the probabilities of a text come to. The one rule, for requests, stored reviews and the judgement of candidates.</summary>
/// <param name="Label">How it feels.</param>
/// <param name="Score">Calibrated probability of positive.</param>
/// <param name="Confidence">How sure the label is, in [0, 1]: the label's probability; for an undecided text of a two-class model the smaller of its two.</param>
internal readonly record struct Verdict(SentimentLabel Label, double Score, double Confidence)
{
    /// <summary>Half the width of the band around ½ in which a model of two classes cannot tell.</summary>
    public const double Undecided = 0.1;

    /// <summary>A text that says nothing: no letters, or nothing that any model knows.</summary>
    public static readonly Verdict Nothing = new(SentimentLabel.Neutral, .5, 0);

    /// <summary>Three classes: the likeliest, the first of equals. Two: neutral where the score is less than <see cref="Undecided"/> away from ½, else the likelier.</summary>
    public static Verdict Of(ReadOnlySpan<double> probabilities)
    {
        var positive = probabilities[(int)SentimentLabel.Positive];
        if (probabilities.Length == 2)
        {
            var distance = Math.Abs(positive - .5);
            return distance < Undecided
                ? new Verdict(SentimentLabel.Neutral, positive, .5 - distance)
                : new Verdict(
                    positive > .5 ? SentimentLabel.Positive : SentimentLabel.Negative,
                    positive,
                    Math.Max(positive, 1 - positive)
                );
        }

        var best = 0;
        for (var label = 1; label < probabilities.Length; label++)
        {
            best = probabilities[label] > probabilities[best] ? label : best;
        }

        return new Verdict((SentimentLabel)best, positive, probabilities[best]);
    }
}
