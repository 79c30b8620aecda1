using Marketing.Learning;
using Marketing.Learning.Recommenders;

namespace Marketing.Benchmarks.Quick;

/// <summary>Made-up interactions: item popularity falls off as a power, histories of uneven length.</summary>
internal static class Simulated
{
    public static Histories Shop(int users, int items, int interactions, ulong seed)
    {
        var starts = new long[users + 1];
        var weights = Enumerable.Range(0, users).Select(u => .2 - Math.Log(1 - SplitMix64.Uniform(seed, (ulong)u))).ToArray();
        var total = weights.Sum();
        var sum = 0.0;
        for (var user = 0; user < users; user++)
        {
            sum += weights[user];
            starts[user + 1] = (long)(sum / total * interactions);
        }

        var chosen = new int[starts[^1]];
        for (var at = 0; at < chosen.Length; at++)
        {
            // u³ crowds the low indices: the top hundredth of the items gets a fifth of the interactions.
            var u = SplitMix64.Uniform(seed + 1, (ulong)at);
            chosen[at] = (int)(u * u * u * items);
        }

        return new Histories(
            items,
            starts,
            chosen,
            [.. Enumerable.Repeat(1f, chosen.Length)],
            [.. Enumerable.Range(0, chosen.Length).Select(at => (long)at)]
        );
    }

    /// <summary>A file of shared/data, or null where it is absent.</summary>
    public static string? PathOf(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "data", path) is var file && File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Users and items of a CSV of shared/data, or null where it is absent.</summary>
    public static Histories? Real(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", path);
            if (!File.Exists(file))
            {
                continue;
            }

            using var reader = new StreamReader(
                new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress)
            );
            var rows = new List<string[]>();
            reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                rows.Add(line.Split(','));
            }

            return Learning
                .Ranking.InteractionTable.FromColumns([.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])], [], [])
                .ToHistories();
        }

        return null;
    }
}
