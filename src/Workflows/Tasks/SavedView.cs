using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Tasks;

/// <summary>A filter of the inbox that a person keeps under a name.</summary>
public sealed class SavedView
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>What the person calls it; unique among their own.</summary>
    public string Name { get; set; } = "";

    /// <summary>The filter as the query of an address.</summary>
    public string Query { get; set; } = "";

    /// <summary>When it was saved, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>常用语: a sentence that a person often writes with an answer.</summary>
public sealed class QuickPhrase
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose it is.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The sentence.</summary>
    public string Text { get; set; } = "";

    /// <summary>When it was kept, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> table)
    {
        table.Property(view => view.Name).HasMaxLength(40);
        table.Property(view => view.Query).HasMaxLength(1000);
        table.HasIndex(view => new { view.PersonId, view.Name }).IsUnique();
        table.HasOne<Person>().WithMany().HasForeignKey(view => view.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class QuickPhraseTable : IEntityTypeConfiguration<QuickPhrase>
{
    public void Configure(EntityTypeBuilder<QuickPhrase> table)
    {
        table.Property(phrase => phrase.Text).HasMaxLength(200);
        table.HasIndex(phrase => new { phrase.PersonId, phrase.CreatedAt });
        table.HasOne<Person>().WithMany().HasForeignKey(phrase => phrase.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
