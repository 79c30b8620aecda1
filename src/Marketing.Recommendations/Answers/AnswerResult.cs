using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Marketing.Recommendations.Log;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>Gives a prepared answer a new id and the time, sends it, and hands it to the log.</summary>
internal sealed class AnswerResult(PreparedAnswer answer, DateTimeOffset now, RecommendationLog log) : IResult
{
    // 2026-11-22T06:52:45.1234567Z: the round-trip form of UTC has one length.
    private const int TimeLength = 28;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = LengthOf(answer);
        response.Headers.CacheControl = "no-store";
        Write(answer, now, log, response.BodyWriter);
        return Task.CompletedTask;
    }

    /// <summary>Writes the answer once more, under a new id, and has it logged.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(PreparedAnswer answer, DateTimeOffset now, RecommendationLog log, IBufferWriter<byte> writer)
    {
        Span<byte> uuid = stackalloc byte[RecommendationIds.UuidLength];
        Span<byte> time = stackalloc byte[TimeLength];
        RecommendationIds.WriteUuid(now, uuid);
        Utf8Formatter.TryFormat(now.UtcDateTime, time, out _, 'O');
        // Piece by piece: asked for the whole answer's length, the server gives less where it sends in chunks.
        writer.Write(answer.BeforeId);
        writer.Write(uuid);
        writer.Write(answer.BeforeTime);
        writer.Write(time);
        writer.Write(answer.Rest);
        log.Add(new LogEntry(answer.Logged, Encoding.ASCII.GetString(uuid), now.UtcDateTime));
        return LengthOf(answer);
    }

    private static int LengthOf(PreparedAnswer answer) =>
        answer.BeforeId.Length + RecommendationIds.UuidLength + answer.BeforeTime.Length + TimeLength + answer.Rest.Length;
}
