using System.Globalization;

namespace Marketing.Store.Imports;

/// <summary>
/// A store's event feed as REES46 publishes it: <c>event_time</c> (UTC), <c>event_type</c> (view, cart, purchase; <c>remove_from_cart</c> is set aside),
/// <c>product_id</c>, <c>category_code</c> (dots), <c>brand</c>, <c>price</c>, <c>user_id</c>, <c>user_session</c>. An item is what its newest row says.
/// </summary>
internal sealed class Rees46Events(ImportSession session) : IImportReader
{
    private readonly Dictionary<string, (NewItem Item, DateTimeOffset At)> _items = [];

    public IEnumerable<ImportRow> Read(ImportFile file)
    {
        using var table = new CsvTable(file, session);
        var (time, type, product) = (table.Need("event_time"), table.Need("event_type"), table.Need("product_id"));
        var (category, brand, price) = (table.Need("category_code"), table.Need("brand"), table.Need("price"));
        var (user, visit) = (table.Need("user_id"), table.Need("user_session"));
        var ids = new EventIds();
        while (table.Read())
        {
            var amount = Cells.Money(table[price], "price", session.Faults);
            var row = Convert(Time(table[time]), table[type], table[product], amount, table[user], table[visit], table.Raw.ToString(), ids);
            if (!session.Passes(row, table.Line, table.Raw) || row is null)
            {
                continue;
            }

            Note(row, table[category], table[brand], amount);
            yield return new ImportRow(table.Line, table.Raw, row);
        }
    }

    public IEnumerable<ImportRow> End()
    {
        foreach (var (id, (item, _)) in _items.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (session.Passes(item, 0, id.AsMemory()))
            {
                yield return new ImportRow(0, id.AsMemory(), item);
            }
        }
    }

    private NewEvent? Convert(
        DateTimeOffset? time,
        string? type,
        string? product,
        decimal? price,
        string? user,
        string? visit,
        string raw,
        EventIds ids
    )
    {
        if (
            type is null
            || !EventTypes.TryParse(type, out var known)
            || known is not (EventType.View or EventType.Cart or EventType.Purchase)
        )
        {
            session.Faults.Add("event_type", ImportCodes.UnsupportedType, "'event_type' must be view, cart or purchase.");
            return null;
        }

        return time is null
            ? null
            : new NewEvent
            {
                Id = ids.Next("rees46-", raw),
                Type = known,
                UserId = user,
                SessionId = visit,
                ItemId = product,
                OccurredAt = time.Value,
                Price = price,
            };
    }

    private DateTimeOffset? Time(string? text)
    {
        if (
            DateTimeOffset.TryParseExact(
                text,
                "yyyy-MM-dd HH:mm:ss 'UTC'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            return time;
        }

        session.Faults.Add("event_time", RejectCodes.InvalidTime, "'event_time' is not a time such as 2019-10-01 00:00:00 UTC.");
        return null;
    }

    private void Note(NewEvent row, string? category, string? brand, decimal? price)
    {
        if (row.ItemId is { } id && (!_items.TryGetValue(id, out var known) || known.At <= row.OccurredAt))
        {
            var path = category?.Replace(".", CategoryPath.Divider, StringComparison.Ordinal).Replace('_', ' ');
            _items[id] = (
                new NewItem
                {
                    ItemId = id,
                    Category = path,
                    Brand = brand,
                    Price = price,
                },
                row.OccurredAt
            );
        }
    }
}
