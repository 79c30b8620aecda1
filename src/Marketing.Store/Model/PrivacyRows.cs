namespace Marketing.Store;

/// <summary>The key of the hashes below, made by the migration: without it nobody can ask the list about an id by trying.</summary>
public sealed class PrivacyKeyRow
{
    /// <summary>Always 1.</summary>
    public int KeyId { get; set; }

    /// <summary>32 random bytes.</summary>
    public required byte[] Key { get; set; }
}

/// <summary>A subject (user or linked session) whose data was erased and must not come back. Holds no id, only its keyed hash.</summary>
public sealed class ErasedSubjectRow
{
    /// <summary>SHA-256(key ‖ SHA-256(key ‖ subject)).</summary>
    public required byte[] SubjectHash { get; set; }

    /// <summary>The erasure that put it here first.</summary>
    public Guid ErasureId { get; set; }
}

/// <summary>One erasure and its receipt, without personal data.</summary>
public sealed class ErasureRow
{
    /// <summary>Version 7, so ordered by time.</summary>
    public Guid ErasureId { get; set; }

    /// <summary>Keyed hash of the person's id, so that whoever knows the id can show that the receipt is theirs.</summary>
    public required byte[] SubjectHash { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset ErasedAt { get; set; }

    /// <summary>Removed rows by table, JSON object of numbers.</summary>
    public required string Removed { get; set; }

    /// <summary>Until when backups may still hold the person, UTC.</summary>
    public DateTimeOffset BackupsUntil { get; set; }

    /// <summary>Keyed hash of the receipt: a receipt that somebody altered does not match.</summary>
    public required byte[] Seal { get; set; }
}

/// <summary>One privileged call. Rows are only ever added: a trigger refuses everything else, and each row's hash holds the one before.</summary>
public sealed class AuditRow
{
    /// <summary>1, 2, 3, … without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>UTC, in whole microseconds.</summary>
    public DateTimeOffset CalledAt { get; set; }

    /// <summary>Name of the API key.</summary>
    public required string Caller { get; set; }

    /// <summary>Its role.</summary>
    public required string Role { get; set; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; set; }

    /// <summary>The route with the names of its parameters, never their values: <c>/users/{userId}</c>.</summary>
    public required string Route { get; set; }

    /// <summary>Finds the call in the host's log.</summary>
    public required string TraceId { get; set; }

    /// <summary>SHA-256 over the hash of the row before and this row's fields; the first row begins with 32 zero bytes.</summary>
    public required byte[] Hash { get; set; }
}
