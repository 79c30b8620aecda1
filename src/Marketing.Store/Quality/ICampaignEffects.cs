using Npgsql;

namespace Marketing.Store;

/// <summary>What a campaign added, by comparison with the customers who were kept from it by lot.</summary>
/// <param name="CampaignId">The campaign; <c>*</c>: all ads together.</param>
/// <param name="Treated">Customers who could see it.</param>
/// <param name="TreatedBuyers">Those of them who bought.</param>
/// <param name="Control">Customers who were kept from it.</param>
/// <param name="ControlBuyers">Those of them who bought.</param>
/// <param name="Lift">Difference of the shares that bought.</param>
/// <param name="LiftInterval">Its bounds with 95 % confidence.</param>
/// <param name="IncrementalRevenue">Revenue that there would not have been.</param>
/// <param name="IncrementalRevenueInterval">Its bounds with 95 % confidence.</param>
/// <param name="Verdict">What may be said.</param>
public sealed record CampaignEffect(
    string CampaignId,
    long Treated,
    long TreatedBuyers,
    long Control,
    long ControlBuyers,
    double Lift,
    IReadOnlyList<double> LiftInterval,
    double IncrementalRevenue,
    IReadOnlyList<double> IncrementalRevenueInterval,
    string Verdict
);

/// <summary>What campaigns added. Where nothing implements it, there are no campaigns.</summary>
public interface ICampaignEffects
{
    /// <summary>Currency of its money.</summary>
    string Currency { get; }

    /// <summary>Effects of the decisions in [from, to), by campaign.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="from">First moment.</param>
    /// <param name="to">First moment after the last.</param>
    /// <param name="limit">How long the database may take: a year of a large shop is work for the night.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<CampaignEffect>> ReadAsync(
        NpgsqlConnection connection,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan limit,
        CancellationToken cancel
    );
}
