namespace Marketing.Store.Imports;

/// <summary>Reads the files of one kind. One instance an import: it may remember what it saw until <see cref="End"/>.</summary>
internal interface IImportReader
{
    /// <summary>The good rows of a file, in its order; bad ones go to the session.</summary>
    /// <exception cref="InvalidDataException">The file as a whole is not of this kind; the message says why.</exception>
    IEnumerable<ImportRow> Read(ImportFile file);

    /// <summary>What is known only after the last file, such as each item's most frequent name.</summary>
    IEnumerable<ImportRow> End() => [];
}

/// <summary>A kind of file.</summary>
public sealed class ImportKind
{
    internal ImportKind(string name, string description, Func<ImportSession, IImportReader> begin) =>
        (Name, Description, Begin) = (name, description, begin);

    /// <summary>What users type.</summary>
    public string Name { get; }

    /// <summary>What the files hold; one line for the help.</summary>
    public string Description { get; }

    internal Func<ImportSession, IImportReader> Begin { get; }
}

/// <summary>All kinds.</summary>
public static class ImportKinds
{
    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<ImportKind> All { get; } =
    [
        new("events", "what customers did: CSV with a header, or NDJSON as for POST /events", session => new OwnEvents(session)),
        new("items", "the catalogue: CSV with a header, or NDJSON as for POST /items", session => new OwnItems(session)),
        new("users", "customers: CSV with a header, or NDJSON as for POST /users", session => new OwnUsers(session)),
        new("reviews", "reviews: CSV or NDJSON with itemId, userId, occurredAt, text and stars", session => new OwnReviews(session)),
        new(
            "online-retail",
            "invoice lines of the UCI \"Online Retail\" form (InvoiceNo, StockCode, …)",
            session => new OnlineRetail(session)
        ),
        new(
            "movielens",
            "ratings: u.data, ratings.csv or ratings.dat; films and users from the files beside it",
            session => new MovieLens(session)
        ),
        new(
            "amazon-sequences",
            "one user a line, items oldest first; item_attributes.json from beside it",
            session => new AmazonSequences(session)
        ),
        new("taobao", "UserBehavior.csv: user, item, category, behaviour, Unix seconds", session => new TaobaoBehaviour(session)),
        new("rees46", "a store's event feed: event_time, event_type, product_id, …", session => new Rees46Events(session)),
    ];

    /// <summary>The kind of that name, or null.</summary>
    public static ImportKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
