using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class AdDefinitionConfiguration : IEntityTypeConfiguration<AdDefinitionRow>
{
    public void Configure(EntityTypeBuilder<AdDefinitionRow> builder)
    {
        builder.ToTable("definitions", "ads").HasKey(d => new { d.Kind, d.DefinitionId });
        builder.Property(d => d.Document).HasColumnType("jsonb");
        builder.Property(d => d.Number).UseIdentityAlwaysColumn();
        builder.HasIndex(d => d.CampaignId);
        builder.UseSnakeCase();
    }
}

internal sealed class AdReplicaConfiguration : IEntityTypeConfiguration<AdReplicaRow>
{
    public void Configure(EntityTypeBuilder<AdReplicaRow> builder)
    {
        builder.ToTable("replicas", "ads").HasKey(r => r.ReplicaId);
        builder.UseSnakeCase();
    }
}

internal sealed class AdBudgetConfiguration : IEntityTypeConfiguration<AdBudgetRow>
{
    public void Configure(EntityTypeBuilder<AdBudgetRow> builder)
    {
        builder.ToTable("budgets", "ads").HasKey(b => new { b.CampaignId, b.Day });
        builder.UseSnakeCase();
    }
}

internal sealed class AdLeaseConfiguration : IEntityTypeConfiguration<AdLeaseRow>
{
    public void Configure(EntityTypeBuilder<AdLeaseRow> builder)
    {
        builder
            .ToTable("leases", "ads")
            .HasKey(l => new
            {
                l.ReplicaId,
                l.CampaignId,
                l.Day,
            });
        builder.UseSnakeCase();
    }
}

internal sealed class AdDecisionConfiguration : IEntityTypeConfiguration<AdDecisionRow>
{
    public void Configure(EntityTypeBuilder<AdDecisionRow> builder)
    {
        builder.ToTable("decisions", "ads").HasKey(d => new { d.UserId, d.DecisionId });
        // An id that a shop made itself does not say whose it is.
        builder.HasIndex(d => d.DecisionId);
        builder.HasIndex(d => d.DecidedAt).HasMethod("brin");
        builder.Property(d => d.Context).HasColumnType("jsonb");
        // Text, not jsonb: the same decision gives the same answer, byte for byte.
        builder.Property(d => d.Answer).HasColumnType("text");
        builder.UseSnakeCase();
    }
}

internal sealed class AdDecisionAdConfiguration : IEntityTypeConfiguration<AdDecisionAdRow>
{
    public void Configure(EntityTypeBuilder<AdDecisionAdRow> builder)
    {
        builder
            .ToTable("decision_ads", "ads")
            .HasKey(a => new
            {
                a.UserId,
                a.DecisionId,
                a.AdId,
            });
        // A customer's ledger in one index scan.
        builder.HasIndex(a => new { a.UserId, a.DecidedAt });
        // The few that are open, for the sweeper; those that were settled lately, for learning.
        builder.HasIndex(a => a.ExpiresAt).HasFilter("resolved_at IS NULL");
        builder.HasIndex(a => a.ResolvedAt);
        builder.HasIndex(a => a.DecidedAt).HasMethod("brin");
        builder.Property(a => a.Features).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class AdOutcomeConfiguration : IEntityTypeConfiguration<AdOutcomeRow>
{
    public void Configure(EntityTypeBuilder<AdOutcomeRow> builder)
    {
        builder
            .ToTable("outcomes", "ads")
            .HasKey(o => new
            {
                o.UserId,
                o.DecisionId,
                o.AdId,
                o.Type,
                o.OccurredAt,
            });
        builder.HasIndex(o => new { o.UserId, o.OccurredAt });
        builder.UseSnakeCase();
    }
}

internal sealed class AdPlanConfiguration : IEntityTypeConfiguration<AdPlanRow>
{
    public void Configure(EntityTypeBuilder<AdPlanRow> builder)
    {
        builder.ToTable("plans", "ads").HasKey(p => p.PlanId);
        builder.Property(p => p.Request).HasColumnType("jsonb");
        builder.Property(p => p.Summary).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class AdPlanAssignmentConfiguration : IEntityTypeConfiguration<AdPlanAssignmentRow>
{
    public void Configure(EntityTypeBuilder<AdPlanAssignmentRow> builder)
    {
        builder
            .ToTable("plan_assignments", "ads")
            .HasKey(a => new
            {
                a.UserId,
                a.PlanId,
                a.Ordinal,
            });
        builder.HasIndex(a => new { a.PlanId, a.Ordinal });
        builder.UseSnakeCase();
    }
}
