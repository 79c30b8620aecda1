using System.Text.Json.Nodes;

namespace Marketing.Store;

/// <summary>What a module works out about a person when it is asked, beside what is stored: an export holds it, too.</summary>
public interface IWorkedOutAboutPeople
{
    /// <summary>The name under which an export shows it.</summary>
    string Name { get; }

    /// <summary>As the module's own answer shows it; null where it knows nothing of the person.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is away.</exception>
    Task<JsonNode?> FindAsync(string userId, CancellationToken cancel);
}
