using Npgsql;

namespace Marketing.Store;

/// <summary>One rule of cleaning.</summary>
/// <param name="Name">As it stands in the marks and the counters: never renamed.</param>
/// <param name="What">One sentence for people.</param>
/// <param name="Setting">Where it is set.</param>
public sealed record CleaningRule(string Name, string What, string Setting)
{
    /// <summary>Rows that it marks: a query with the columns of <see cref="Columns"/> after user_id and event_id. Null: somebody else applies it.</summary>
    internal string? Sql { get; init; }

    /// <summary>What it writes beside its name; empty: the event is set aside.</summary>
    internal string[] Columns { get; init; } = [];

    /// <summary>False: switched off.</summary>
    internal Func<CleaningSettings, bool> IsOn { get; init; } = _ => true;

    /// <summary>Gives the query its parameters.</summary>
    internal Action<NpgsqlParameterCollection, CleaningSettings, CleaningPass> Fill { get; init; } = (_, _, _) => { };

    /// <summary>The statement: marks that are there already get the rule's name added and the values replaced.</summary>
    internal string Statement()
    {
        string[] columns = Columns.Length == 0 ? ["set_aside"] : Columns;
        var names = string.Join(", ", columns);
        var values = Columns.Length == 0 ? $"'{Name}'" : string.Join(", ", columns.Select(c => "r." + c));
        var replace = string.Join(", ", columns.Select(c => $"{c} = excluded.{c}"));
        return $"""
            INSERT INTO pg_temp.marks AS m (user_id, event_id, rules, {names})
            SELECT r.user_id, r.event_id, ARRAY['{Name}'], {values} FROM ({Sql}) r
            ON CONFLICT (user_id, event_id) DO UPDATE SET rules = m.rules || excluded.rules, {replace}
            """;
    }
}

/// <summary>What one cleaning works on.</summary>
/// <param name="From">First instant; null: from the beginning.</param>
/// <param name="To">First instant after it; null: to the end.</param>
/// <param name="Currency">What all amounts are turned into; null: there are no amounts.</param>
internal sealed record CleaningPass(DateTimeOffset? From, DateTimeOffset? To, string? Currency)
{
    public bool IsWhole => From is null && To is null;
}
