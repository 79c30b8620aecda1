using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

internal static class Parameters
{
    /// <summary>Adds a positional array parameter; null is an absent column.</summary>
    public static void AddArray<T>(this NpgsqlParameterCollection parameters, T[]? values, NpgsqlDbType element) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)values ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | element });

    /// <summary>Adds a positional parameter; null is SQL's null.</summary>
    public static void AddValue<T>(this NpgsqlParameterCollection parameters, T? value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type });

    /// <summary>Adds a named parameter; null is SQL's null.</summary>
    public static void AddNamed<T>(this NpgsqlParameterCollection parameters, string name, T? value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter(name, type) { Value = (object?)value ?? DBNull.Value });
}
