using System.Runtime.CompilerServices;

namespace Marketing.Ads.Definitions;

/// <summary>Reads each stored document once: a change of one ad among a thousand makes a new book, but parses one document.</summary>
internal static class ParsedDefinitions
{
    private static readonly ConditionalWeakTable<StoredDefinition, object> Known = [];

    public static T Of<T>(StoredDefinition stored)
        where T : class, IDefinition<T> =>
        (T)Known.GetValue(stored, static definition => AdsJson.Read<T>(definition.Document).WithId(definition.Id));
}
