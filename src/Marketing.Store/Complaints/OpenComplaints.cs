using System.Collections.Frozen;
using System.Data.Common;
using Marketing.Store.Mirrors;
using Npgsql;

namespace Marketing.Store;

/// <summary>A complaint that nobody has settled.</summary>
/// <param name="ComplaintId">The shop's key.</param>
/// <param name="UserId">Who complains, where that is known.</param>
/// <param name="ItemId">What about, where it is about a product.</param>
public sealed record OpenComplaint(string ComplaintId, string? UserId, string? ItemId);

/// <summary>The open complaints in the memory of this replica; as fresh as <see cref="Catalogue"/>, and like it kept in a file for the time without a database.</summary>
public sealed class OpenComplaints : IOpenComplaints, IDisposable
{
    private volatile Known _known = new([]);

    /// <summary>Nothing is read yet.</summary>
    public OpenComplaints(NpgsqlDataSource database)
    {
        Mirror = new Mirror<OpenComplaint>(database, Source);
        Mirror.Changed += () => _known = new Known([.. Mirror.Current.GetAll()]);
    }

    internal static OpenComplaintSource Source { get; } = new();

    internal Mirror<OpenComplaint> Mirror { get; }

    /// <inheritdoc />
    public bool HasOpen(string userId) => _known.Users.Contains(userId);

    /// <inheritdoc />
    public bool IsAbout(string itemId) => _known.Items.Contains(itemId);

    /// <inheritdoc />
    public void Dispose() => Mirror.Dispose();

    private sealed class Known(IReadOnlyList<OpenComplaint> open)
    {
        public FrozenSet<string> Users { get; } = open.Select(one => one.UserId).OfType<string>().ToFrozenSet(StringComparer.Ordinal);

        public FrozenSet<string> Items { get; } = open.Select(one => one.ItemId).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
    }
}

internal sealed class OpenComplaintSource : IMirrorSource<OpenComplaint>
{
    private const string Open = "(SELECT complaint_id, user_id, item_id, changed_at FROM shop.complaints WHERE closed_at IS NULL) open";

    public string FileName => "complaints-1.bin";

    public string Select => "SELECT complaint_id, user_id, item_id, changed_at FROM " + Open;

    public string KeyColumn => "complaint_id";

    public string Table => Open;

    public string KeyOf(OpenComplaint row) => row.ComplaintId;

    public OpenComplaint Read(DbDataReader reader) =>
        new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2));

    public void Write(BinaryWriter writer, OpenComplaint row)
    {
        writer.Write(row.ComplaintId);
        writer.WriteText(row.UserId);
        writer.WriteText(row.ItemId);
    }

    public OpenComplaint Read(BinaryReader reader) => new(reader.ReadString(), reader.ReadText(), reader.ReadText());
}
