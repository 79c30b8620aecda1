namespace Marketing.Store;

/// <summary>What is allowed in each field of an item. The one place for it.</summary>
public static class ItemRules
{
    /// <summary>Longest name, in Unicode characters.</summary>
    public const int MaxNameLength = 1000;

    /// <summary>Longest category path and brand, in Unicode characters.</summary>
    public const int MaxLabelLength = 512;

    /// <summary>Longest description, in UTF-8 bytes.</summary>
    public const int MaxDescriptionBytes = 64 * 1024;

    /// <summary>Longest picture address.</summary>
    public const int MaxUrlLength = 2048;

    /// <summary>Most tags of one item.</summary>
    public const int MaxTags = 100;

    /// <summary>Most units in stock.</summary>
    public const int MaxStock = 1_000_000_000;

    /// <summary>Notes everything that is wrong with the item's fields. Attributes are taken as canonical already.</summary>
    public static void Check(NewItem row, RowFaults faults)
    {
        EventRules.CheckId("itemId", row.ItemId, faults);
        EventRules.CheckText("name", row.Name, MaxNameLength, faults);
        EventRules.CheckText("category", row.Category, MaxLabelLength, faults);
        if (row.Category is not null && CategoryPath.Normalize(row.Category) is null)
        {
            faults.Add(
                "category",
                RejectCodes.InvalidValue,
                $"'category' must be a path of 1 to {CategoryPath.MaxDepth} names divided by '>', none of them empty."
            );
        }

        EventRules.CheckText("brand", row.Brand, MaxLabelLength, faults);
        EventRules.CheckPrice(row.Price, row.Currency, faults);
        if (row.Stock is < 0 or > MaxStock)
        {
            faults.Add("stock", RejectCodes.OutOfRange, "'stock' must lie between 0 and 1,000,000,000.");
        }

        EventRules.CheckText("description", row.Description, MaxDescriptionBytes, faults);
        EventRules.CheckBytes("description", row.Description, MaxDescriptionBytes, faults);
        CheckUrl(row.ImageUrl, faults);
        if (row.Tags.Count > MaxTags)
        {
            faults.Add("tags", RejectCodes.TooLong, $"'tags' has more than {MaxTags} entries.");
        }

        foreach (var tag in row.Tags)
        {
            EventRules.CheckId("tags", tag, faults);
        }

        EventRules.CheckBytes("attributes", row.Attributes, EventRules.MaxAttributesBytes, faults);
    }

    private static void CheckUrl(string? url, RowFaults faults)
    {
        EventRules.CheckText("imageUrl", url, MaxUrlLength, faults);
        if (url is null)
        {
            return;
        }

        var isPath = url.StartsWith('/') && TextRules.IsPrintable(url) && Uri.TryCreate(url, UriKind.Relative, out _);
        var isAddress =
            Uri.TryCreate(url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        if (!isPath && !isAddress)
        {
            faults.Add(
                "imageUrl",
                RejectCodes.InvalidValue,
                "'imageUrl' must be an http or https address, or a path that begins with '/'."
            );
        }
    }
}
