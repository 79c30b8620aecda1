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
        var length = LengthOf(answer);
        var buffer = writer.GetSpan(length);
        answer.BeforeId.CopyTo(buffer);
        var at = answer.BeforeId.Length;
        var uuid = buffer.Slice(at, RecommendationIds.UuidLength);
        RecommendationIds.WriteUuid(now, uuid);
        at += RecommendationIds.UuidLength;
        answer.BeforeTime.CopyTo(buffer[at..]);
        at += answer.BeforeTime.Length;
        Utf8Formatter.TryFormat(now.UtcDateTime, buffer[at..], out _, 'O');
        at += TimeLength;
        answer.Rest.CopyTo(buffer[at..]);
        log.Add(new LogEntry(answer.Logged, Encoding.ASCII.GetString(uuid), now.UtcDateTime));
        writer.Advance(length);
        return length;
    }

    private static int LengthOf(PreparedAnswer answer) =>
        answer.BeforeId.Length + RecommendationIds.UuidLength + answer.BeforeTime.Length + TimeLength + answer.Rest.Length;
}
