using System.Globalization;

namespace Marketing.Store.Imports;

/// <summary>
/// Invoice lines of a British wholesaler (the UCI sets "Online Retail" and "Online Retail II"). What becomes of a line:
/// <list type="bullet">
/// <item>A sale is a purchase; a line of a cancelled invoice (number <c>C…</c>, negative quantity) is a return of as many pieces.</item>
/// <item>Without a customer, the invoice is an anonymous session <c>invoice-NUMBER</c>: good for what is bought together, not for any user.</item>
/// <item>A stock code is a product if it is five digits and optional letters. Everything else (POST, DOT, M, BANK CHARGES, AMAZONFEE, gift vouchers, samples, …) is
/// kept with weight 0, flag <c>non-product</c>, and its item is not recommendable.</item>
/// <item>Price 0 with a customer is a gift: kept with weight 0, flag <c>free</c>. Price 0 without a customer is a correction of the stock: set aside. Invoices
/// <c>A…</c> are bookkeeping: set aside.</item>
/// <item>Stock codes are compared without case: the set writes one product both ways.</item>
/// </list>
/// An item's name is the most frequent description of its kept lines, its price the most frequent one above 0.
/// </summary>
internal sealed class OnlineRetail(ImportSession session) : IImportReader
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "M/d/yyyy H:mm"];

    private static readonly string[] Counted =
    [
        "lines",
        "linesWithoutCustomer",
        "cancelledLines",
        "linesPricedZeroOrLess",
        "nonProductLines",
        "freeLines",
        "purchaseEvents",
        "returnEvents",
        "nonProductItems",
    ];

    private readonly Dictionary<string, ItemNotes> _items = [];
    private readonly Dictionary<string, MostFrequent<string>> _countries = [];

    public IEnumerable<ImportRow> Read(ImportFile file)
    {
        foreach (var what in Counted)
        {
            session.Count(what, 0);
        }

        using var table = new CsvTable(file, session);
        var columns = new Columns(table);
        var ids = new EventIds();
        while (table.Read())
        {
            var row = Convert(columns.Line(table, session.Faults), ids);
            if (session.Passes(row, table.Line, table.Raw) && row is not null)
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }

    public IEnumerable<ImportRow> End()
    {
        foreach (var (id, notes) in _items.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var item = new NewItem
            {
                ItemId = id,
                Name = notes.Names.Any ? notes.Names.Value : null,
                Price = notes.Prices.Any ? notes.Prices.Value : null,
                Currency = notes.Prices.Any ? "GBP" : null,
                Recommendable = RetailRules.IsProduct(id),
            };
            if (session.Passes(item, 0, id.AsMemory()))
            {
                yield return new ImportRow(0, id.AsMemory(), item);
            }
        }

        foreach (var (id, countries) in _countries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var country = countries.Any ? countries.Value : null;
            var user = new NewUser { UserId = id, Attributes = Cells.Attributes(session.Faults, ("country", country)) };
            if (session.Passes(user, 0, id.AsMemory()))
            {
                yield return new ImportRow(0, id.AsMemory(), user);
            }
        }
    }

    private NewEvent? Convert(in RetailLine line, EventIds ids)
    {
        Count(line);
        if (
            session.Faults.Any
            || line is not { Invoice: { } invoice, Code: { } code, Quantity: { } quantity, Time: { } time, Price: { } price }
        )
        {
            return null;
        }

        if (RetailRules.WhyNot(line) is { } fault)
        {
            session.Faults.Add(fault.Field, fault.Code, fault.Detail);
            return null;
        }

        var (weight, flag) =
            !RetailRules.IsProduct(code) ? (0f, "non-product")
            : price == 0 ? (0f, "free")
            : (1f, (string?)null);
        session.Count(line.IsCancelled ? "returnEvents" : "purchaseEvents");
        session.Count("freeLines", flag == "free" ? 1 : 0);
        Note(line, code, price);
        return new NewEvent
        {
            Id = ids.Next("retail-", line.Content),
            Type = line.IsCancelled ? EventType.Return : EventType.Purchase,
            UserId = line.Customer,
            SessionId = line.Customer is null ? "invoice-" + invoice : null,
            ItemId = code,
            OccurredAt = UnitedKingdomTime.ToUtc(time),
            Quantity = Math.Abs(quantity),
            Price = price,
            Currency = "GBP",
            OrderId = invoice,
            Weight = weight,
            Flag = flag,
        };
    }

    private void Count(in RetailLine line)
    {
        session.Count("lines");
        session.Count("linesWithoutCustomer", line.Customer is null ? 1 : 0);
        session.Count("cancelledLines", line.IsCancelled ? 1 : 0);
        session.Count("linesPricedZeroOrLess", line.Price <= 0 ? 1 : 0);
        session.Count("nonProductLines", line.Code is { } code && !RetailRules.IsProduct(code) ? 1 : 0);
    }

    private void Note(in RetailLine line, string code, decimal price)
    {
        if (!_items.TryGetValue(code, out var notes))
        {
            _items.Add(code, notes = new ItemNotes());
            session.Count("nonProductItems", RetailRules.IsProduct(code) ? 0 : 1);
        }

        if (line.Description is { } description)
        {
            notes.Names.Add(string.Join(' ', description.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        if (price > 0 && !line.IsCancelled)
        {
            notes.Prices.Add(price);
        }

        if (line.Customer is { } customer)
        {
            var countries = _countries.TryGetValue(customer, out var seen) ? seen : _countries[customer] = new(StringComparer.Ordinal);
            if (line.Country is { } country)
            {
                countries.Add(country);
            }
        }
    }

    private sealed class ItemNotes
    {
        public MostFrequent<string> Names { get; } = new(StringComparer.Ordinal);

        public MostFrequent<decimal> Prices { get; } = new(Comparer<decimal>.Default);
    }

    private sealed class Columns(CsvTable table)
    {
        private readonly int _invoice = table.Need("InvoiceNo", "Invoice");
        private readonly int _code = table.Need("StockCode");
        private readonly int _description = table.Need("Description");
        private readonly int _quantity = table.Need("Quantity");
        private readonly int _time = table.Need("InvoiceDate");
        private readonly int _price = table.Need("UnitPrice", "Price");
        private readonly int _customer = table.Need("CustomerID");
        private readonly int _country = table.Need("Country");

        private readonly string?[] _cells = new string?[table.Header.Count]; // each access to the table makes a string

        public RetailLine Line(CsvTable table, RowFaults faults)
        {
            for (var i = 0; i < _cells.Length; i++)
            {
                _cells[i] = table[i];
            }

            var customer = _cells[_customer];
            return new RetailLine
            {
                Invoice = Cells.Needed(_cells[_invoice], "InvoiceNo", faults),
                Code = Cells.Needed(_cells[_code], "StockCode", faults)?.ToUpperInvariant(),
                Description = _cells[_description],
                Quantity = Cells.Whole(Cells.Needed(_cells[_quantity], "Quantity", faults), "Quantity", faults),
                Time = Time(Cells.Needed(_cells[_time], "InvoiceDate", faults), faults),
                Price = Cells.Money(Cells.Needed(_cells[_price], "UnitPrice", faults), "UnitPrice", faults),
                // Spreadsheets make numbers of ids.
                Customer = customer is not null && customer.EndsWith(".0", StringComparison.Ordinal) ? customer[..^2] : customer,
                Country = _cells[_country],
                Content = string.Join('\u001f', _cells),
            };
        }

        private static DateTime? Time(string? text, RowFaults faults)
        {
            if (text is null)
            {
                return null;
            }

            if (DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                return time;
            }

            faults.Add("InvoiceDate", RejectCodes.InvalidTime, "'InvoiceDate' is not a time such as 2010-12-01 08:26:00.");
            return null;
        }
    }
}
