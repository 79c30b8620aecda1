using Marketing.Api.Commands.Evaluation;
using Marketing.Learning.Customers.NextPurchase;

namespace Marketing.Api.Commands.EvaluateCustomers;

/// <summary>
/// Customers' activities from a file: our own events (<c>userId,type,itemId,occurredAt</c> and, where known, <c>quantity,price</c>) or the
/// columns of the Online Retail set (<c>InvoiceNo, Quantity, InvoiceDate, UnitPrice, CustomerID</c>).
/// </summary>
internal static class ActivityFile
{
    /// <summary>Customers in ordinal order of their ids, each with sorted activities; days count from 0001-01-01.</summary>
    /// <exception cref="UnusableFileException">Neither kind of columns, or a value cannot be read.</exception>
    public static SortedDictionary<string, Activity[]> Read(FileInfo file)
    {
        var customers = new Dictionary<string, List<Activity>>(StringComparer.Ordinal);
        Func<string[], (string, Activity)?> parse = Own;
        int[] places = [];
        CsvFile.Read(
            file,
            header =>
            {
                if (header.Has("InvoiceNo"))
                {
                    parse = Retail;
                    places =
                    [
                        .. ((string[])["CustomerID", "InvoiceNo", "InvoiceDate", "Quantity", "UnitPrice"]).Select(name => header[name]),
                    ];
                    return;
                }

                // A column that is not there reads as the customer's id, which is no number: counted as 1 piece of unknown price.
                places =
                [
                    .. ((string[])["userId", "type", "occurredAt"]).Select(name => header[name]),
                    header.Has("quantity") ? header["quantity"] : header["type"],
                    header.Has("price") ? header["price"] : header["type"],
                ];
            },
            field =>
            {
                if (parse([.. places.Select(field)]) is { } act)
                {
                    if (!customers.TryGetValue(act.Item1, out var acts))
                    {
                        customers[act.Item1] = acts = [];
                    }

                    acts.Add(act.Item2);
                }
            }
        );
        if (customers.Count == 0)
        {
            throw new UnusableFileException($"{file.Name} has no activity of a known customer.");
        }

        var sorted = new SortedDictionary<string, Activity[]>(StringComparer.Ordinal);
        foreach (var (customer, acts) in customers)
        {
            acts.Sort(Activity.Compare);
            sorted[customer] = [.. acts];
        }

        return sorted;
    }

    private static (string, Activity)? Own(string[] fields)
    {
        if (fields[0].Length == 0)
        {
            return null;
        }

        ActivityKind? kind = fields[1] switch
        {
            "view" or "search" or "click" => ActivityKind.Look,
            "cart" => ActivityKind.Cart,
            "purchase" => ActivityKind.Purchase,
            "return" => ActivityKind.Return,
            _ => null,
        };
        return kind is { } known ? (fields[0], new Activity(Day(fields[2]), known, Number(fields[3], 1) * Number(fields[4], 0))) : null;
    }

    /// <summary>Rows without customer and rows of no price say nothing about a customer's buying.</summary>
    private static (string, Activity)? Retail(string[] fields)
    {
        var (quantity, price) = (Number(fields[3], 0), Number(fields[4], 0));
        if (fields[0].Length == 0 || price <= 0 || quantity == 0)
        {
            return null;
        }

        var isReturn = quantity < 0 || fields[1].StartsWith('C');
        return (
            fields[0],
            new Activity(Day(fields[2]), isReturn ? ActivityKind.Return : ActivityKind.Purchase, Math.Abs(quantity) * price)
        );
    }

    private static double Day(string text) => CsvFile.Time(text).Ticks / (double)TimeSpan.TicksPerDay;

    private static double Number(string text, double otherwise) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : otherwise;
}
