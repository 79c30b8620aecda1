using Marketing.Store;
using Npgsql;

namespace Marketing.Profiles.Segments;

/// <summary>Reads the moves.</summary>
internal sealed class SegmentMoves(NpgsqlDataSource database) : ISegmentMoves
{
    public async Task<IReadOnlyList<SegmentMove>> ReadAsync(long after, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "SELECT sequence, segment_id, user_id, entered, moved_at FROM profiles.segment_moves WHERE sequence > $1 ORDER BY sequence LIMIT $2"
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Clamp(limit, 1, 10_000) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<SegmentMove> moves = [];
        while (await reader.ReadAsync(cancel))
        {
            moves.Add(
                new SegmentMove(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetBoolean(3),
                    await reader.GetFieldValueAsync<DateTimeOffset>(4, cancel)
                )
            );
        }

        return moves;
    }
}
