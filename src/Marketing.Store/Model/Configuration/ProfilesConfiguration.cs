using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class ProfileConfiguration : IEntityTypeConfiguration<ProfileRow>
{
    // No index but the key: a count over all customers reads the table once, and each index would cost the nightly rebuild more than it saves.
    public void Configure(EntityTypeBuilder<ProfileRow> builder)
    {
        builder.ToTable("profiles", "profiles").HasKey(p => p.UserId);
        builder.UseSnakeCase();
    }
}

internal sealed class ProfileDetailConfiguration : IEntityTypeConfiguration<ProfileDetailRow>
{
    public void Configure(EntityTypeBuilder<ProfileDetailRow> builder)
    {
        builder.ToTable("details", "profiles").HasKey(d => d.UserId);
        builder.Property(d => d.Document).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class SegmentConfiguration : IEntityTypeConfiguration<SegmentRow>
{
    public void Configure(EntityTypeBuilder<SegmentRow> builder)
    {
        builder.ToTable("segments", "profiles").HasKey(s => s.SegmentId);
        builder.Property(s => s.Definition).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class SegmentMemberConfiguration : IEntityTypeConfiguration<SegmentMemberRow>
{
    public void Configure(EntityTypeBuilder<SegmentMemberRow> builder)
    {
        builder.ToTable("segment_members", "profiles").HasKey(m => new { m.UserId, m.SegmentId });
        // Pages of a segment's members.
        builder.HasIndex(m => new { m.SegmentId, m.UserId });
        builder.UseSnakeCase();
    }
}

internal sealed class SegmentMoveConfiguration : IEntityTypeConfiguration<SegmentMoveRow>
{
    public void Configure(EntityTypeBuilder<SegmentMoveRow> builder)
    {
        builder.ToTable("segment_moves", "profiles").HasKey(m => new { m.UserId, m.Sequence });
        builder.Property(m => m.Sequence).UseIdentityAlwaysColumn();
        // Readers go on from the last that they have seen.
        builder.HasIndex(m => m.Sequence);
        builder.UseSnakeCase();
    }
}
