namespace Marketing.Store.Imports;

/// <summary>One invoice line, converted; null where a cell was empty or no value of its kind.</summary>
internal readonly record struct RetailLine
{
    public string? Invoice { get; init; }

    /// <summary>In upper case.</summary>
    public string? Code { get; init; }

    public string? Description { get; init; }

    public int? Quantity { get; init; }

    /// <summary>Clock time in the United Kingdom.</summary>
    public DateTime? Time { get; init; }

    public decimal? Price { get; init; }

    public string? Customer { get; init; }

    public string? Country { get; init; }

    /// <summary>All cells: what the event's id is made of.</summary>
    public string Content { get; init; }

    public bool IsCancelled => Invoice is ['C' or 'c', ..];
}

/// <summary>Which invoice lines are sales, and which stock codes are products.</summary>
internal static class RetailRules
{
    /// <summary>Five digits and optional letters. By shape and not by a list of names, since the sets hold dozens of one-off codes.</summary>
    public static bool IsProduct(string code) =>
        code.Length >= 5 && !code.AsSpan(0, 5).ContainsAnyExceptInRange('0', '9') && !code.AsSpan(5).ContainsAnyExceptInRange('A', 'Z');

    /// <summary>Why the line is neither a sale nor a return; null when it is one.</summary>
    public static RowFault? WhyNot(in RetailLine line)
    {
        if (line.Invoice is ['A' or 'a', ..])
        {
            return new("InvoiceNo", ImportCodes.Adjustment, "An adjustment of the accounts (invoice A…), not a sale.");
        }

        if (line.Price < 0)
        {
            return new("UnitPrice", ImportCodes.NegativePrice, "The price is below 0.");
        }

        if (line is { Price: 0, Customer: null })
        {
            return new("UnitPrice", ImportCodes.StockCorrection, "No customer and a price of 0: a correction of the stock, not a sale.");
        }

        return line.IsCancelled switch
        {
            true when line.Quantity >= 0 => new("Quantity", ImportCodes.WrongQuantity, "A cancelled invoice takes back no pieces."),
            false when line.Quantity <= 0 => new("Quantity", ImportCodes.WrongQuantity, "A sale of no or less than no pieces."),
            _ => null,
        };
    }
}
