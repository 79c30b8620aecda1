using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>Columns of one row of a COPY, in their order.</summary>
internal readonly struct CopyRow(NpgsqlBinaryImporter copy, CancellationToken cancel)
{
    public Task TimeAsync(DateTimeOffset value) => copy.WriteAsync(value.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);

    public Task TextAsync(string? value) => value is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(value, NpgsqlDbType.Text, cancel);

    public Task SmallAsync(short? value) =>
        value is { } number ? copy.WriteAsync(number, NpgsqlDbType.Smallint, cancel) : copy.WriteNullAsync(cancel);

    public Task IntegerAsync(int value) => copy.WriteAsync(value, NpgsqlDbType.Integer, cancel);

    public Task DoubleAsync(double value) => copy.WriteAsync(value, NpgsqlDbType.Double, cancel);

    /// <summary>What is no number is not known.</summary>
    public Task RealAsync(double? value) =>
        value is { } number && float.IsFinite((float)number)
            ? copy.WriteAsync((float)number, NpgsqlDbType.Real, cancel)
            : copy.WriteNullAsync(cancel);

    public Task ArrayAsync<T>(T[] values, NpgsqlDbType element) => copy.WriteAsync(values, NpgsqlDbType.Array | element, cancel);
}
