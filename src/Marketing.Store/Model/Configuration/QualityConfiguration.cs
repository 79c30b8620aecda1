using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class CleaningMarkConfiguration : IEntityTypeConfiguration<CleaningMarkRow>
{
    public void Configure(EntityTypeBuilder<CleaningMarkRow> builder)
    {
        // Marks instead of changed events: an update would rewrite the row and every index of it, and what came would be lost.
        builder.ToTable("cleaning_marks", "shop").HasKey(m => new { m.UserId, m.EventId });
        builder
            .HasOne<EventRow>()
            .WithOne()
            .HasForeignKey<CleaningMarkRow>(m => new { m.UserId, m.EventId })
            .OnDelete(DeleteBehavior.Cascade);
        builder.UseSnakeCase();
    }
}

internal sealed class CleaningRunConfiguration : IEntityTypeConfiguration<CleaningRunRow>
{
    public void Configure(EntityTypeBuilder<CleaningRunRow> builder)
    {
        builder.ToTable("cleaning_runs", "shop").HasKey(r => r.RunId);
        builder.Property(r => r.Counts).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class CleaningBoundConfiguration : IEntityTypeConfiguration<CleaningBoundRow>
{
    public void Configure(EntityTypeBuilder<CleaningBoundRow> builder)
    {
        builder.ToTable("cleaning_bounds", "shop").HasKey(b => new { b.Field, b.ItemId });
        builder.UseSnakeCase();
    }
}

internal sealed class IntakeConfiguration : IEntityTypeConfiguration<IntakeRow>
{
    public void Configure(EntityTypeBuilder<IntakeRow> builder)
    {
        builder
            .ToTable("intake", "shop")
            .HasKey(i => new
            {
                i.Day,
                i.Source,
                i.Outcome,
                i.Lag,
            });
        builder.UseSnakeCase();
    }
}

internal sealed class AnalyticsCellConfiguration : IEntityTypeConfiguration<AnalyticsCellRow>
{
    public void Configure(EntityTypeBuilder<AnalyticsCellRow> builder)
    {
        builder
            .ToTable("cells", "analytics")
            .HasKey(c => new
            {
                c.Family,
                c.Dimension,
                c.FirstDay,
                c.LastDay,
                c.Value,
            });
        builder.UseSnakeCase();
    }
}

internal sealed class AnalyticsStateConfiguration : IEntityTypeConfiguration<AnalyticsStateRow>
{
    public void Configure(EntityTypeBuilder<AnalyticsStateRow> builder)
    {
        builder.ToTable("state", "analytics").HasKey(s => s.StateId);
        builder.Property(s => s.StateId).ValueGeneratedNever();
        builder.UseSnakeCase();
    }
}

internal sealed class DayCountConfiguration : IEntityTypeConfiguration<DayCountRow>
{
    public void Configure(EntityTypeBuilder<DayCountRow> builder)
    {
        builder
            .ToTable("day_counts", "analytics")
            .HasKey(c => new
            {
                c.Day,
                c.Kind,
                c.Class,
            });
        builder.UseSnakeCase();
    }
}

internal sealed class DaySubjectsConfiguration : IEntityTypeConfiguration<DaySubjectsRow>
{
    public void Configure(EntityTypeBuilder<DaySubjectsRow> builder)
    {
        builder.ToTable("day_subjects", "analytics").HasKey(s => new { s.Day, s.Gap });
        builder.UseSnakeCase();
    }
}

internal sealed class DayCountingConfiguration : IEntityTypeConfiguration<DayCountingRow>
{
    public void Configure(EntityTypeBuilder<DayCountingRow> builder)
    {
        builder.ToTable("day_counting", "analytics").HasKey(s => s.StateId);
        builder.Property(s => s.StateId).ValueGeneratedNever();
        builder.UseSnakeCase();
    }
}

internal sealed class CampaignEffectsConfiguration : IEntityTypeConfiguration<CampaignEffectsRow>
{
    public void Configure(EntityTypeBuilder<CampaignEffectsRow> builder)
    {
        builder.ToTable("campaign_effects", "analytics").HasKey(e => e.Weeks);
        builder.Property(e => e.Weeks).ValueGeneratedNever();
        builder.Property(e => e.Effects).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class CampaignPlanConfiguration : IEntityTypeConfiguration<CampaignPlanRow>
{
    public void Configure(EntityTypeBuilder<CampaignPlanRow> builder)
    {
        builder.ToTable("campaign_plans", "analytics").HasKey(p => p.PlanId);
        builder.HasIndex(p => p.FirstDay);
        builder.Property(p => p.Expected).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}
