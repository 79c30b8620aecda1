using System.Text;

namespace Marketing.Store.Imports;

/// <summary>
/// Ratings in the three forms in which MovieLens was published, told apart by the first line: <c>u.data</c> (tabs), <c>ratings.dat</c> (<c>::</c>) and
/// <c>ratings.csv</c> (a header). Films and users come first, from the files beside it (<see cref="MovieLensCatalogue"/>). A user's rating of a film at one
/// second is one event, however often it is written.
/// </summary>
internal sealed class MovieLens(ImportSession session) : IImportReader
{
    public IEnumerable<ImportRow> Read(ImportFile file)
    {
        var catalogue = new MovieLensCatalogue(session);
        var ratings =
            file.FirstLine.Contains("::", StringComparison.Ordinal) ? FromLines(file, "::")
            : file.FirstLine.Contains('\t') ? FromLines(file, "\t")
            : FromCsv(file);
        return catalogue.Read(file).Concat(ratings);
    }

    private IEnumerable<ImportRow> FromLines(ImportFile file, string divider)
    {
        foreach (var (line, raw, fields) in Delimited.Read(file, session, divider, 4, Encoding.UTF8))
        {
            if (
                Convert(fields[0], fields[1], fields[2], fields[3]) is var row
                && session.Passes(row, line, raw.AsMemory())
                && row is not null
            )
            {
                yield return new ImportRow(line, raw.AsMemory(), row);
            }
        }
    }

    private IEnumerable<ImportRow> FromCsv(ImportFile file)
    {
        using var table = new CsvTable(file, session);
        var (user, item) = (table.Need("userId"), table.Need("movieId", "itemId"));
        var (value, time) = (table.Need("rating"), table.Need("timestamp"));
        while (table.Read())
        {
            var row = Convert(table[user], table[item], table[value], table[time]);
            if (session.Passes(row, table.Line, table.Raw) && row is not null)
            {
                yield return new ImportRow(table.Line, table.Raw, row);
            }
        }
    }

    private NewEvent? Convert(string? user, string? item, string? rating, string? seconds)
    {
        var faults = session.Faults;
        session.Count("ratings");
        var value = Cells.Real(Cells.Needed(rating, "rating", faults), "rating", faults);
        if (Cells.UnixSeconds(seconds, "timestamp", faults) is not { } time || value is null)
        {
            return null;
        }

        return new NewEvent
        {
            Id = EventIds.Once("rating-", $"{item}\u001f{value:R}\u001f{time.ToUnixTimeSeconds()}"),
            Type = EventType.Rating,
            UserId = user,
            ItemId = item,
            Value = value,
            OccurredAt = time,
        };
    }
}
