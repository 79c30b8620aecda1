using Marketing.Learning.Recommenders;

namespace Marketing.MLNet.Engine.Recommenders;

/// <summary>The matrix as a list of its cells.</summary>
internal static class Cells
{
    private const int MostGrades = 20;

    /// <summary>One cell for each pair of user and item, users and items ascending; the newest value where a pair has several.</summary>
    public static List<Pair> Of(Histories data)
    {
        var pairs = new List<Pair>();
        for (var user = 0; user < data.UserCount; user++)
        {
            var history = data[user];
            var newest = new SortedDictionary<int, float>();
            for (var at = 0; at < history.Length; at++)
            {
                newest[history.Items[at]] = history.Weights[at];
            }

            foreach (var (item, value) in newest)
            {
                pairs.Add(
                    new Pair
                    {
                        User = (uint)user,
                        Item = (uint)item,
                        Label = value,
                    }
                );
            }
        }

        return pairs;
    }

    /// <summary>Grades: each pair has one value, in halves from .5 to 10, and there are 2 to 20 different ones. Weights of events are not like that.</summary>
    public static bool AreGrades(Histories data, List<Pair> pairs)
    {
        var grades = new HashSet<float>();
        foreach (var pair in pairs)
        {
            if (pair.Label is < .5f or > 10 || pair.Label * 2 % 1 != 0 || (grades.Add(pair.Label) && grades.Count > MostGrades))
            {
                return false;
            }
        }

        return grades.Count > 1 && pairs.Count == data.EventCount;
    }

    /// <summary>Whether all cells have one value.</summary>
    public static bool IsConstant(List<Pair> pairs) => pairs.TrueForAll(pair => pair.Label.Equals(pairs[0].Label));
}
