using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Statements;

/// <summary>Why the two statements differ (form F-S2).</summary>
public enum DifferenceType
{
    /// <summary>漏单: one side does not have it.</summary>
    Missing,

    /// <summary>价差</summary>
    Price,

    /// <summary>数量差</summary>
    Quantity,

    /// <summary>退货未登记</summary>
    ReturnMissing,

    /// <summary>费用未约定</summary>
    FeeUnknown,

    /// <summary>重复扣</summary>
    DeductedTwice,

    /// <summary>税差</summary>
    Tax,

    /// <summary>跨期: it stands in another month.</summary>
    OtherMonth,
}

/// <summary>What became of a difference.</summary>
public enum DifferenceResult
{
    /// <summary>待处理</summary>
    Open,

    /// <summary>店方更正: our amount stands.</summary>
    OursStands,

    /// <summary>我方承担: theirs stands, the statement is lowered or raised.</summary>
    TheirsStands,

    /// <summary>各半</summary>
    Half,

    /// <summary>下期处理: it moves to the next statement and is out of this one.</summary>
    NextMonth,

    /// <summary>转账扣处理: what they keep back is matched with something settled, or disputed, see <see cref="Deductions.Deduction"/>.</summary>
    Deduction,
}

/// <summary>A line in which the two statements differ.</summary>
public sealed class StatementDifference
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The statement.</summary>
    public Guid StatementId { get; set; }

    /// <summary>Our line; null when only they have it.</summary>
    public Guid? LineId { get; set; }

    /// <summary>Their line; null when only we have it.</summary>
    public Guid? RetailerLineId { get; set; }

    /// <summary>Slip or order by which people find it.</summary>
    public string Reference { get; set; } = "";

    /// <summary>CNY; 0 when we do not have it.</summary>
    public decimal Ours { get; set; }

    /// <summary>CNY; 0 when they do not have it.</summary>
    public decimal Theirs { get; set; }

    /// <summary>Why.</summary>
    public DifferenceType Type { get; set; }

    /// <summary>Who settles it.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>By when.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>What became of it.</summary>
    public DifferenceResult Result { get; set; }

    /// <summary>How it was settled, and what shows it.</summary>
    public string Evidence { get; set; } = "";

    /// <summary>Who settled it.</summary>
    public Guid? SettledById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When the superior was told that it is late, UTC.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>CNY of a deduction that was matched when the statement was agreed: by so much the statement is lower.</summary>
    public decimal Matched { get; set; }

    /// <summary>Theirs without ours, CNY.</summary>
    public decimal Amount => Theirs - Ours;

    /// <summary>By how much the statement changes, CNY.</summary>
    public decimal Accepted => Result switch
    {
        DifferenceResult.TheirsStands => Amount,
        DifferenceResult.Half => decimal.Round(Amount / 2m, 2, MidpointRounding.AwayFromZero),
        DifferenceResult.NextMonth => -Ours,
        DifferenceResult.Deduction => -Matched,
        _ => 0m,
    };

    /// <summary>What of that is given up, and not only put off or owed by a settled matter, CNY: this needs an approval.</summary>
    public decimal GivenUp => Result is DifferenceResult.NextMonth or DifferenceResult.Deduction ? 0m : Accepted;
}

internal sealed class StatementDifferenceTable : IEntityTypeConfiguration<StatementDifference>
{
    public void Configure(EntityTypeBuilder<StatementDifference> table)
    {
        table.Property(row => row.Reference).HasMaxLength(60);
        table.Property(row => row.Evidence).HasMaxLength(500);
        table.Ignore(row => row.Amount).Ignore(row => row.Accepted).Ignore(row => row.GivenUp);
        table.HasIndex(row => row.StatementId);
        table.HasIndex(row => new { row.Result, row.DueOn });
        table.HasOne<Statement>().WithMany().HasForeignKey(row => row.StatementId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}
