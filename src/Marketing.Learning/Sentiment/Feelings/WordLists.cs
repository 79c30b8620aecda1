namespace Marketing.Learning.Sentiment.Feelings;

internal static class WordLists
{
    /// <summary>The entries of a table, divided by bars and line breaks.</summary>
    public static IEnumerable<(string Term, int Value)> Split(string table, int value) =>
        table.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(term => (term, value));
}
