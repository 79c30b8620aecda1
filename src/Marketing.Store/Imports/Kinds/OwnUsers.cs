namespace Marketing.Store.Imports;

/// <summary>Our own form of customers. In CSV, consent has a column a purpose: <c>consent.email</c>, …; an empty cell says nothing and changes nothing.</summary>
internal sealed class OwnUsers(ImportSession session) : IImportReader
{
    private static readonly string[] Fields =
    [
        "userId|id",
        "language",
        "timeZone",
        "consent.personalization",
        "consent.email",
        "consent.sms",
        "consent.push",
        "attributes",
    ];

    /// <summary>For the help.</summary>
    public static string Columns => OwnTable.NamesOf(Fields);

    public IEnumerable<ImportRow> Read(ImportFile file) =>
        OwnTable.IsJson(file) ? OwnTable.JsonRows<NewUser>(file, session, UserJson.TryParse) : ReadCsv(file);

    private IEnumerable<ImportRow> ReadCsv(ImportFile file)
    {
        using var table = new OwnTable(file, session, Fields);
        var faults = session.Faults;
        while (table.Read())
        {
            var row = new NewUser
            {
                UserId = Cells.Needed(table[0], "userId", faults) ?? "",
                Language = table[1],
                TimeZone = table[2],
                Personalization = Cells.Flag(table[3], table.Name(3), faults),
                Email = Cells.Flag(table[4], table.Name(4), faults),
                Sms = Cells.Flag(table[5], table.Name(5), faults),
                Push = Cells.Flag(table[6], table.Name(6), faults),
                Attributes = table.Attributes(7),
            };
            if (session.Passes(row, table.Line, table.Raw))
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }
}
