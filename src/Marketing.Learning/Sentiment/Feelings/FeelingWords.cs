namespace Marketing.Learning.Sentiment.Feelings;

/// <summary>A word of feeling in a text.</summary>
/// <param name="First">Index of its first token.</param>
/// <param name="Count">Tokens, at least 1.</param>
/// <param name="Weight">Log-odds of positive that it stands for, the words around it taken into account.</param>
internal readonly record struct Feeling(int First, int Count, double Weight);

/// <summary>
/// Words that feel good or bad, in both languages: what reads passages of a few words, for which models trained on whole reviews lean too much towards what most reviews say.
/// Each has log-odds of ±<see cref="Weight"/>, half as much again after "very", and the other way round, a little weaker, after a negation in the same part of the sentence.
/// What follows a "but" in the same sentence counts more.
/// </summary>
internal static class FeelingWords
{
    /// <summary>Log-odds of one word.</summary>
    public const double Weight = 1.2;
    private const double Intensified = 1.5;
    private const double Negated = -0.8;
    private const double AfterBut = 1.5;

    // Certain is no text: a hundred good words are not a hundred times as sure.
    private const double Most = 4.5;
    private const int WordReach = 3;
    private const int CharacterReach = 4;

    private const int Positive = 1;
    private const int Negative = 2;
    private const int Negation = 3;
    private const int Intensifier = 4;
    private const int But = 5;
    private const int Idle = 6;

    private static readonly TermIndex Index = new([
        .. EnglishWordList.Entries(Positive, Negative, Negation, Intensifier, But),
        .. ChineseWordList.Entries(Positive, Negative, Negation, Intensifier, But, Idle),
    ]);

    [ThreadStatic]
    private static List<TermPlace>? _places;

    /// <summary>Finds the words of feeling of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="feelings">Appended to, in the order of the text.</param>
    /// <param name="turns">Appended to: index of the first token of each "but".</param>
    public static void Find(TermTokens text, List<Feeling> feelings, List<int> turns)
    {
        var places = _places ??= [];
        places.Clear();
        Index.Find(text, places);
        var (factor, seen) = (1.0, 0);
        for (var at = 0; at < places.Count; at++)
        {
            var place = places[at];
            for (; seen < place.First; seen++)
            {
                factor = text.EndsSentence(seen) ? 1 : factor;
            }

            if (place.Value == But)
            {
                factor = AfterBut;
                turns.Add(place.First);
            }
            else if (place.Value is Positive or Negative)
            {
                var weight = (place.Value == Positive ? Weight : -Weight) * factor;
                feelings.Add(new Feeling(place.First, place.Count, weight * Context(text, places, at)));
            }
        }
    }

    /// <summary>Draws a sum of weights in, so that it stays below ±4.5.</summary>
    public static double Bounded(double sum) => Most * Math.Tanh(sum / Most);

    /// <summary>What the words before a term in the same part of the sentence make of it: two negations are none.</summary>
    private static double Context(TermTokens tokens, List<TermPlace> places, int at)
    {
        var (place, factor, first) = (places[at], 1.0, places[at].First);
        for (var before = at - 1; before >= 0; before--)
        {
            var other = places[before];
            var reach = tokens.IsCharacter(other.First) ? CharacterReach : WordReach;
            if (
                first - (other.First + other.Count) >= reach
                || tokens.Clauses[other.First] != tokens.Clauses[place.First]
                || other.Value == But
            )
            {
                break;
            }

            factor *= other.Value switch
            {
                Negation => Negated,
                Intensifier => Intensified,
                _ => 1,
            };
            if (other.Value is Positive or Negative)
            {
                break;
            }

            first = other.First;
        }

        return factor;
    }
}
