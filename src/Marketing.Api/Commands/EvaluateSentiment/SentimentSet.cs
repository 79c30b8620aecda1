using Marketing.Api.Commands.Evaluation;

namespace Marketing.Api.Commands.EvaluateSentiment;

/// <summary>A public data set with a fixed split: train and test are always the same rows.</summary>
/// <param name="Name">Name on the command line and in the table.</param>
/// <param name="Train">File below the folder of data sets.</param>
/// <param name="Test">The file to judge on; null: every fifth row of <paramref name="Train"/>, from the first, is the test.</param>
/// <param name="Columns">Which columns hold what.</param>
internal sealed record SentimentSet(string Name, string Train, string? Test, TextColumns Columns)
{
    /// <summary>Environment variable that names the folder of data sets.</summary>
    public const string FolderVariable = "MARKETING_SHARED_DATA";

    private const int Parts = 5;
    private const string Shopping = "online-shopping-10-cats";

    /// <summary>Every set, in the order of the table. <c>not-X</c> learns from all categories of online-shopping but X and is judged on X.</summary>
    public static IReadOnlyList<SentimentSet> All { get; } =
    [
        Split(Shopping, Shopping, Shopping),
        Split("not-hotel", $"{Shopping}.not-hotel", $"{Shopping}.only-hotel"),
        Split("not-clothing", $"{Shopping}.not-clothing", $"{Shopping}.only-clothing"),
        Split("not-tablet", $"{Shopping}.not-tablet", $"{Shopping}.only-tablet"),
        Split("chnsenticorp-hotel", "chnsenticorp-hotel", "chnsenticorp-hotel"),
        Split("imdb", "imdb", "imdb"),
        Split("womens-clothing-reviews", "womens-clothing-reviews", "womens-clothing-reviews"),
        new(
            "womens-clothing-three",
            "womens-clothing-reviews/reviews.csv.gz",
            null,
            new TextColumns(["Title", "Review Text"], "Rating", TextColumns.ByStars, Needed: "Review Text")
        ),
        new("airline-tweets", "airline-tweets/tweets.csv.gz", null, new TextColumns(["text"], "airline_sentiment", TextColumns.ByName)),
    ];

    /// <summary>The named ones, in the order of the table.</summary>
    /// <param name="named"><c>all</c>, or names divided by commas.</param>
    /// <exception cref="WrongArgumentsException">A name is none.</exception>
    public static IReadOnlyList<SentimentSet> Named(string named)
    {
        var names = EvaluationOptions.Names(named);
        var unknown = names.Where(name => name != "all" && All.All(set => set.Name != name)).ToList();
        return unknown.Count == 0 && names.Length > 0
            ? [.. All.Where(set => names.Contains("all") || names.Contains(set.Name))]
            : throw new WrongArgumentsException(
                $"--data knows no '{string.Join(", ", unknown)}'. It knows: all, {string.Join(", ", All.Select(set => set.Name))}."
            );
    }

    /// <summary>The folder of data sets: the one named, else that of <see cref="FolderVariable"/>, else <c>shared/data</c> here or in a folder above.</summary>
    /// <exception cref="WrongArgumentsException">There is none.</exception>
    public static string FolderOf(string? named)
    {
        if ((named ?? Environment.GetEnvironmentVariable(FolderVariable)) is { Length: > 0 } folder)
        {
            return folder;
        }

        for (var above = new DirectoryInfo(Environment.CurrentDirectory); above is not null; above = above.Parent)
        {
            var candidate = Path.Combine(above.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new WrongArgumentsException(
            $"There is no folder shared/data here or above: --folder or {FolderVariable} names the one with the data sets."
        );
    }

    /// <exception cref="UnusableFileException">A file is not there, or not what it should be.</exception>
    public (LabelledTextFile Train, LabelledTextFile Test) Read(string folder)
    {
        var read = LabelledTextFiles.Read(Existing(folder, Train), Columns);
        return Test is { } test
            ? (read, LabelledTextFiles.Read(Existing(folder, test), Columns))
            : (
                read.Part($"{read.Name}, four fifths", row => row % Parts != 0),
                read.Part($"{read.Name}, every fifth row", row => row % Parts == 0)
            );
    }

    private static SentimentSet Split(string name, string train, string test) =>
        new(name, $"splits/{train}.train.csv.gz", $"splits/{test}.test.csv.gz", TextColumns.Plain);

    private static FileInfo Existing(string folder, string name)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        return file.Exists ? file : throw new UnusableFileException($"{name} is not in {folder}.");
    }
}
