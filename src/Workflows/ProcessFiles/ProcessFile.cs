using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.ProcessFiles;

/// <summary>What managers own of a process besides its definition.</summary>
public enum ProcessFileKind
{
    /// <summary>A form, <c>forms/&lt;name&gt;.json</c>.</summary>
    Form,

    /// <summary>A message template, <c>notifications/&lt;name&gt;.liquid</c>; the name ends with the language.</summary>
    Template,

    /// <summary>A checklist of store visits, <c>checklists/&lt;name&gt;.json</c>.</summary>
    Checklist,
}

/// <summary>Which version of a form or template is in use.</summary>
public sealed class ProcessFile
{
    /// <summary>Which of them.</summary>
    public ProcessFileKind Kind { get; set; }

    /// <summary>The process.</summary>
    public string Process { get; set; } = "";

    /// <summary>Name without the extension.</summary>
    public string Name { get; set; } = "";

    /// <summary>The version in use.</summary>
    public int Version { get; set; }

    /// <summary>The version that the shipped file was when last seen; 0 when none was shipped.</summary>
    public int ReleaseVersion { get; set; }

    /// <summary>Changes with every change of the row.</summary>
    public int Revision { get; set; }
}

/// <summary>A text that a form or template has or had. Never changed: cases keep the version of the form they were filled in with.</summary>
public sealed class ProcessFileVersion
{
    /// <summary>Which of them.</summary>
    public ProcessFileKind Kind { get; set; }

    /// <summary>The process.</summary>
    public string Process { get; set; } = "";

    /// <summary>Name without the extension.</summary>
    public string Name { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Version { get; set; }

    /// <summary>SHA-256 of the text, hexadecimal.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The text.</summary>
    public string Text { get; set; } = "";

    /// <summary>When it came, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who wrote it; null when it was shipped.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>What the writer said of it.</summary>
    public string? Note { get; set; }
}

internal sealed class ProcessFileTable : IEntityTypeConfiguration<ProcessFile>
{
    public void Configure(EntityTypeBuilder<ProcessFile> table)
    {
        table.HasKey(file => new { file.Kind, file.Process, file.Name });
        table.Property(file => file.Process).HasMaxLength(100);
        table.Property(file => file.Name).HasMaxLength(100);
        table.Property(file => file.Revision).IsConcurrencyToken();
    }
}

internal sealed class ProcessFileVersionTable : IEntityTypeConfiguration<ProcessFileVersion>
{
    public void Configure(EntityTypeBuilder<ProcessFileVersion> table)
    {
        table.HasKey(version => new { version.Kind, version.Process, version.Name, version.Version });
        table.Property(version => version.Process).HasMaxLength(100);
        table.Property(version => version.Name).HasMaxLength(100);
        table.Property(version => version.Hash).HasMaxLength(64);
        table.Property(version => version.Note).HasMaxLength(500);
        table.HasIndex(version => new { version.Kind, version.Process, version.Name, version.Hash }).IsUnique();
        table.HasOne<Person>().WithMany().HasForeignKey(version => version.PersonId).OnDelete(DeleteBehavior.SetNull);
    }
}
