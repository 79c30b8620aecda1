using Marketing.Learning.Sentiment;
using Marketing.Learning.Text;

namespace Marketing.Sentiment.Model;

/// <summary>
/// The shop's own model on top of the base: a logarithmic opinion pool (Genest and Zidek 1986), P(c) ∝ own(c)^(1−w) · base(c)^w. The own model knows how this shop's customers write,
/// the base words that none of them has used yet. The base knows no neutral: there the own model alone says how likely neutral is.
/// </summary>
/// <param name="own">Trained on the shop's reviews.</param>
/// <param name="ground">The base, two classes.</param>
/// <param name="groundShare">w in [0, 1].</param>
internal sealed class BlendedClassifier(ITextClassifier own, ITextClassifier ground, double groundShare) : ITextClassifier
{
    private const double Least = 1e-9;

    public string Algorithm => own.Algorithm;

    public int Classes => own.Classes;

    public bool EvidenceIsExact => own.EvidenceIsExact && ground.EvidenceIsExact;

    public ITextClassifier Own => own;

    public double GroundShare => groundShare;

    /// <summary>The own model alone where the base has no share.</summary>
    public static ITextClassifier Of(ITextClassifier own, ITextClassifier ground, double groundShare) =>
        groundShare > 0 ? new BlendedClassifier(own, ground, groundShare) : own;

    public void Score(ReadOnlySpan<char> text, Span<double> probabilities)
    {
        Span<double> other = stackalloc double[3];
        other = other[..ground.Classes];
        own.Score(text, probabilities);
        ground.Score(text, other);
        Pool(probabilities, other, groundShare);
    }

    /// <summary>The pool of two rows of probabilities, in place.</summary>
    internal static void Pool(Span<double> own, ReadOnlySpan<double> ground, double groundShare)
    {
        var neutral = own.Length > 2 ? own[(int)SentimentLabel.Neutral] : 0;
        var logOdds =
            ((1 - groundShare) * LogOdds(own[(int)SentimentLabel.Positive], own[(int)SentimentLabel.Negative]))
            + (groundShare * LogOdds(ground[(int)SentimentLabel.Positive], ground[(int)SentimentLabel.Negative]));
        var positive = 1 / (1 + Math.Exp(-logOdds));
        own[(int)SentimentLabel.Positive] = positive * (1 - neutral);
        own[(int)SentimentLabel.Negative] = (1 - positive) * (1 - neutral);
    }

    public IReadOnlyList<TextEvidence> Evidence(ReadOnlySpan<char> text, int limit)
    {
        if (own is not IAdditiveTextClassifier || ground is not IAdditiveTextClassifier)
        {
            return Merge(text, limit);
        }

        var tokens = new TokenBuffer();
        TextTokenizer.Read(text, tokens);
        Span<double> probabilities = stackalloc double[3];
        return Read(text, tokens, limit, probabilities[..Classes]);
    }

    public IReadOnlyList<TextEvidence> Read(ReadOnlySpan<char> text, TokenBuffer tokens, int limit, Span<double> probabilities)
    {
        if (own is not IAdditiveTextClassifier additive || ground is not IAdditiveTextClassifier below)
        {
            Score(text, probabilities);
            return Merge(text, limit);
        }

        Weigh(additive, below, tokens, probabilities);
        return TokenWeights.OfThread.Passages(tokens, limit);
    }

    /// <summary>Both models weigh every token before any is ranked: the evidence is that of the pool, not of its parts. Returns the log-odds that are no token's.</summary>
    internal double Weigh(IAdditiveTextClassifier additive, IAdditiveTextClassifier below, TokenBuffer tokens, Span<double> probabilities)
    {
        var weights = TokenWeights.OfThread;
        weights.Clear(tokens.Count);
        Span<double> other = stackalloc double[3];
        other = other[..below.Classes];
        var rest = (1 - groundShare) * additive.Weigh(tokens, 1 - groundShare, weights, probabilities).Rest;
        rest += groundShare * below.Weigh(tokens, groundShare, weights, other).Rest;
        Pool(probabilities, other, groundShare);
        return rest;
    }

    /// <summary>For models that only name passages: each names all of its own.</summary>
    private TextEvidence[] Merge(ReadOnlySpan<char> text, int limit)
    {
        var weights = new Dictionary<(int Start, int Length), double>();
        foreach (var passage in own.Evidence(text, int.MaxValue))
        {
            weights[(passage.Start, passage.Length)] = (1 - groundShare) * passage.Weight;
        }

        foreach (var passage in ground.Evidence(text, int.MaxValue))
        {
            var place = (passage.Start, passage.Length);
            weights[place] = weights.GetValueOrDefault(place) + (groundShare * passage.Weight);
        }

        return
        [
            .. weights
                .Select(entry => new TextEvidence(entry.Key.Start, entry.Key.Length, entry.Value))
                .OrderByDescending(passage => Math.Abs(passage.Weight))
                .ThenBy(passage => passage.Start)
                .Take(limit),
        ];
    }

    public void Write(BinaryWriter writer) => own.Write(writer);

    private static double LogOdds(double positive, double negative) => Math.Log(Math.Max(positive, Least) / Math.Max(negative, Least));
}
