using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketing.Store.Configuration;

internal sealed class TrainingRunConfiguration : IEntityTypeConfiguration<TrainingRunRow>
{
    public void Configure(EntityTypeBuilder<TrainingRunRow> builder)
    {
        builder.ToTable("runs", "training").HasKey(r => r.RunId);
        builder.Property(r => r.Report).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class ModelVersionConfiguration : IEntityTypeConfiguration<ModelVersionRow>
{
    public void Configure(EntityTypeBuilder<ModelVersionRow> builder)
    {
        builder.ToTable("model_versions", "training").HasKey(v => new { v.Model, v.Version });
        builder.Property(v => v.Metrics).HasColumnType("jsonb");
        builder.Property(v => v.Parameters).HasColumnType("jsonb");
        builder.Property(v => v.Data).HasColumnType("jsonb");
        builder.UseSnakeCase();
    }
}

internal sealed class ArtefactChunkConfiguration : IEntityTypeConfiguration<ArtefactChunkRow>
{
    public void Configure(EntityTypeBuilder<ArtefactChunkRow> builder)
    {
        builder
            .ToTable("artefact_chunks", "training")
            .HasKey(c => new
            {
                c.Model,
                c.Version,
                c.Ordinal,
            });
        builder.UseSnakeCase();
    }
}

internal sealed class ServingConfiguration : IEntityTypeConfiguration<ServingRow>
{
    public void Configure(EntityTypeBuilder<ServingRow> builder)
    {
        builder.ToTable("serving", "training").HasKey(s => s.Model);
        builder.UseSnakeCase();
    }
}
