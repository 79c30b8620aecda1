namespace Marketing.Store.Imports;

/// <summary>
/// <c>UserBehavior.csv</c> of Taobao: user, item, category, behaviour, Unix seconds, with or without a header. <c>pv</c> is a view, <c>cart</c> and <c>buy</c>
/// are what they say; <c>fav</c> (a bookmark) is kept as a view with the attribute <c>behavior</c>, since no event type stands for it. An item's category is the
/// first one seen.
/// </summary>
internal sealed class TaobaoBehaviour(ImportSession session) : IImportReader
{
    private readonly Dictionary<string, string> _categories = [];

    public IEnumerable<ImportRow> Read(ImportFile file)
    {
        using var table = new CsvTable(file, session, "user_id", "item_id", "category_id", "behavior", "timestamp");
        var (user, item, category) = (table.Need("user_id"), table.Need("item_id"), table.Need("category_id"));
        var (behaviour, time) = (table.Need("behavior", "behavior_type"), table.Need("timestamp"));
        var ids = new EventIds();
        while (table.Read())
        {
            var row = Convert(table[user], table[item], table[category], table[behaviour], table[time], ids);
            if (!session.Passes(row, table.Line, table.Raw) || row is not { ItemId: { } id })
            {
                continue;
            }

            if (table[category] is { } path)
            {
                _categories.TryAdd(id, path);
            }

            yield return new ImportRow(table.Line, table.Raw, row);
        }
    }

    public IEnumerable<ImportRow> End()
    {
        foreach (var (id, category) in _categories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var item = new NewItem { ItemId = id, Category = category };
            if (session.Passes(item, 0, id.AsMemory()))
            {
                yield return new ImportRow(0, id.AsMemory(), item);
            }
        }
    }

    private NewEvent? Convert(string? user, string? item, string? category, string? behaviour, string? seconds, EventIds ids)
    {
        var faults = session.Faults;
        var type = behaviour switch
        {
            "pv" or "fav" => EventType.View,
            "cart" => EventType.Cart,
            "buy" => EventType.Purchase,
            _ => default,
        };
        if (type == default)
        {
            faults.Add("behavior", ImportCodes.UnsupportedType, "'behavior' must be pv, fav, cart or buy.");
        }
        else
        {
            session.Count(behaviour ?? "");
        }

        var time = Cells.UnixSeconds(seconds, "timestamp", faults);
        return time is null || type == default
            ? null
            : new NewEvent
            {
                Id = ids.Next("taobao-", $"{user}\u001f{item}\u001f{category}\u001f{behaviour}\u001f{seconds}"),
                Type = type,
                UserId = user,
                ItemId = item,
                OccurredAt = time.Value,
                Attributes = behaviour == "fav" ? """{"behavior":"fav"}""" : null,
            };
    }
}
