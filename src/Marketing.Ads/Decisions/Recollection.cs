using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Marketing.Ads.Decisions;

/// <summary>
/// What a replica decided while the database was away and could not write before it stopped: it starts with it in memory, so that a retry gets the answer that was given,
/// and a cap counts what was shown.
/// </summary>
internal sealed class Recollection(Spool spool, LedgerMemory memory, AnswerMemory answers, ILogger<Recollection> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var decision in spool.HasAny ? spool.Look() : [])
            {
                var shown = decision.Ads.Select(ad => new LedgerEntry(
                    ad.CampaignId,
                    ad.AdId,
                    ad.Channel,
                    decision.DecidedAt,
                    decision.ReplicaId
                ));
                memory.Keep(decision.Subject, [.. memory.Of(decision.Subject), .. shown]);
                answers.Keep(decision.DecisionId, decision.Subject, decision.Answer);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(exception, "Spooled decisions cannot be read: their ids may be answered anew");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
