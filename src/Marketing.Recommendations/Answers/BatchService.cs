using System.Runtime.CompilerServices;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Serving;
using Microsoft.AspNetCore.Http;

namespace Marketing.Recommendations.Answers;

/// <summary>Makes the lists of a page or of a mailing: of one person one after the other, so that no item is in two of them, of several people side by side.</summary>
internal sealed class BatchService(RecommendationService service, RecommendationLog log, TimeProvider time)
{
    private static readonly int SideBySide = Math.Max(2, Environment.ProcessorCount);

    /// <summary>What takes the answers down.</summary>
    public RecommendationLog Log => log;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Answers in the order of the people, then of the places.</summary>
    public async IAsyncEnumerable<PreparedAnswer> AnswerAsync(
        IEnumerable<Ask> people,
        IReadOnlyList<RankRequest> places,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var underWay = new Queue<Task<List<PreparedAnswer>>>(SideBySide);
        foreach (var person in people)
        {
            underWay.Enqueue(Task.Run(() => OfAsync(person, places, cancel), cancel));
            if (underWay.Count >= SideBySide)
            {
                foreach (var answer in await underWay.Dequeue())
                {
                    yield return answer;
                }
            }
        }

        while (underWay.TryDequeue(out var last))
        {
            foreach (var answer in await last)
            {
                yield return answer;
            }
        }
    }

    private async Task<List<PreparedAnswer>> OfAsync(Ask person, IReadOnlyList<RankRequest> places, CancellationToken cancel)
    {
        var answers = new List<PreparedAnswer>(places.Count);
        foreach (var place in places)
        {
            var shown = answers.SelectMany(answer => answer.Logged.ItemIds);
            var exclude = answers.Count == 0 ? place.Exclude : RequestKeys.Join(place.Excluded.Concat(shown));
            var (answer, _) = await service.PrepareAsync(person with { Request = place with { Exclude = exclude } }, cancel);
            answers.Add(answer ?? throw new InvalidOperationException("Without a cursor there is always an answer."));
        }

        return answers;
    }
}

/// <summary>Sends answers while the next are made: as one JSON object, or one a line.</summary>
internal sealed class BatchResult(BatchService service, IEnumerable<Ask> people, IReadOnlyList<RankRequest> places, bool isLines) : IResult
{
    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, cancel) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = isLines ? "application/x-ndjson; charset=utf-8" : "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var (count, unsent, mayWait) = (0, 0, true);
        await foreach (var answer in service.AnswerAsync(people, places, cancel))
        {
            Write(
                response,
                isLines ? ""
                    : count == 0 ? """{"answers":["""
                    : ","
            );
            unsent += AnswerResult.Write(answer, service.Now, service.Log, response.BodyWriter);
            Write(response, isLines ? "\n" : "");
            count++;
            if (unsent >= FlushBytes)
            {
                unsent = 0;
                // Once without success: a mailing must not take hours because the database is away.
                mayWait = mayWait && await service.Log.WaitForRoomAsync(cancel);
                await response.BodyWriter.FlushAsync(cancel);
            }
        }

        Write(response, isLines ? "" : "]}");
        await response.BodyWriter.FlushAsync(cancel);
    }

    private static void Write(HttpResponse response, string text)
    {
        var written = System.Text.Encoding.ASCII.GetBytes(text, response.BodyWriter.GetSpan(16));
        response.BodyWriter.Advance(written);
    }
}
