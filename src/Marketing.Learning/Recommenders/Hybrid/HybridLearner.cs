using Marketing.Learning.Numerics;
using Marketing.Learning.Ranking;

namespace Marketing.Learning.Recommenders.Hybrid;

/// <summary>Learns how to blend from what users did after the cut.</summary>
internal sealed class HybridLearner
{
    private const int Patience = 20;
    private const int TopPlaces = 10;

    // Where catalogues are wide, few lists hold anything that the user came to have; only those teach.
    private const int MostAskedPerList = 4;

    // Choosing settings needs fewer users than learning weights.
    private const int MostJudges = 600;
    private readonly PastAndNext _cut;
    private ItemTrends _trends;
    private readonly ItemTraits _traits;
    private readonly TrainingControl _control;
    private readonly Lessons _lessons;
    private readonly int[] _users;

    public HybridLearner(HybridPlan plan, PastAndNext cut, int mostLists, TrainingControl control)
    {
        (Plan, _cut, _control) = (plan, cut, control);
        _trends = HybridTrainer.Trends(cut.Past);
        _traits = ItemTraits.Of(cut.Past);
        var learnable = Enumerable
            .Range(0, cut.Next.Length)
            .Where(user => cut.Next[user].Length > 0 && cut.Past[user].Length > 0)
            .ToArray();
        _users = [.. learnable.OrderBy(user => SplitMix64.At(control.Seed, (ulong)user)).Take(MostAskedPerList * mostLists)];
        Scales = [.. Enumerable.Repeat(1f, plan.Views.Count)];
        if (_users.Length == 0)
        {
            _lessons = new Lessons(CandidateSet.WidthOf(plan.Views.Count), [], []);
            return;
        }

        (Plan, var models) = plan.Choose(cut, _users[..Math.Min(MostJudges, _users.Length)], control);
        _trends = HybridTrainer.WithKin(_trends, models, control.Cancel);
        var parts = plan.Views.Select(view => new HybridPart(models[view.Model], view.Newest)).ToArray();
        Scales = TypicalScores(parts);
        _lessons = AskUntil(parts, mostLists);
    }

    /// <summary>Features of a list's candidates as they are, expanded and in bins.</summary>
    /// <param name="parts">Number of parts.</param>
    /// <param name="items">Number of items.</param>
    public static long BytesOfAList(int parts, int items)
    {
        var candidates = Math.Min(items, (parts + 4) * CandidateSet.PerPart);
        return candidates * ((5L * CandidateSet.WidthOf(parts)) + (4L * LinearBlend.WidthOf(parts)));
    }

    /// <summary>The plan with the chosen settings.</summary>
    public HybridPlan Plan { get; }

    /// <summary>A tenth of each part's mean best score, above 0. Shape [parts].</summary>
    public float[] Scales { get; }

    public (LinearBlend Linear, BoostedTrees Trees) Blend(double l2, int mostTrees)
    {
        var parts = Plan.Views.Count;
        var linear = LinearBlend.Learn(parts, _lessons, l2, _control);
        if (mostTrees == 0 || _lessons.ListCount < 100)
        {
            return (linear, BoostedTrees.None);
        }

        var helpful = HelpfulTrees(l2, mostTrees);
        var learner = new TreeLearner(_lessons, linear, _control);
        for (var tree = 0; tree < helpful; tree++)
        {
            learner.Grow();
        }

        return (linear, learner.Trees);
    }

    /// <summary>Weights of the items' features for users without a history, from those who came first after the cut; a prior of popularity.</summary>
    public float[] Cold(double l2) => ColdBlend.Learn(_trends, _traits, _cut, l2, _control);

    // Four fifths of the users learn, one judges: the number of trees where its NDCG is best.
    private int HelpfulTrees(double l2, int mostTrees)
    {
        var isJudge = Array.ConvertAll(
            Enumerable.Range(0, _lessons.ListCount).ToArray(),
            list => SplitMix64.At(~_control.Seed, (ulong)list) % 5 == 0
        );
        var (learn, judge) = (_lessons.Where(list => !isJudge[list]), _lessons.Where(list => isJudge[list]));
        if (judge.ListCount == 0 || learn.ListCount == 0)
        {
            return 0;
        }

        var linear = LinearBlend.Learn(Plan.Views.Count, learn, l2, _control);
        var learner = new TreeLearner(learn, linear, _control);
        var (best, at) = (Ndcg(judge, linear, BoostedTrees.None), 0);
        Tried(0, best);
        for (var tree = 1; tree <= mostTrees && tree <= at + (Patience * 2); tree++)
        {
            learner.Grow();
            if (tree % 5 == 0 && Ndcg(judge, linear, learner.Trees) is var ndcg)
            {
                Tried(tree, ndcg);
                (best, at) = ndcg > best ? (ndcg, tree) : (best, at);
            }
        }

        return at;
    }

    private void Tried(int trees, double ndcg) =>
        _control.Tried?.Invoke(new InnerTrial(new Dictionary<string, double> { ["Trees"] = trees }, ndcg));

    private double Ndcg(Lessons lessons, LinearBlend linear, BoostedTrees trees)
    {
        var figures = new double[lessons.ListCount];
        Workers.ForRows(
            lessons.ListCount,
            _control.Threads,
            run: 8,
            () => trees,
            (list, own) =>
            {
                var scores = new float[lessons.Length(list)];
                for (var at = 0; at < scores.Length; at++)
                {
                    var features = lessons.Features(list, at);
                    scores[at] = linear.Score(features) + own.Score(features);
                }

                var top = new int[TopPlaces];
                var found = TopItems.Select(scores, top, new float[TopPlaces]);
                var isNext = lessons.IsNext(list);
                var hits = new bool[found];
                for (var rank = 0; rank < found; rank++)
                {
                    hits[rank] = isNext[top[rank]];
                }

                figures[list] = RankingMetrics.Of(TopPlaces, hits, isNext.Count(true)).Ndcg;
            },
            _control.Cancel
        );
        return figures.Sum() / figures.Length;
    }

    private float[] TypicalScores(HybridPart[] parts)
    {
        var best = new float[_users.Length][];
        var ones = parts.Select(_ => 1f).ToArray();
        var some = Math.Min(500, _users.Length);
        Workers.ForRows(
            some,
            _control.Threads,
            run: 8,
            () => new CandidateSet(parts, _trends, _traits, ones, []),
            (at, set) =>
            {
                set.Fill(_cut.Past[_users[at]]);
                best[at] = [.. set.Best];
            },
            _control.Cancel
        );
        return [.. parts.Select((_, part) => Math.Max(1e-6f, .1f * best[..some].Sum(own => own[part]) / some))];
    }

    private Lessons AskUntil(HybridPart[] parts, int mostLists)
    {
        var (width, features, isNext) = (CandidateSet.WidthOf(parts.Length), new List<float[]>(), new List<bool[]>());
        for (var from = 0; from < _users.Length && isNext.Count < mostLists; from += mostLists)
        {
            Ask(parts, _users.AsSpan(from, Math.Min(mostLists, _users.Length - from)).ToArray(), features, isNext);
        }

        return new Lessons(width, [.. features.Take(mostLists)], [.. isNext.Take(mostLists)]);
    }

    private void Ask(HybridPart[] parts, int[] users, List<float[]> allFeatures, List<bool[]> allNext)
    {
        var (features, isNext) = (new float[users.Length][], new bool[users.Length][]);
        var fashion = CandidateSet.Fashion(_trends, _traits);
        Workers.ForRows(
            users.Length,
            _control.Threads,
            run: 8,
            () => new CandidateSet(parts, _trends, _traits, Scales, fashion),
            (at, set) =>
            {
                set.Fill(_cut.Past[users[at]]);
                var next = _cut.Next[users[at]];
                isNext[at] = Array.ConvertAll(set.Items[..set.NewCount].ToArray(), item => Array.BinarySearch(next, item) >= 0);
                // A list without anything to find teaches nothing.
                features[at] = isNext[at].Contains(true) ? set.NewFeatures.ToArray() : [];
            },
            _control.Cancel
        );
        allFeatures.AddRange(features.Where((_, at) => isNext[at].Contains(true)));
        allNext.AddRange(isNext.Where(list => list.Contains(true)));
    }
}
