using Marketing.Ads.Prediction;
using Marketing.Store;
using Npgsql;

namespace Marketing.Ads.Decisions;

/// <summary>Finds out who asks: consent, time zone, and what he looked at lately, all from memory where the store remembers it.</summary>
internal sealed class AskerReader(
    CustomerDirectory customers,
    SubjectActivity activity,
    Catalogue catalogue,
    AdsOptions options,
    TimeProvider clock
)
{
    private const int Events = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public async ValueTask<Asker> ReadAsync(DecisionRequest request, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var customer = request.UserId is { } userId ? customers.Find(userId) : null;
        var isPersonal = request.UserId is null || customers.MayPersonalize(request.UserId);
        var subject = request.UserId ?? (request.SessionId is { } session ? NewEvent.SessionPrefix + session : Asker.Nobody);
        var local = TimeZoneInfo.ConvertTime(now, Zone(customer?.TimeZone ?? request.Word("timeZone") ?? options.TimeZone)).DateTime;
        var isTracked = isPersonal && subject != Asker.Nobody;
        var categories = request.Categories();
        var features = new AskerFeatures
        {
            Local = local,
            User = isTracked ? subject : "",
            Known =
                request.UserId is not null && isPersonal ? "user"
                : subject != Asker.Nobody ? "session"
                : "no",
            Language = request.Word("language") ?? (isPersonal ? customer?.Language : null) ?? "",
            Device = request.Word("device") ?? "",
            Page = categories.Count > 0 ? categories[0] : "",
        };
        if (isTracked)
        {
            features.With(await ActivityAsync(subject, cancel), catalogue.Current);
        }

        return new Asker
        {
            Subject = subject,
            UserId = request.UserId,
            Customer = customer,
            IsPersonal = isPersonal,
            Now = now,
            Local = local,
            PageCategories = categories,
            Features = features,
            Hash = StableHash.Of(subject),
        };
    }

    private async ValueTask<IReadOnlyList<ActivityRow>> ActivityAsync(string subject, CancellationToken cancel)
    {
        try
        {
            var newest = activity.NewestAsync(subject, Events, cancel);
            return newest.IsCompletedSuccessfully ? await newest : await newest.WaitAsync(Patience, cancel);
        }
        catch (Exception fault)
            when (fault is NpgsqlException or TimeoutException or IOException
                || (fault is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return [];
        }
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;
}
