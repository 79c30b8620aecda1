using System.Diagnostics.Metrics;

namespace Marketing.Store;

/// <summary>Counters of what came in, by source and outcome. Process-wide like the meter: a command and a host count alike.</summary>
internal static class IngestMetrics
{
    private static readonly Meter Meter = new("Marketing.Ingest");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>(
        "marketing.ingest.rows",
        description: "Rows taken in, by kind, source and outcome (accepted, duplicate, flagged, or the code of a refusal)."
    );

    public static void Count(string kind, string source, WriteResult result, int flagged = 0)
    {
        Count(kind, source, "accepted", result.Accepted);
        Count(kind, source, "duplicate", result.Duplicates);
        Count(kind, source, "flagged", flagged);
        foreach (var code in result.Rejected.GroupBy(r => r.Code))
        {
            Count(kind, source, code.Key, code.Count());
        }
    }

    /// <summary>Counts rows that never reached a writer.</summary>
    public static void Count(string kind, string source, string outcome, int rows)
    {
        if (rows > 0)
        {
            Rows.Add(rows, new("kind", kind), new("source", source), new("outcome", outcome));
        }
    }
}
