using Npgsql;

namespace Marketing.Store;

/// <summary>What a module settles before the rows of a person go: sums elsewhere that those rows are part of.</summary>
public interface IBeforeErasure
{
    /// <summary>Called inside the erasure's transaction, when nobody can write rows of these people any more.</summary>
    /// <param name="connection">Inside that transaction.</param>
    /// <param name="subjects">The user and the sessions.</param>
    /// <param name="cancel">Gives up.</param>
    Task SettleAsync(NpgsqlConnection connection, string[] subjects, CancellationToken cancel);
}
