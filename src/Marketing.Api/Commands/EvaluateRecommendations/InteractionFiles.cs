using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Marketing.Learning.Ranking;

namespace Marketing.Api.Commands.EvaluateRecommendations;

/// <summary>The CSV files of <c>evaluate recommendations</c>; names that end in .gz are unpacked while reading.</summary>
internal static class InteractionFiles
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.None };

    /// <exception cref="UnusableFileException">A column is missing, or a value cannot be read; the message names the line.</exception>
    public static InteractionTable ReadTrain(FileInfo file)
    {
        var (users, items, values, times) = (new List<string>(), new List<string>(), new List<float>(), new List<long>());
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        Read(
            file,
            ["user_id", "item_id"],
            (csv, columns) =>
            {
                users.Add(Id(csv, columns["user_id"], pool));
                items.Add(Id(csv, columns["item_id"], pool));
                if (columns.TryGetValue("value", out var value))
                {
                    values.Add(Number(csv.GetField(value) ?? ""));
                }

                if (columns.TryGetValue("timestamp", out var time))
                {
                    times.Add(UnixSeconds(csv.GetField(time) ?? ""));
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
        Read(
            file,
            ["user_id", "item_id"],
            (csv, columns) => pairs.Add((Id(csv, columns["user_id"], pool), Id(csv, columns["item_id"], pool)))
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

        using var writer = new CsvWriter(new StreamWriter($"{prefix}.test.csv"), Format);
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
        using var writer = new CsvWriter(new StreamWriter(path), Format);
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

    /// <summary>Goes through a file's rows.</summary>
    /// <param name="file">Packed when its name ends in .gz.</param>
    /// <param name="needed">Columns that it must have.</param>
    /// <param name="row">Told each row, and where the columns are; a <see cref="FormatException"/> of it names the line.</param>
    /// <exception cref="UnusableFileException">A column is missing, or the file cannot be read.</exception>
    public static void Read(FileInfo file, string[] needed, Action<CsvReader, Dictionary<string, int>> row)
    {
        using var stream = file.OpenRead();
        using var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : (Stream)stream;
        using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(reader, Format);
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
            {
                throw new UnusableFileException($"{file.Name} is empty.");
            }

            var columns = (csv.HeaderRecord ?? []).Select((name, at) => (name.Trim(), at)).DistinctBy(c => c.Item1).ToDictionary();
            if (needed.FirstOrDefault(name => !columns.ContainsKey(name)) is { } missing)
            {
                throw new UnusableFileException($"{file.Name} has no column '{missing}'. It has: {string.Join(", ", columns.Keys)}.");
            }

            while (csv.Read())
            {
                row(csv, columns);
            }
        }
        catch (Exception wrong)
            when (wrong is FormatException or OverflowException or CsvHelperException or DecoderFallbackException or InvalidDataException)
        {
            var sentence = wrong.Message.Split('\n')[0].Trim();
            throw new UnusableFileException($"{file.Name}, line {csv.Context.Parser?.RawRow}: {sentence}");
        }
    }

    private static string Id(CsvReader csv, int column, Dictionary<string, string> pool)
    {
        var id = csv.GetField(column);
        if (string.IsNullOrEmpty(id))
        {
            throw new FormatException("an id is empty.");
        }

        return pool.TryGetValue(id, out var known) ? known : pool[id] = id;
    }

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
