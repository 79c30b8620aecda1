using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class RecommendationLogConfiguration : IEntityTypeConfiguration<RecommendationLogRow>
{
    public void Configure(EntityTypeBuilder<RecommendationLogRow> builder)
    {
        builder.ToTable("log", "recommendations").HasKey(l => new { l.UserId, l.RecommendationId });
        builder.Property(l => l.Request).HasColumnType("jsonb");
        builder.HasIndex(l => l.ServedAt).HasMethod("brin");
        // The newest answers of one place: previews of its rules, and figures of its experiment.
        builder.HasIndex(l => new { l.Placement, l.ServedAt });
        builder.UseSnakeCase();
    }
}

internal sealed class RecommendationPlacementConfiguration : IEntityTypeConfiguration<RecommendationPlacementRow>
{
    public void Configure(EntityTypeBuilder<RecommendationPlacementRow> builder)
    {
        builder.ToTable("placements", "recommendations").HasKey(p => p.PlacementId);
        builder.Property(p => p.Definition).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class RecommendationPlacementVersionConfiguration : IEntityTypeConfiguration<RecommendationPlacementVersionRow>
{
    public void Configure(EntityTypeBuilder<RecommendationPlacementVersionRow> builder)
    {
        builder.ToTable("placement_versions", "recommendations").HasKey(p => new { p.PlacementId, p.Version });
        builder.Property(p => p.Definition).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}
