using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Marketing.Store;

/// <summary>The one parser of a customer profile's JSON, for the interface and for imported NDJSON.</summary>
public static class UserJson
{
    private static readonly FieldNames Names = new("userId", "language", "timeZone", "attributes", "consent");
    private static readonly FieldNames ConsentNames = new("personalization", "email", "sms", "push");

    /// <summary>Reads one profile from one JSON text, such as a line of NDJSON.</summary>
    /// <param name="utf8">The whole text; spaces around the object are allowed.</param>
    /// <param name="index">Position in the batch, for <paramref name="rejected"/>.</param>
    /// <param name="row">The profile, checked by <see cref="UserRules"/>.</param>
    /// <param name="rejected">Otherwise what is wrong with it first.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8,
        int index,
        [NotNullWhen(true)] out NewUser? row,
        [NotNullWhen(false)] out RejectedRow? rejected
    )
    {
        var faults = new RowFaults();
        row = RowJson.Read(utf8, Read, faults);
        rejected = row is null ? faults.First(index) : null;
        return row is not null;
    }

    /// <summary>Reads the body of a request that names the user in its address; the body may leave the id out or repeat it.</summary>
    /// <param name="utf8">The whole body.</param>
    /// <param name="userId">The id of the address.</param>
    /// <param name="maxDepth">Deepest nesting.</param>
    /// <param name="faults">Where everything that is wrong is noted, by field.</param>
    /// <returns>The profile, or null when <paramref name="faults"/> has any.</returns>
    public static NewUser? ReadBody(ReadOnlySpan<byte> utf8, string userId, int maxDepth, RowFaults faults) =>
        RowJson.Read(utf8, maxDepth, (ref Utf8JsonReader reader, RowFaults found) => Read(ref reader, found, userId), faults);

    /// <summary>Reads the value that the reader stands on, and leaves the reader on its end.</summary>
    /// <returns>The profile, or null when <paramref name="faults"/> says what is wrong.</returns>
    internal static NewUser? Read(ref Utf8JsonReader reader, RowFaults faults) => Read(ref reader, faults, null);

    /// <summary>The same for a body whose id stands in the route already; the body may leave it out or repeat it.</summary>
    internal static NewUser? Read(ref Utf8JsonReader reader, RowFaults faults, string? routeId)
    {
        var row = new JsonRow(reader, faults);
        var read = row.Begin() ? Read(ref row, routeId) : null;
        reader = row.Reader;
        if (read is not null)
        {
            UserRules.Check(read, faults);
        }

        return faults.Any ? null : read;
    }

    private static NewUser? Read(ref JsonRow row, string? routeId)
    {
        string? userId = null,
            language = null,
            timeZone = null,
            attributes = null;
        var consent = new bool?[4];
        while (row.Next(Names, out var index))
        {
            var field = Names[index];
            switch (field)
            {
                case "userId":
                    userId = row.Text(field);
                    break;
                case "language":
                    language = row.Text(field);
                    break;
                case "timeZone":
                    timeZone = row.Text(field);
                    break;
                case "attributes":
                    attributes = row.Object(field, EventRules.MaxAttributesBytes);
                    break;
                default:
                    ReadConsent(ref row, consent);
                    break;
            }
        }

        var id = row.RouteId("userId", userId, routeId);
        return id is null
            ? null
            : new NewUser
            {
                UserId = id,
                Language = language,
                TimeZone = timeZone,
                Attributes = attributes,
                Personalization = consent[0],
                Email = consent[1],
                Sms = consent[2],
                Push = consent[3],
            };
    }

    private static void ReadConsent(ref JsonRow row, bool?[] consent)
    {
        if (!row.Enter("consent", out var outer))
        {
            return;
        }

        while (row.Next(ConsentNames, out var index))
        {
            consent[index] = row.Flag("consent." + ConsentNames[index]);
        }

        row.Leave(outer);
    }
}
