using System.Data.Common;
using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>What answers need to know of a customer at once.</summary>
/// <param name="UserId">The shop's key.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Personalization">May answers be personal? Null: never asked.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Email">May e-mail be sent? Null: never asked.</param>
/// <param name="Sms">May SMS be sent? Null: never asked.</param>
/// <param name="Push">May push messages be sent? Null: never asked.</param>
public sealed record Customer(
    string UserId,
    string? Language,
    bool? Personalization,
    string? TimeZone = null,
    bool? Email = null,
    bool? Sms = null,
    bool? Push = null
);

/// <summary>Consent, language and time zone of all customers that have a row, in the memory of this replica; as fresh as <see cref="Catalogue"/>.</summary>
public sealed class CustomerDirectory : IDisposable
{
    private readonly bool _optIn;
    private readonly ErasedMemory? _erased;

    /// <summary>Nothing is read yet.</summary>
    public CustomerDirectory(NpgsqlDataSource database, PrivacySettings privacy, ErasedMemory? erased = null)
    {
        _erased = erased;
        Mirror = new Mirror<Customer>(database, Source);
        _optIn = privacy.Personalization == PrivacySettings.OptIn;
    }

    /// <summary>True once the table has been read by this process.</summary>
    public bool IsLoaded => Mirror.IsLoaded;

    internal static CustomerSource Source { get; } = new();

    internal Mirror<Customer> Mirror { get; }

    /// <summary>A directory of given customers that never changes, for tests and tools.</summary>
    public static CustomerDirectory Of(PrivacySettings privacy, params IEnumerable<Customer> customers)
    {
        var directory = new CustomerDirectory(NpgsqlDataSource.Create("Host=nowhere"), privacy);
        var rows = customers.ToDictionary(customer => customer.UserId, StringComparer.Ordinal);
        directory.Mirror.Start(new MirrorSnapshot<Customer>(rows, DateTimeOffset.MinValue, 1));
        return directory;
    }

    /// <summary>The customer, or null when none of this id has a row.</summary>
    public Customer? Find(string userId) => Mirror.Current.Find(userId);

    /// <summary>May this customer's answers be personal? What the customer said; else what <c>Privacy:Personalization</c> says for all who said nothing. Never those of who was erased.</summary>
    public bool MayPersonalize(string userId) => (Find(userId)?.Personalization ?? !_optIn) && !(_erased?.Contains(userId) ?? false);

    /// <summary>Reads the whole table: for commands, which have no background services.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task LoadAsync(CancellationToken cancel) => Mirror.RefreshAsync([], cancel);

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();
}

internal sealed class CustomerSource : IMirrorSource<Customer>
{
    public string FileName => "customers-2.bin";

    public string Select =>
        "SELECT user_id, language, consent_personalization, time_zone, consent_email, consent_sms, consent_push, changed_at FROM shop.users";

    public string KeyColumn => "user_id";

    public string Table => "shop.users";

    public string KeyOf(Customer row) => row.UserId;

    public Customer Read(DbDataReader reader) =>
        new(reader.GetString(0), Text(reader, 1), Flag(reader, 2), Text(reader, 3), Flag(reader, 4), Flag(reader, 5), Flag(reader, 6));

    public void Write(BinaryWriter writer, Customer row)
    {
        writer.Write(row.UserId);
        writer.WriteText(row.Language);
        writer.WriteText(row.TimeZone);
        foreach (var flag in new[] { row.Personalization, row.Email, row.Sms, row.Push })
        {
            writer.Write((byte)(flag is { } may ? (may ? 1 : 0) : 2));
        }
    }

    public Customer Read(BinaryReader reader)
    {
        var (userId, language, timeZone) = (reader.ReadString(), reader.ReadText(), reader.ReadText());
        return new(userId, language, Flag(reader), timeZone, Flag(reader), Flag(reader), Flag(reader));
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static bool? Flag(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);

    private static bool? Flag(BinaryReader reader) =>
        reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            _ => null,
        };
}
