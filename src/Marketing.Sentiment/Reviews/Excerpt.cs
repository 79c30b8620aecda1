namespace Marketing.Sentiment.Reviews;

/// <summary>Cuts texts for quoting.</summary>
internal static class Excerpt
{
    /// <summary>The beginning of a text, with an ellipsis where it goes on; a pair of surrogates stays whole.</summary>
    public static string Of(string text, int most) => Of(text, 0, text.Length, most);

    /// <summary>A passage of a text, at most <paramref name="most"/> UTF-16 units and an ellipsis.</summary>
    public static string Of(string text, int start, int length, int most)
    {
        start = Math.Clamp(start, 0, text.Length);
        var end = Math.Clamp(start + length, start, text.Length);
        if (end - start <= most)
        {
            return text[start..end];
        }

        end = start + most;
        return text[start..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
