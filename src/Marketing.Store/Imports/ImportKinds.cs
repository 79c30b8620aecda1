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
    internal ImportKind(string name, string description, Func<ImportSession, IImportReader> begin, string? details = null) =>
        (Name, Description, Begin, Details) = (name, description, begin, details);

    /// <summary>What users type.</summary>
    public string Name { get; }

    /// <summary>What the files hold; one line for the help.</summary>
    public string Description { get; }

    /// <summary>The columns and what becomes of rows, for the kind's own help; null where <see cref="Description"/> says it all.</summary>
    public string? Details { get; }

    internal Func<ImportSession, IImportReader> Begin { get; }
}

/// <summary>All kinds.</summary>
public static class ImportKinds
{
    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<ImportKind> All { get; } =
    [
        new(
            "events",
            "what customers did: CSV with a header, or NDJSON as for POST /events",
            session => new OwnEvents(session),
            $"CSV columns: {OwnEvents.Columns}; attributes.NAME for anything else. Needed: type, occurredAt (2026-03-01T12:30:00Z), userId or sessionId, and "
                + "what the type asks for. Without an id, one is made from the row, so that the same row is stored once; identical rows of one file are "
                + "kept apart."
        ),
        new(
            "items",
            "the catalogue: CSV with a header, or NDJSON as for POST /items",
            session => new OwnItems(session),
            $"CSV columns: {OwnItems.Columns}; attributes.NAME for anything else. Needed: itemId. Tags are divided by |. An item replaces what is stored."
        ),
        new(
            "users",
            "customers: CSV with a header, or NDJSON as for POST /users",
            session => new OwnUsers(session),
            $"CSV columns: {OwnUsers.Columns}; attributes.NAME for anything else. Needed: userId. Consent that is not given stays as it is."
        ),
        new(
            "reviews",
            "reviews: CSV or NDJSON with itemId, userId, occurredAt, text and stars",
            session => new OwnReviews(session),
            $"Columns or fields: {OwnReviews.Columns}. Needed: itemId, userId or sessionId, occurredAt, and text or value (also named stars or rating)."
        ),
        new(
            "online-retail",
            "invoice lines of the UCI \"Online Retail\" form (InvoiceNo, StockCode, …)",
            session => new OnlineRetail(session),
            "Cancelled invoices (C…) become returns; lines without a customer anonymous sessions (invoice-NUMBER). Stock codes that are not five digits and "
                + "optional letters (POST, M, BANK CHARGES, …) are stored with weight 0 and never recommended. Corrections of the stock (price 0, no customer) "
                + "and adjustments of the accounts (A…) are set aside."
        ),
        new(
            "movielens",
            "ratings: u.data, ratings.csv or ratings.dat; films and users from the files beside it",
            session => new MovieLens(session),
            "Beside the ratings are read, where they exist: u.item, u.user, u.genre; movies.csv; movies.dat, users.dat. The first genre becomes the category, "
                + "all of them tags."
        ),
        new(
            "amazon-sequences",
            "one user a line, items oldest first; item_attributes.json from beside it",
            session => new AmazonSequences(session),
            $"The form has no times: everyone's newest item gets {AmazonSequences.Newest:yyyy-MM-dd}, each one before it a day earlier."
        ),
        new(
            "taobao",
            "UserBehavior.csv: user, item, category, behaviour, Unix seconds",
            session => new TaobaoBehaviour(session),
            "pv becomes view, cart and buy what they say, fav a view with the attribute behavior. The header may be absent."
        ),
        new(
            "rees46",
            "a store's event feed: event_time, event_type, product_id, …",
            session => new Rees46Events(session),
            "view, cart and purchase; remove_from_cart is set aside. Items are what their newest row says."
        ),
        new(
            "open-bandit",
            "logged ad decisions of the Open Bandit form: timestamp, item_id, position, click, propensity_score, user_feature_…",
            session => new OpenBandit(session),
            "Beside the log, item_context.csv names the items; without it they are those of the log. FILE.csv becomes the campaign open-bandit-FILE, which rests, "
                + "with an ad an item; each position is a placement of its own (they lie side by side). GET /ads/evaluation then judges other policies by it: give the "
                + "log's own days as from and to."
        ),
    ];

    /// <summary>The kind of that name, or null.</summary>
    public static ImportKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
