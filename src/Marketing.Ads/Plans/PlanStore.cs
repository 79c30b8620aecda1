using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Plans;

/// <summary>Reads and writes plans.</summary>
internal sealed class PlanStore(StoreWriter writer, TimeProvider clock)
{
    /// <summary>At this age nobody works on a plan any more: it is given up after ten minutes, and its last write takes one.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private const string Lost = """
        SELECT count(*) FROM ads.plan_assignments a JOIN ads.plans p USING (plan_id)
        WHERE p.plan_id = $1 AND p.state = 'draft' AND (a.ad_id, a.campaign_id) NOT IN (SELECT * FROM unnest($2::text[], $3::text[]))
        """;

    /// <summary>What became of an approval.</summary>
    /// <param name="IsApproved">False when it was no draft, or has messages of ads that are gone.</param>
    /// <param name="Lost">Messages of ads that are gone.</param>
    public readonly record struct Approval(bool IsApproved, long Lost);

    public Task<bool> BeginAsync(Guid planId, PlanRequest request, CancellationToken cancel) =>
        RunAsync(
            "INSERT INTO ads.plans (plan_id, state, request, summary, created_at) VALUES ($1, 'planning', $2::jsonb, '{}', $3)",
            cancel,
            new NpgsqlParameter<Guid> { TypedValue = planId },
            new NpgsqlParameter<string> { TypedValue = AdsJson.Write(request) },
            Now()
        );

    public Task<bool> FailAsync(Guid planId, string error, CancellationToken cancel) =>
        RunAsync(
            "UPDATE ads.plans SET state = 'failed', summary = jsonb_build_object('error', $2::text) WHERE plan_id = $1",
            cancel,
            new NpgsqlParameter<Guid> { TypedValue = planId },
            new NpgsqlParameter<string> { TypedValue = error }
        );

    public Task<bool> DeliveredAsync(Guid planId, CancellationToken cancel) =>
        RunAsync(
            "UPDATE ads.plans SET delivered_at = $2 WHERE plan_id = $1",
            cancel,
            new NpgsqlParameter<Guid> { TypedValue = planId },
            Now()
        );

    public Task<bool> FinishAsync(Guid planId, PlanAnswer summary, IReadOnlyList<AdPlanAssignmentRow> messages, CancellationToken cancel) =>
        writer.RunAsync(
            Budget,
            async (connection, _, token) =>
            {
                await using var command = new NpgsqlCommand(
                    "UPDATE ads.plans SET state = 'draft', summary = $2::jsonb WHERE plan_id = $1 AND state = 'planning'",
                    connection
                );
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = planId });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = AdsJson.Write(summary) });
                if (await command.ExecuteNonQueryAsync(token) == 0)
                {
                    return false;
                }

                await using (
                    var copy = await connection.BeginBinaryImportAsync(
                        "COPY ads.plan_assignments (user_id, plan_id, ordinal, ad_id, campaign_id, channel, send_at, value, cost) FROM STDIN (FORMAT binary)",
                        token
                    )
                )
                {
                    foreach (var message in messages)
                    {
                        await copy.StartRowAsync(token);
                        await copy.WriteAsync(message.UserId, NpgsqlDbType.Text, token);
                        await copy.WriteAsync(planId, NpgsqlDbType.Uuid, token);
                        await copy.WriteAsync(message.Ordinal, NpgsqlDbType.Integer, token);
                        await copy.WriteAsync(message.AdId, NpgsqlDbType.Text, token);
                        await copy.WriteAsync(message.CampaignId, NpgsqlDbType.Text, token);
                        await copy.WriteAsync(message.Channel, NpgsqlDbType.Text, token);
                        await copy.WriteAsync(message.SendAt.UtcDateTime, NpgsqlDbType.TimestampTz, token);
                        await copy.WriteAsync(message.Value, NpgsqlDbType.Double, token);
                        await copy.WriteAsync(message.Cost, NpgsqlDbType.Double, token);
                    }

                    await copy.CompleteAsync(token);
                }

                return true;
            },
            cancel
        );

    /// <summary>Approves a draft: each message becomes a decision, so that its results come back as outcomes. Approving twice changes nothing.</summary>
    /// <param name="planId">The plan.</param>
    /// <param name="replicaId">Who approves.</param>
    /// <param name="ads">The ads there are now. A plan with others is not approved: they were deleted since, and nothing could be reported to their messages.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<Approval> ApproveAsync(Guid planId, string replicaId, IReadOnlyCollection<LiveAd> ads, CancellationToken cancel) =>
        writer.RunAsync(
            Budget,
            async (connection, _, token) =>
            {
                NpgsqlParameter[] named =
                [
                    new NpgsqlParameter<Guid> { TypedValue = planId },
                    Texts(ads.Select(ad => ad.Id)),
                    Texts(ads.Select(ad => ad.Campaign.Id)),
                ];
                await using (var lost = new NpgsqlCommand(Lost, connection))
                {
                    lost.Parameters.AddRange(named);
                    if (await lost.ExecuteScalarAsync(token) is long count and > 0)
                    {
                        return new Approval(false, count);
                    }
                }

                await using (
                    var approve = new NpgsqlCommand(
                        "UPDATE ads.plans SET state = 'approved', approved_at = $2 WHERE plan_id = $1 AND state = 'draft'",
                        connection
                    )
                )
                {
                    approve.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = planId });
                    approve.Parameters.Add(Now());
                    if (await approve.ExecuteNonQueryAsync(token) == 0)
                    {
                        return new Approval(false, 0);
                    }
                }

                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(
                    new NpgsqlBatchCommand(
                        """
                        INSERT INTO ads.decisions (user_id, decision_id, decided_at, replica_id, seed, holdout, degraded, plan_id, context, eligible, campaigns, controls, answer)
                        SELECT user_id, plan_id || ':' || ordinal, send_at, $2, 0, false, false, plan_id, '{}', '', ARRAY[campaign_id], '{}', '{}'
                        FROM ads.plan_assignments WHERE plan_id = $1
                        """
                    )
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<Guid> { TypedValue = planId },
                            new NpgsqlParameter<string> { TypedValue = replicaId },
                        },
                    }
                );
                batch.BatchCommands.Add(
                    new NpgsqlBatchCommand(
                        """
                        INSERT INTO ads.decision_ads (user_id, decision_id, ad_id, campaign_id, placement, position, channel, decided_at, expires_at, replica_id, pricing,
                            bid, propensity, p_click, p_conversion, ecpm, features, day, first_reserved, reserved, spent, revenue)
                        SELECT a.user_id, a.plan_id || ':' || a.ordinal, a.ad_id, a.campaign_id, 'plan', 1, a.channel, a.send_at, a.send_at + interval '7 days', $2,
                            c.pricing, c.bid, 1, 0, 0, 1000 * a.value, '[]', (a.send_at AT TIME ZONE 'UTC')::date, 0, 0, 0, 0
                        FROM ads.plan_assignments a JOIN unnest($3::text[], $4::text[], $5::text[], $6::numeric[]) AS c(ad_id, campaign_id, pricing, bid)
                            USING (ad_id, campaign_id)
                        WHERE a.plan_id = $1
                        """
                    )
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<Guid> { TypedValue = planId },
                            new NpgsqlParameter<string> { TypedValue = replicaId },
                            Texts(ads.Select(ad => ad.Id)),
                            Texts(ads.Select(ad => ad.Campaign.Id)),
                            Texts(ads.Select(ad => AdRecord.NameOf(ad.Campaign.Definition.Pricing))),
                            new NpgsqlParameter
                            {
                                Value = ads.Select(ad => ad.Campaign.Definition.Bid).ToArray(),
                                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric,
                            },
                        },
                    }
                );
                await batch.ExecuteNonQueryAsync(token);
                return new Approval(true, 0);
            },
            cancel
        );

    private Task<bool> RunAsync(string sql, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        writer.RunAsync(
            Budget,
            async (connection, _, token) =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddRange(parameters.Select(parameter => parameter.Clone()).ToArray());
                return await command.ExecuteNonQueryAsync(token) == 1;
            },
            cancel
        );

    private static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private NpgsqlParameter<DateTime> Now() => new() { TypedValue = clock.GetUtcNow().UtcDateTime };
}
