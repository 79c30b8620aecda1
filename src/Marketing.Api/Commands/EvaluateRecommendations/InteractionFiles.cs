using System.Globalization;
using CsvHelper;
using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>The CSV files of <c>evaluate recommendations</c>.</summary>
internal static class InteractionFiles
{
    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static InteractionTable ReadTrain(FileInfo file)
    {
        var (users, items, values, times) = (new List<string>(), new List<string>(), new List<float>(), new List<long>());
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        var (user, item, value, time) = (0, 0, -1, -1);
        CsvFile.Read(
            file,
            header =>
            {
                (user, item) = (header["user_id"], header["item_id"]);
                (value, time) = (Array.IndexOf(header.Names, "value"), Array.IndexOf(header.Names, "timestamp"));
            },
            field =>
            {
                users.Add(Id(field(user), pool));
                items.Add(Id(field(item), pool));
                if (value >= 0)
                {
                    values.Add(Number(field(value)));
                }

                if (time >= 0)
                {
                    times.Add(UnixSeconds(field(time)));
                }
            }
        );
        return users.Count > 0
            ? InteractionTable.FromColumns(users, items, values, times)
            : throw new UnusableFileException($"{file.Name} has no rows.");
    }

    /// <exception cref="UnusableFileException">As <see cref="ReadTrain"/>.</exception>
    public static IReadOnlyList<(string UserId, string ItemId)> ReadTest(FileInfo file)
    {
        var pairs = new List<(string, string)>();
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        var (user, item) = (0, 0);
        CsvFile.Read(
            file,
            header => (user, item) = (header["user_id"], header["item_id"]),
            field => pairs.Add((Id(field(user), pool), Id(field(item), pool)))
        );
        return pairs.Count > 0 ? pairs : throw new UnusableFileException($"{file.Name} has no rows.");
    }

    /// <summary>
    /// PREFIX.train.csv holds every row that is not hidden (for <c>users</c> the folded-in ones too, which PREFIX.fold-in.csv names again),
    /// PREFIX.test.csv the pairs to find.
    /// </summary>
    public static void WriteSplit(string prefix, InteractionTable table, RowRole[] role, bool allowSeen)
    {
        WriteRows($"{prefix}.train.csv", table, row => role[row] is not RowRole.Hidden);
        if (role.Contains(RowRole.FoldIn))
        {
            WriteRows($"{prefix}.fold-in.csv", table, row => role[row] is RowRole.FoldIn);
        }

        using var writer = new CsvWriter(new StreamWriter($"{prefix}.test.csv"), CsvFile.Format);
        writer.WriteField("user_id");
        writer.WriteField("item_id");
        writer.NextRecord();
        foreach (var (user, item) in HeldOutSplit.TestPairs(table, role, allowSeen))
        {
            writer.WriteField(user);
            writer.WriteField(item);
            writer.NextRecord();
        }
    }

    private static void WriteRows(string path, InteractionTable table, Func<int, bool> keep)
    {
        using var writer = new CsvWriter(new StreamWriter(path), CsvFile.Format);
        foreach (var column in (string[])["user_id", "item_id", "value", .. table.HasTimes ? ["timestamp"] : Array.Empty<string>()])
        {
            writer.WriteField(column);
        }

        writer.NextRecord();
        foreach (var row in Enumerable.Range(0, table.RowCount).Where(keep))
        {
            writer.WriteField(table.UserIds[table.UserOf(row)]);
            writer.WriteField(table.ItemIds[table.ItemOf(row)]);
            writer.WriteField(table.ValueOf(row));
            if (table.HasTimes)
            {
                writer.WriteField(table.TimeOf(row));
            }

            writer.NextRecord();
        }
    }

    /// <summary>One string for all rows of an id.</summary>
    private static string Id(string text, Dictionary<string, string> pool) =>
        pool.TryGetValue(CsvFile.Id(text), out var known) ? known : pool[text] = text;

    private static float Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"the value '{text}' is not a number.");

    /// <summary>Unix seconds or a date.</summary>
    /// <exception cref="FormatException">Neither.</exception>
    public static long UnixSeconds(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) && Math.Abs(fraction) < 1e15)
        {
            return (long)Math.Floor(fraction);
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? time.ToUnixTimeSeconds()
            : throw new FormatException($"the timestamp '{text}' is neither Unix seconds nor a date.");
    }
}
