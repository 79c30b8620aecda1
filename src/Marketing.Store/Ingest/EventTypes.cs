namespace Marketing.Store;

/// <summary>The event types as senders write them.</summary>
public static class EventTypes
{
    private static readonly string[] Names =
    [
        "",
        "view",
        "cart",
        "purchase",
        "return",
        "search",
        "rating",
        "review",
        "impression",
        "click",
        "conversion",
    ];

    /// <summary>All names, in the order of their numbers.</summary>
    public static IReadOnlyList<string> All { get; } = Names[1..];

    /// <summary>The name of a type, such as <c>purchase</c>.</summary>
    public static string Name(EventType type) => Names[(int)type];

    /// <summary>The type of a name; names are lower-case and exact.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out EventType type)
    {
        for (var i = 1; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                type = (EventType)i;
                return true;
            }
        }

        type = default;
        return false;
    }
}
