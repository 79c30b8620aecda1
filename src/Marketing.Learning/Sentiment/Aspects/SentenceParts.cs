using Marketing.Learning.Sentiment.Feelings;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>The parts of a text's sentences, with the aspects that each names and its words of feeling. Memory is used again. Not for two threads at once.</summary>
internal sealed class SentenceParts
{
    // In Chinese the word of feeling follows what it is said of: 价格便宜质量差.
    private const int BeforeInChinese = 3;

    [ThreadStatic]
    private static SentenceParts? _own;

    private readonly TermTokens _tokens = new();
    private readonly List<Feeling> _feelings = [];
    private readonly List<int> _turns = [];

    // First token of each part; one more entry closes the last.
    private readonly List<int> _starts = [];

    // First aspect and first feeling of each part, likewise.
    private readonly List<(int Aspect, int Feeling)> _firsts = [];

    /// <summary>This thread's own.</summary>
    public static SentenceParts OfThread => _own ??= new SentenceParts();

    /// <summary>Terms of aspects, in the order of the text.</summary>
    public List<TermPlace> Aspects { get; } = [];

    /// <summary>Number of parts.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>Replaces all by what is in a text, whose tokens are kept until the next call.</summary>
    /// <returns>False when it names no aspect; then nothing else may be asked.</returns>
    public bool TryRead(TokenBuffer tokens, TermIndex aspects)
    {
        _tokens.Read(tokens);
        Aspects.Clear();
        aspects.Find(_tokens, Aspects);
        if (Aspects.Count == 0)
        {
            return false;
        }

        _feelings.Clear();
        _turns.Clear();
        FeelingWords.Find(_tokens, _feelings, _turns);
        Divide();
        return true;
    }

    /// <summary>Indices into <see cref="Aspects"/> of those in a part: the first, and the one after the last.</summary>
    public (int First, int End) AspectsOf(int part) => (_firsts[part].Aspect, _firsts[part + 1].Aspect);

    /// <summary>The last part of the passage that begins with a part.</summary>
    public int LastOfPassage(int part)
    {
        while (part + 1 < Count && !_tokens.EndsSentence(_starts[part + 1] - 1) && _firsts[part + 1].Aspect == _firsts[part + 2].Aspect)
        {
            part++;
        }

        return part;
    }

    /// <summary>Where a passage stands in the text; the mark that ends it is no part of it.</summary>
    public (int Start, int End) PlaceOf(int part, int last, int aspect)
    {
        var end = _starts[last + 1] - 1;
        while (end > Aspects[aspect].First && _tokens.Tokens[end].Kind == TokenKind.Mark)
        {
            end--;
        }

        return (_tokens.Tokens[_starts[part]].Start, _tokens.Tokens[end].End);
    }

    /// <summary>The weights of the words of feeling about an aspect, summed; null when there is none.</summary>
    /// <param name="aspect">Index into <see cref="Aspects"/>.</param>
    /// <param name="first">The first aspect of the part.</param>
    /// <param name="end">After its last.</param>
    /// <param name="part">The part.</param>
    /// <param name="last">The last part of the passage.</param>
    public double? Weight(int aspect, int first, int end, int part, int last)
    {
        var (from, to, tail) = (_firsts[part].Feeling, _firsts[part + 1].Feeling, _firsts[last + 1].Feeling);
        var alone = true;
        for (var other = first; other < end; other++)
        {
            alone &= Aspects[other].Value == Aspects[aspect].Value;
        }

        if (alone || from == to)
        {
            return Sum(from, tail);
        }

        double? sum = null;
        for (var at = from; at < to; at++)
        {
            sum = Aspects[Nearest(at, first, end)].Value == Aspects[aspect].Value ? (sum ?? 0) + _feelings[at].Weight : sum;
        }

        // "Price and quality are great": the nearer one does not keep the word for itself.
        return sum ?? _feelings[NearestFeeling(aspect, from, to)].Weight;
    }

    private double? Sum(int from, int to)
    {
        double? sum = null;
        for (var at = from; at < to; at++)
        {
            sum = (sum ?? 0) + _feelings[at].Weight;
        }

        return sum;
    }

    private int Nearest(int feeling, int first, int end)
    {
        var nearest = first;
        for (var aspect = first + 1; aspect < end; aspect++)
        {
            nearest = Distance(aspect, feeling) < Distance(nearest, feeling) ? aspect : nearest;
        }

        return nearest;
    }

    private int NearestFeeling(int aspect, int from, int to)
    {
        var nearest = from;
        for (var feeling = from + 1; feeling < to; feeling++)
        {
            nearest = Distance(aspect, feeling) < Distance(aspect, nearest) ? feeling : nearest;
        }

        return nearest;
    }

    private int Distance(int aspect, int feeling)
    {
        var (named, felt) = (Aspects[aspect], _feelings[feeling]);
        var after = felt.First - (named.First + named.Count - 1);
        return after >= 0 ? after : named.First - (felt.First + felt.Count - 1) + (_tokens.IsCharacter(named.First) ? BeforeInChinese : 0);
    }

    private void Divide()
    {
        _starts.Clear();
        _firsts.Clear();
        var (turn, aspect, feeling) = (0, 0, 0);
        for (var at = 0; at < _tokens.Count; at++)
        {
            while (turn < _turns.Count && _turns[turn] < at)
            {
                turn++;
            }

            var turns = turn < _turns.Count && _turns[turn] == at;
            if (at > 0 && _tokens.Clauses[at] == _tokens.Clauses[at - 1] && !turns)
            {
                continue;
            }

            Begin(at, ref aspect, ref feeling);
        }

        Begin(_tokens.Count, ref aspect, ref feeling);
    }

    private void Begin(int token, ref int aspect, ref int feeling)
    {
        while (aspect < Aspects.Count && Aspects[aspect].First < token)
        {
            aspect++;
        }

        while (feeling < _feelings.Count && _feelings[feeling].First < token)
        {
            feeling++;
        }

        _starts.Add(token);
        _firsts.Add((aspect, feeling));
    }
}
