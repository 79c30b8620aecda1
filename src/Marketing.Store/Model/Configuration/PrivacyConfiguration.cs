using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class PrivacyKeyConfiguration : IEntityTypeConfiguration<PrivacyKeyRow>
{
    public void Configure(EntityTypeBuilder<PrivacyKeyRow> builder)
    {
        builder.ToTable("keys", "privacy").HasKey(k => k.KeyId);
        builder.Property(k => k.KeyId).ValueGeneratedNever();
        builder.UseSnakeCase();
    }
}

internal sealed class ErasedSubjectConfiguration : IEntityTypeConfiguration<ErasedSubjectRow>
{
    public void Configure(EntityTypeBuilder<ErasedSubjectRow> builder)
    {
        builder.ToTable("erased_subjects", "privacy").HasKey(s => s.SubjectHash);
        builder.UseSnakeCase();
    }
}

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<ErasureRow>
{
    public void Configure(EntityTypeBuilder<ErasureRow> builder)
    {
        builder.ToTable("erasures", "privacy").HasKey(e => e.ErasureId);
        builder.Property(e => e.ErasureId).ValueGeneratedNever();
        // Text, not jsonb: the seal is over these very characters.
        builder.Property(e => e.Removed).HasColumnType("text");
        builder.UseSnakeCase();
    }
}

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("audit", "privacy").HasKey(a => a.Sequence);
        builder.Property(a => a.Sequence).ValueGeneratedNever();
        builder.UseSnakeCase();
    }
}
