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
        builder.UseSnakeCase();
    }
}
