using Marketing.Learning.Ranking;
using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Artefact;
using Marketing.Recommendations.Interactions;
using Marketing.Training;

namespace Marketing.Recommendations.Model;

/// <summary>
/// Judges the artefact that serves on today's held-out days: today's users are folded in by their histories, in the numbering of the old items.
/// What the old model does not know it cannot recommend, and it pays for that.
/// </summary>
internal static class ServingJudge
{
    // Below this share of today's relevant pairs the artefact is another shop's, not a worse model of this one.
    private const double LeastKnown = .1;

    /// <summary>Null when the artefact knows too little of today's items to be judged.</summary>
    public static Evaluation? Judge(Stream artefact, TrainingData data, CancellationToken cancel)
    {
        var served = ModelFile.Read(artefact);
        if (served.Champion is not { } champion)
        {
            return null;
        }

        var newIndex = Translate(data.Table.ItemIds, served.ItemIds);
        var users = Translate(data.Split.Users, newIndex, out var known);
        var newUsers = Translate(data.Split.NewUsers, newIndex, out _);
        if (known < LeastKnown * data.Split.RelevantPairs)
        {
            return null;
        }

        var popularity = new int[served.ItemIds.Length];
        var subjects = data.SubjectsOf();
        for (var item = 0; item < subjects.Length; item++)
        {
            if (newIndex[item] >= 0)
            {
                popularity[newIndex[item]] = subjects[item];
            }
        }

        var histories = Histories(data, served.Kind, newIndex, served.ItemIds.Length);
        return Judgement.Of(champion, histories, users, newUsers, popularity, [], data.Threads, cancel);
    }

    private static int[] Translate(string[] today, string[] served)
    {
        var indices = new Dictionary<string, int>(served.Length, StringComparer.Ordinal);
        for (var item = 0; item < served.Length; item++)
        {
            indices[served[item]] = item;
        }

        return Array.ConvertAll(today, id => indices.GetValueOrDefault(id, -1));
    }

    // The users are renumbered 0, 1, 2, … : only their histories are built.
    private static List<HeldOutUser> Translate(IReadOnlyList<HeldOutUser> users, int[] newIndex, out long known)
    {
        var translated = new List<HeldOutUser>(users.Count);
        known = 0;
        foreach (var user in users)
        {
            int[] relevant = [.. user.Relevant.Select(item => newIndex[item]).Where(item => item >= 0).Order()];
            known += relevant.Length;
            translated.Add(new HeldOutUser(user.User < 0 ? -1 : translated.Count, relevant, user.RelevantCount));
        }

        return translated;
    }

    private static Histories Histories(TrainingData data, HistoryKind kind, int[] newIndex, int itemCount)
    {
        var builder = new HistoryBuilder(data.Weights);
        var reference = HistoryBuilder.Reference(data.Table, data.Split.At);
        var (items, weights, times) = (new List<int>(), new List<float>(), new List<long>());
        var starts = new long[data.Split.Users.Count + 1];
        for (var at = 0; at < data.Split.Users.Count; at++)
        {
            var rows = data.Table.Before(data.Split.Users[at].User, data.Split.At);
            var (rowItems, rowWeights, rowTimes) = (new int[rows.Length], new float[rows.Length], new long[rows.Length]);
            var count = builder.Fill(rows, kind, reference, rowItems, rowWeights, rowTimes);
            for (var row = 0; row < count; row++)
            {
                if (newIndex[rowItems[row]] is >= 0 and var item)
                {
                    items.Add(item);
                    weights.Add(rowWeights[row]);
                    times.Add(rowTimes[row]);
                }
            }

            starts[at + 1] = items.Count;
        }

        return new Histories(itemCount, starts, [.. items], [.. weights], [.. times]);
    }
}
