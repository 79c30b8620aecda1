using Marketing.Store;
using Microsoft.Extensions.Hosting;

namespace Marketing.Ads.Decisions;

/// <summary>
/// Empties this replica's memory of customers whose row changed or who were erased, on whichever replica it happened: what is remembered is only there for speed and
/// for the time when the database is away.
/// </summary>
internal sealed class Forgetting(StoreChanges changes, LedgerMemory memory, AnswerMemory answers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Hear;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        changes.Changed -= Hear;
        return Task.CompletedTask;
    }

    private void Hear(StoreChange change)
    {
        if (change.Kind != ChangeKind.Users)
        {
            return;
        }

        if (change.Ids.Count == 0)
        {
            memory.Clear();
            answers.Clear();
            return;
        }

        foreach (var subject in change.Ids)
        {
            memory.Forget(subject);
        }

        answers.Forget(change.Ids.ToHashSet(StringComparer.Ordinal));
    }
}
