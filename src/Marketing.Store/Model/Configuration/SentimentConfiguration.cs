using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class ReviewScoreConfiguration : IEntityTypeConfiguration<ReviewScoreRow>
{
    public void Configure(EntityTypeBuilder<ReviewScoreRow> builder)
    {
        builder.ToTable("review_scores", "sentiment").HasKey(s => new { s.UserId, s.EventId });
        // Erasure and retention delete events; what was read out of them must not outlive them.
        builder
            .HasOne<EventRow>()
            .WithOne()
            .HasForeignKey<ReviewScoreRow>(s => new { s.UserId, s.EventId })
            .OnDelete(DeleteBehavior.Cascade);
        builder.Property(s => s.Aspects).HasColumnType("jsonb");
        builder.HasIndex(s => new { s.ItemId, s.OccurredAt });
        // Pages of reviews, newest first.
        builder
            .HasIndex(s => new
            {
                s.OccurredAt,
                s.UserId,
                s.EventId,
            })
            .IsDescending(true, false, false);
        builder.HasIndex(s => s.Words).HasMethod("gin");
        builder.HasIndex(s => s.Bands).HasMethod("gin");
        builder.UseSnakeCase();
    }
}

internal sealed class ItemMoodConfiguration : IEntityTypeConfiguration<ItemMoodRow>
{
    public void Configure(EntityTypeBuilder<ItemMoodRow> builder)
    {
        builder.ToTable("item_moods", "sentiment").HasKey(m => m.ItemId);
        builder.HasIndex(m => m.ChangedAt);
        builder.UseSnakeCase();
    }
}

internal sealed class MoodAlertConfiguration : IEntityTypeConfiguration<MoodAlertRow>
{
    public void Configure(EntityTypeBuilder<MoodAlertRow> builder)
    {
        builder.ToTable("mood_alerts", "sentiment").HasKey(a => a.AlertId);
        builder.Property(a => a.Evidence).HasColumnType("jsonb");
        // One open alert a product: two replicas that find the same turn keep one.
        builder.HasIndex(a => a.ItemId).IsUnique().HasFilter("closed_at IS NULL").HasDatabaseName("IX_mood_alerts_open");
        builder.UseSnakeCase();
    }
}

internal sealed class AspectListConfiguration : IEntityTypeConfiguration<AspectListRow>
{
    public void Configure(EntityTypeBuilder<AspectListRow> builder)
    {
        builder.ToTable("aspect_lists", "sentiment").HasKey(a => a.Category);
        builder.Property(a => a.Aspects).HasColumnType("jsonb");
        builder.Property(a => a.Grown).HasColumnType("jsonb").HasDefaultValueSql("'[]'::jsonb");
        builder.Property(a => a.Ignored).HasColumnType("jsonb").HasDefaultValueSql("'[]'::jsonb");
        builder.UseSnakeCase();
    }
}
