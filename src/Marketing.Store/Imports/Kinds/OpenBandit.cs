using System.Globalization;

namespace Marketing.Store.Imports;

/// <summary>
/// Ad decisions in the form of the Open Bandit Dataset (Saito et al. 2020): which item stood at which position, with which probability it was chosen there,
/// and whether it was clicked. The positions are three places side by side, not ranks, so each is a placement of its own.
/// </summary>
internal sealed class OpenBandit(ImportSession session) : IImportReader
{
    private const int MostPositions = 20;
    private const string Prefix = "open-bandit-";
    private const string ItemContext = "item_context.csv";

    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm:ss.FFFFFFzzz", "yyyy-MM-dd HH:mm:sszzz"];
    private static readonly Dictionary<string, bool> Clicks = new(StringComparer.Ordinal) { ["0"] = false, ["1"] = true };

    public IEnumerable<ImportRow> Read(ImportFile file)
    {
        var campaign = Prefix + Path.GetFileNameWithoutExtension(ImportFile.PlainName(file.Path));
        var items = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file.Beside(ItemContext) is { } context)
        {
            foreach (var row in Items(context, campaign, items))
            {
                yield return row;
            }
        }
        else
        {
            CollectItems(file.Path, campaign, items);
        }

        string[] eligible = [.. items.Values.Order(StringComparer.Ordinal)];
        using var table = new CsvTable(file, session);
        var (time, item, position) = (table.Need("timestamp"), table.Need("item_id"), table.Need("position"));
        var (click, propensity) = (table.Need("click"), table.Need("propensity_score"));
        (string Name, int Column)[] features =
        [
            .. Enumerable
                .Range(0, 10)
                .Select(at => (Name: $"userFeature{at}", Column: table.Find($"user_feature_{at}")))
                .Where(f => f.Column >= 0),
        ];
        var ids = new EventIds();
        while (table.Read())
        {
            session.Count("impressions");
            var (at, ad) = (Time(table[time]), Item(table[item], items));
            var (place, chance) = (Position(table[position]), Chance(table[propensity]));
            if (table[click] is not { } text || !Clicks.TryGetValue(text, out var clicked))
            {
                clicked = false;
                session.Faults.Add("click", RejectCodes.InvalidValue, "'click' must be 0 or 1.");
            }

            if (session.Faults.Any)
            {
                session.RejectFaulty(table.Line, table.Raw);
                continue;
            }

            session.Count("clicks", clicked ? 1 : 0);
            var known = features
                .Where(f => table[f.Column] is { Length: <= 128 } value && TextRules.IsId(value))
                .ToDictionary(f => f.Name, f => table[f.Column] ?? "", StringComparer.Ordinal);
            known["hour"] = at.Hour.ToString(CultureInfo.InvariantCulture);
            known["weekday"] = ((int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture);
            yield return new ImportRow(
                table.Line,
                table.Raw,
                new NewLoggedAd
                {
                    DecisionId = ids.Next(Prefix, campaign + "\u001f" + table.Raw),
                    CampaignId = campaign,
                    Placement = string.Create(CultureInfo.InvariantCulture, $"{campaign}-{place}"),
                    AdId = ad,
                    Eligible = eligible,
                    DecidedAt = at,
                    Propensity = chance,
                    Clicked = clicked,
                    Context = known,
                }
            );
        }
    }

    private IEnumerable<ImportRow> Items(string path, string campaign, Dictionary<string, string> items)
    {
        var log = session.File;
        session.File = path;
        using (var file = ImportFile.Open(path))
        using (var table = new CsvTable(file, session))
        {
            var id = table.Need("item_id");
            int[] words = [.. Enumerable.Range(1, 9).Select(at => table.Find($"item_feature_{at}")).Where(column => column >= 0)];
            while (table.Read())
            {
                var row = new NewItem
                {
                    ItemId = $"{campaign}-{table[id]}",
                    Tags = [.. words.Select(column => table[column]).OfType<string>().Distinct(StringComparer.Ordinal)],
                };
                if (session.Passes(row, table.Line, table.Raw) && table[id] is { } number)
                {
                    items[number] = row.ItemId;
                    yield return new ImportRow(table.Line, table.Raw, row);
                }
            }
        }

        session.File = log;
    }

    // What could have been shown must be known before the first row is written: the log is read twice.
    private void CollectItems(string path, string campaign, Dictionary<string, string> items)
    {
        using var file = ImportFile.Open(path);
        using var table = new CsvTable(file, new ImportSession(rejects: null, DateTimeOffset.MaxValue));
        var item = table.Need("item_id");
        while (table.Read())
        {
            if (table[item] is { } number && TextRules.IsId($"{campaign}-{number}"))
            {
                items[number] = $"{campaign}-{number}";
            }
        }

        session.Count("items", items.Count);
    }

    private DateTimeOffset Time(string? text)
    {
        if (!DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            session.Faults.Add("timestamp", RejectCodes.InvalidTime, "'timestamp' is not a time such as 2019-11-24 00:01:29.788335+00:00.");
        }
        else if (time < ImportSession.Earliest)
        {
            session.Faults.Add("timestamp", ImportCodes.ImpossibleTime, "'timestamp' lies before 1970.");
        }

        return time;
    }

    private string Item(string? text, Dictionary<string, string> items)
    {
        if (text is not null && items.TryGetValue(text, out var ad))
        {
            return ad;
        }

        session.Faults.Add("item_id", RejectCodes.InvalidValue, "'item_id' is not one of the items of the log.");
        return "";
    }

    private int Position(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position is >= 1 and <= MostPositions)
        {
            return position;
        }

        session.Faults.Add("position", RejectCodes.OutOfRange, $"'position' must be a whole number between 1 and {MostPositions}.");
        return 0;
    }

    private double Chance(string? text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var chance) && chance > 0 && chance <= 1)
        {
            return chance;
        }

        session.Faults.Add("propensity_score", RejectCodes.OutOfRange, "'propensity_score' must be above 0 and at most 1.");
        return 0;
    }
}
