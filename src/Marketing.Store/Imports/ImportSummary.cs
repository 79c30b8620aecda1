namespace Marketing.Store.Imports;

/// <summary>What one import did. Every row that was read is in exactly one of the accepted, duplicate and rejected counts, or fed the catalogue alone.</summary>
public sealed record ImportSummary
{
    /// <summary>The kind, such as <c>online-retail</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The files, as they were given.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>True when nothing was written: rows that passed every check count as accepted.</summary>
    public bool DryRun { get; init; }

    /// <summary>Events.</summary>
    public required ImportCounts Events { get; init; }

    /// <summary>Catalogue items; "accepted" are new or changed ones, "duplicates" those that stood there already.</summary>
    public required ImportCounts Items { get; init; }

    /// <summary>Customers; counted like items.</summary>
    public required ImportCounts Users { get; init; }

    /// <summary>Ad decisions of other systems.</summary>
    public ImportCounts Decisions { get; init; } = new(0, 0);

    /// <summary>Rejected rows by reason.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    /// <summary>What the kind found in its rows, such as <c>linesWithoutCustomer</c>, in a fixed order. A row may be in several of them.</summary>
    public required IReadOnlyDictionary<string, long> Found { get; init; }

    /// <summary>The reject files that were written; empty when nothing was rejected.</summary>
    public required IReadOnlyList<string> RejectFiles { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Rows that went to the store, rejected ones included, a second.</summary>
    public double RowsPerSecond { get; init; }
}

/// <summary>What became of the rows of one sort.</summary>
/// <param name="Accepted">Stored now.</param>
/// <param name="Duplicates">Stored before with the same content.</param>
public sealed record ImportCounts(long Accepted, long Duplicates)
{
    internal ImportCounts With(WriteResult result) => new(Accepted + result.Accepted, Duplicates + result.Duplicates);
}

/// <summary>How far an import is.</summary>
/// <param name="Fraction">Part of the files' stored bytes whose rows are written, 0 to 1.</param>
/// <param name="Rows">Rows written, rejected ones included.</param>
public readonly record struct ImportProgress(double Fraction, long Rows);

/// <summary>What to import.</summary>
public sealed record ImportRequest
{
    /// <summary>One of <see cref="ImportKinds.All"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Paths; read in this order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>One file for all rejected rows; null: one a file, named <c>FILE.rejected.csv</c>, in <see cref="RejectFolder"/>. What stood there is replaced.</summary>
    public string? RejectFile { get; init; }

    /// <summary>Where the reject files go that have no name of their own.</summary>
    public string RejectFolder { get; init; } = ".";

    /// <summary>Read and check everything, write nothing but reject files.</summary>
    public bool DryRun { get; init; }
}
