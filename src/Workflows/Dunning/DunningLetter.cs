using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>How far a letter has come (F-S5).</summary>
public enum LetterState
{
    /// <summary>Drafted by a run or a person.</summary>
    Draft,

    /// <summary>Sent by the KAM.</summary>
    Sent,

    /// <summary>Its delivery is proven, which interrupts the limitation period.</summary>
    Proven,

    /// <summary>Not sent, because it was settled or drafted by mistake.</summary>
    Dropped,
}

/// <summary>How it was sent.</summary>
public enum LetterRoute
{
    /// <summary>快递</summary>
    Courier,

    /// <summary>挂号信</summary>
    RegisteredMail,

    /// <summary>电子邮件</summary>
    Email,

    /// <summary>当面送达</summary>
    ByHand,

    /// <summary>微信</summary>
    WeChat,
}

/// <summary>The one table of allowed transitions.</summary>
public static class LetterStates
{
    /// <summary>Whether a letter may go from one state to the other.</summary>
    public static bool Allows(this LetterState from, LetterState to) => from switch
    {
        LetterState.Draft => to is LetterState.Sent or LetterState.Dropped,
        LetterState.Sent => to is LetterState.Proven,
        _ => false,
    };
}

/// <summary>A letter to a payer: drafted here, sent and proven by people (F-S5).</summary>
public sealed class DunningLetter
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>How it speaks.</summary>
    public LetterTone Tone { get; set; }

    /// <summary>The level of the ladder that it is the letter of, as it was when it was drafted; null when the ladder had none of its tone.</summary>
    public ReminderLevel? Level { get; set; }

    /// <summary>Calendar days after the due date of that level; null as <see cref="Level"/>, and where the payer's reminders count from another day.</summary>
    public int? LevelDays { get; set; }

    /// <summary>How far it has come.</summary>
    public LetterState State { get; set; }

    /// <summary>The day on which it was drafted, company zone.</summary>
    public DateOnly DraftedOn { get; set; }

    /// <summary>The last day for payment.</summary>
    public DateOnly LastOn { get; set; }

    /// <summary>Who signs; the payer's KAM when it was drafted.</summary>
    public Guid SignedById { get; set; }

    /// <summary>How it was sent.</summary>
    public LetterRoute? Route { get; set; }

    /// <summary>The day on which it was sent.</summary>
    public DateOnly? SentOn { get; set; }

    /// <summary>Who sent it.</summary>
    public Guid? SentById { get; set; }

    /// <summary>The day on which it arrived, as the proof says.</summary>
    public DateOnly? ProvenOn { get; set; }

    /// <summary>The proof: an attachment of <see cref="CaseId"/>.</summary>
    public Guid? ProofId { get; set; }

    /// <summary>The case that holds the proof.</summary>
    public Guid CaseId { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Moves it to another state.</summary>
    /// <exception cref="RefusedException">It cannot follow the present one.</exception>
    internal void Go(LetterState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "letter.transition", State, to);
        State = to;
        Version++;
    }
}

/// <summary>An item that a letter asks for.</summary>
public sealed class DunningLetterItem
{
    /// <summary>The letter.</summary>
    public Guid LetterId { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>CNY that was asked for.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY of interest to the letter's day; information only (rule 15).</summary>
    public decimal Interest { get; set; }
}

internal sealed class DunningLetterTable : IEntityTypeConfiguration<DunningLetter>
{
    public void Configure(EntityTypeBuilder<DunningLetter> table)
    {
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.PayerId, row.DraftedOn });
        table.HasIndex(row => new { row.PayerId, row.Tone, row.DraftedOn }).IsUnique();
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DunningLetterItemTable : IEntityTypeConfiguration<DunningLetterItem>
{
    public void Configure(EntityTypeBuilder<DunningLetterItem> table)
    {
        table.HasKey(row => new { row.LetterId, row.ReceivableId });
        table.HasIndex(row => row.ReceivableId);
        table.HasOne<DunningLetter>().WithMany().HasForeignKey(row => row.LetterId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Cascade);
    }
}
