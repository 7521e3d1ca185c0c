using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Where a promise to pay stands (domain.md 3.3 rule 7).</summary>
public enum PromiseState
{
    /// <summary>Too far ahead to hold reminders back before RGM and FIN-M agree (F-S6).</summary>
    Proposed,

    /// <summary>Awaited.</summary>
    Open,

    /// <summary>Kept 已兑现.</summary>
    Kept,

    /// <summary>Kept in part.</summary>
    Part,

    /// <summary>Broken 失信.</summary>
    Broken,

    /// <summary>Called off, or not agreed to.</summary>
    Cancelled,
}

/// <summary>The one table of allowed transitions.</summary>
public static class PromiseStates
{
    /// <summary>Whether a promise may go from one state to the other.</summary>
    public static bool Allows(this PromiseState from, PromiseState to) => from switch
    {
        PromiseState.Proposed => to is PromiseState.Open or PromiseState.Cancelled,
        PromiseState.Open => to is PromiseState.Kept or PromiseState.Part or PromiseState.Broken or PromiseState.Cancelled,
        _ => false,
    };

    /// <summary>What became of an open promise; null while it can still be kept.</summary>
    /// <param name="promised">CNY that was promised.</param>
    /// <param name="paid">CNY that came since.</param>
    /// <param name="last">The last day on which it can be kept: the promised day and its grace.</param>
    /// <param name="today">Company zone.</param>
    /// <param name="keptShare">See <see cref="Receivables.CollectionTerms.KeptShare"/>.</param>
    public static PromiseState? Outcome(decimal promised, decimal paid, DateOnly last, DateOnly today, decimal keptShare)
    {
        if (paid >= promised * keptShare) return PromiseState.Kept;
        if (today <= last) return null;
        return paid > 0 ? PromiseState.Part : PromiseState.Broken;
    }
}

/// <summary>A payer's word that money comes on a day (F-S6). It moves neither due dates nor ageing.</summary>
public sealed class Promise
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>CNY.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY that came since.</summary>
    public decimal Paid { get; set; }

    /// <summary>The promised day.</summary>
    public DateOnly On { get; set; }

    /// <summary>The last day on which it can be kept.</summary>
    public DateOnly Last { get; set; }

    /// <summary>Where it stands.</summary>
    public PromiseState State { get; set; }

    /// <summary>Who gave it: name and post.</summary>
    public string By { get; set; } = "";

    /// <summary>How: phone, WeChat, letter, visit.</summary>
    public ContactKind Channel { get; set; }

    /// <summary>Who took it down.</summary>
    public Guid TakenById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset TakenAt { get; set; }

    /// <summary>The RGM who agrees to a far day.</summary>
    public Guid? RgmId { get; set; }

    /// <summary>The FIN-M who agrees to a far day.</summary>
    public Guid? FinMId { get; set; }

    /// <summary>When somebody looks at it next; null for the promised day alone.</summary>
    public DateOnly? CheckOn { get; set; }

    /// <summary>What shows it, such as a screenshot: an attachment of the payer's case; null for none.</summary>
    public Guid? ProofId { get; set; }

    /// <summary>The day on which it ended, company zone.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Moves it to another state.</summary>
    /// <exception cref="RefusedException">It cannot follow the present one.</exception>
    internal void Go(PromiseState to, DateOnly today)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "promise.transition", State, to);
        State = to;
        if (to is not (PromiseState.Open or PromiseState.Proposed)) EndedOn = today;
        Version++;
    }
}

/// <summary>An item that a promise is about.</summary>
public sealed class PromiseItem
{
    /// <summary>The promise.</summary>
    public Guid PromiseId { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>CNY open when it was given.</summary>
    public decimal OpenThen { get; set; }
}

internal sealed class PromiseTable : IEntityTypeConfiguration<Promise>
{
    public void Configure(EntityTypeBuilder<Promise> table)
    {
        table.Property(row => row.By).HasMaxLength(200);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.State, row.Last });
        table.HasIndex(row => new { row.PayerId, row.State });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PromiseItemTable : IEntityTypeConfiguration<PromiseItem>
{
    public void Configure(EntityTypeBuilder<PromiseItem> table)
    {
        table.HasKey(row => new { row.PromiseId, row.ReceivableId });
        table.HasIndex(row => row.ReceivableId);
        table.HasOne<Promise>().WithMany().HasForeignKey(row => row.PromiseId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Cascade);
    }
}
