using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Marketing.Store.Imports;

/// <summary>
/// Films and users that lie beside a ratings file: <c>u.item</c>, <c>u.user</c>, <c>u.genre</c>; <c>movies.csv</c>; <c>movies.dat</c>, <c>users.dat</c>. The
/// first genre is the category, all of them are tags. The <c>.dat</c> and <c>u.</c> files are ISO-8859-1.
/// </summary>
internal sealed partial class MovieLensCatalogue(ImportSession session)
{
    // The order of the flags in u.item where no u.genre says it.
    private static readonly string[] PublishedGenres =
        "unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western".Split(
            '|'
        );

    private const int FlagsFrom = 5; // id, title, release date, video date, address, then one flag a genre

    public IEnumerable<ImportRow> Read(ImportFile ratings)
    {
        var ratingsFile = session.File;
        var genres = ratings.Beside("u.genre") is { } genreFile ? Genres(genreFile) : PublishedGenres;
        foreach (
            var row in From(ratings.Beside("u.item"), file => Films(file, genres))
                .Concat(From(ratings.Beside("movies.dat"), DatFilms))
                .Concat(From(ratings.Beside("movies.csv"), CsvFilms))
                .Concat(From(ratings.Beside("u.user"), file => Users(file, "|", age: 1, gender: 2, occupation: 3, zipCode: 4)))
                .Concat(From(ratings.Beside("users.dat"), file => Users(file, "::", age: 2, gender: 1, occupation: 3, zipCode: 4)))
        )
        {
            yield return row;
        }

        session.File = ratingsFile;
    }

    private IEnumerable<ImportRow> From(string? path, Func<ImportFile, IEnumerable<ImportRow>> read)
    {
        if (path is null)
        {
            yield break;
        }

        session.File = path;
        using var file = ImportFile.Open(path);
        foreach (var row in read(file))
        {
            session.Count(row.Content is NewItem ? "films" : "users");
            yield return row;
        }
    }

    private string[] Genres(string path)
    {
        using var file = ImportFile.Open(path);
        return
        [
            .. Delimited
                .Read(file, session, "|", 2, Encoding.Latin1)
                .Where(row => int.TryParse(row.Fields[1], out _))
                .OrderBy(row => int.Parse(row.Fields[1], CultureInfo.InvariantCulture))
                .Select(row => row.Fields[0]),
        ];
    }

    private IEnumerable<ImportRow> Films(ImportFile file, string[] genres)
    {
        foreach (var (line, raw, fields) in Delimited.Read(file, session, "|", FlagsFrom + genres.Length, Encoding.Latin1))
        {
            var own = genres.Where((_, i) => fields[FlagsFrom + i] == "1");
            var released = DateOnly.TryParseExact(fields[2], "dd-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
            if (Film(fields[0], fields[1], own, released) is var film && session.Passes(film, line, raw.AsMemory()))
            {
                yield return new ImportRow(line, raw.AsMemory(), film);
            }
        }
    }

    private IEnumerable<ImportRow> DatFilms(ImportFile file)
    {
        foreach (var (line, raw, fields) in Delimited.Read(file, session, "::", 3, Encoding.Latin1))
        {
            if (Film(fields[0], fields[1], fields[2].Split('|'), null) is var film && session.Passes(film, line, raw.AsMemory()))
            {
                yield return new ImportRow(line, raw.AsMemory(), film);
            }
        }
    }

    private IEnumerable<ImportRow> CsvFilms(ImportFile file)
    {
        using var table = new CsvTable(file, session);
        var (id, title, genres) = (table.Need("movieId", "itemId"), table.Need("title"), table.Need("genres"));
        while (table.Read())
        {
            var film = Film(table[id] ?? "", table[title], (table[genres] ?? "").Split('|'), null);
            if (session.Passes(film, table.Line, table.Raw))
            {
                yield return new ImportRow(table.Line, table.Raw, film);
            }
        }
    }

    private NewItem Film(string id, string? title, IEnumerable<string> genres, string? released)
    {
        string[] tags = [.. genres.Where(genre => genre.Length > 0 && genre is not ("unknown" or "(no genres listed)")).Distinct()];
        var year = Year().Match(title ?? "") is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : (int?)null;
        return new NewItem
        {
            ItemId = id,
            Name = string.IsNullOrWhiteSpace(title) ? null : title.Trim(),
            Category = tags.Length == 0 ? null : tags[0],
            Tags = tags,
            Attributes = Cells.Attributes(session.Faults, ("releaseDate", released), ("year", year)),
        };
    }

    private IEnumerable<ImportRow> Users(ImportFile file, string divider, int age, int gender, int occupation, int zipCode)
    {
        foreach (var (line, raw, fields) in Delimited.Read(file, session, divider, 5, Encoding.Latin1))
        {
            var user = new NewUser
            {
                UserId = fields[0],
                Attributes = Cells.Attributes(
                    session.Faults,
                    ("age", int.TryParse(fields[age], out var years) ? years : null),
                    ("gender", fields[gender]),
                    ("occupation", fields[occupation]),
                    ("zipCode", fields[zipCode])
                ),
            };
            if (session.Passes(user, line, raw.AsMemory()))
            {
                yield return new ImportRow(line, raw.AsMemory(), user);
            }
        }
    }

    [GeneratedRegex(@"\(([0-9]{4})\)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Year();
}
