using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

/// <summary>
/// The events are one table, not partitioned. By time they cannot be: PostgreSQL keeps a key unique only when the partition column is in it, and (user, event id) shall
/// be unique for ever. By hash of the user it brings nothing on one machine: with 3 M events there, 1 M more (sorted batches of 100,000, every index, duplicates told)
/// cost 23.6 s of CPU in one table and 28.2 s in eight partitions, on two busy cores. What partitions by time are for,
/// cheap retention, the BRIN index gives (see EventRetention); what those by user are for, several machines, a distributed PostgreSQL does with this table as it is.
/// </summary>
internal sealed class EventConfiguration : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("events", "shop").HasKey(e => new { e.UserId, e.EventId });
        builder.Property(e => e.Attributes).HasColumnType("jsonb");
        // A user's newest events in one index scan.
        builder.HasIndex(e => new { e.UserId, e.OccurredAt }).IsDescending(false, true);
        // Retention by time and training windows read ranges of a table that arrives nearly in time order: BRIN costs no write speed.
        builder.HasIndex(e => e.OccurredAt).HasMethod("brin");
        // What came since a moment, for what is worked out by the day. Rows are stored in this order, so it costs nothing.
        builder.HasIndex(e => e.ReceivedAt, "IX_events_received").HasMethod("brin");
        // Reviews are few among the events: whoever reads them must not read all the others.
        builder.HasIndex(e => e.ReceivedAt).HasFilter("type = 7 AND text IS NOT NULL").HasDatabaseName("IX_events_reviews");
        // What came of recommendations: only events that carry an answer's id are in it, the others cost nothing.
        builder.HasIndex(e => e.RecommendationId).HasFilter("recommendation_id IS NOT NULL");
        builder.UseSnakeCase();
    }
}

internal sealed class QuarantineConfiguration : IEntityTypeConfiguration<QuarantineRow>
{
    public void Configure(EntityTypeBuilder<QuarantineRow> builder)
    {
        builder.ToTable("quarantine", "shop").HasKey(q => new { q.UserId, q.QuarantineId });
        // Text, not jsonb: what came may be no JSON at all, and jsonb cannot hold U+0000 or a lone surrogate.
        builder.Property(q => q.Content).HasColumnType("text");
        builder
            .HasIndex(q => new
            {
                q.UserId,
                q.Code,
                q.ContentHash,
            })
            .IsUnique();
        builder.HasIndex(q => q.ReceivedAt);
        // Counts by reason, and pages of one, are read from the index alone: what came may be long.
        builder.HasIndex(q => new { q.Code, q.ReceivedAt });
        builder.UseSnakeCase();
    }
}

internal sealed class SessionLinkConfiguration : IEntityTypeConfiguration<SessionLinkRow>
{
    public void Configure(EntityTypeBuilder<SessionLinkRow> builder)
    {
        builder.ToTable("session_links", "shop").HasKey(l => new { l.UserId, l.SessionId });
        builder.HasIndex(l => l.SessionId);
        builder.UseSnakeCase();
    }
}

internal sealed class ItemConfiguration : IEntityTypeConfiguration<ItemRow>
{
    public void Configure(EntityTypeBuilder<ItemRow> builder)
    {
        builder.ToTable("items", "shop").HasKey(i => i.ItemId);
        builder.Property(i => i.Attributes).HasColumnType("jsonb");
        builder.HasIndex(i => i.Category);
        builder.HasIndex(i => i.ChangedAt);
        builder.UseSnakeCase();
    }
}

internal sealed class StockOutConfiguration : IEntityTypeConfiguration<StockOutRow>
{
    public void Configure(EntityTypeBuilder<StockOutRow> builder)
    {
        builder.ToTable("stock_outs", "shop").HasKey(s => new { s.ItemId, s.StartedAt });
        builder.UseSnakeCase();
    }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<UserRow>
{
    public void Configure(EntityTypeBuilder<UserRow> builder)
    {
        builder.ToTable("users", "shop").HasKey(u => u.UserId);
        builder.Property(u => u.Attributes).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class ComplaintConfiguration : IEntityTypeConfiguration<ComplaintRow>
{
    public void Configure(EntityTypeBuilder<ComplaintRow> builder)
    {
        builder.ToTable("complaints", "shop").HasKey(c => c.ComplaintId);
        // Of an erasure, and of whoever answers the customer.
        builder.HasIndex(c => c.UserId);
        // The few that are open, for the memory of the replicas.
        builder.HasIndex(c => c.ChangedAt).HasFilter("closed_at IS NULL");
        builder.UseSnakeCase();
    }
}
