using System.Data.Common;
using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>What answers need to know of a customer at once.</summary>
/// <param name="UserId">The shop's key.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="Personalization">May answers be personal? Null: never asked.</param>
public sealed record Customer(string UserId, string? Language, bool? Personalization);

/// <summary>Consent and language of all customers that have a row, in the memory of this replica; as fresh as <see cref="Catalogue"/>.</summary>
public sealed class CustomerDirectory : IDisposable
{
    private readonly bool _optIn;

    /// <summary>Nothing is read yet.</summary>
    public CustomerDirectory(NpgsqlDataSource database, PrivacySettings privacy)
    {
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

    /// <summary>May this customer's answers be personal? What the customer said; else what <c>Privacy:Personalization</c> says for all who said nothing.</summary>
    public bool MayPersonalize(string userId) => Find(userId)?.Personalization ?? !_optIn;

    /// <summary>Reads the whole table: for commands, which have no background services.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public Task LoadAsync(CancellationToken cancel) => Mirror.RefreshAsync([], cancel);

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();
}

internal sealed class CustomerSource : IMirrorSource<Customer>
{
    public string FileName => "customers-1.bin";

    public string Select => "SELECT user_id, language, consent_personalization, changed_at FROM shop.users";

    public string KeyColumn => "user_id";

    public string Table => "shop.users";

    public string KeyOf(Customer row) => row.UserId;

    public Customer Read(DbDataReader reader) =>
        new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetBoolean(2));

    public void Write(BinaryWriter writer, Customer row)
    {
        writer.Write(row.UserId);
        writer.WriteText(row.Language);
        writer.Write((byte)(row.Personalization is { } may ? (may ? 1 : 0) : 2));
    }

    public Customer Read(BinaryReader reader) =>
        new(
            reader.ReadString(),
            reader.ReadText(),
            reader.ReadByte() switch
            {
                0 => false,
                1 => true,
                _ => null,
            }
        );
}
