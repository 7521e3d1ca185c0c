using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Approvals;

/// <summary>
/// One row of the approval matrix 授权表: process x condition -> chain (domain.md 2.0, 2.4). The first row, by order, whose limits hold a case decides;
/// an absent limit holds everything.
/// </summary>
public sealed class ApprovalRule
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The process, which is the definition id of its workflow.</summary>
    public string Process { get; set; } = "";

    /// <summary>The first day on which the row counts; the rows of the latest such day replace all earlier ones.</summary>
    public DateOnly EffectiveFrom { get; set; }

    /// <summary>Rows are tried from the lowest.</summary>
    public int Order { get; set; }

    /// <summary>Largest amount, CNY.</summary>
    public decimal? MaxAmount { get; set; }

    /// <summary>Largest expense ratio; 0.15 is 15 %.</summary>
    public decimal? MaxRatio { get; set; }

    /// <summary>Most stores.</summary>
    public int? MaxStores { get; set; }

    /// <summary>Longest time until the cost has come back, months.</summary>
    public decimal? MaxPayback { get; set; }

    /// <summary>Whether the row also holds cases over budget.</summary>
    public bool AllowOverBudget { get; set; }

    /// <summary>Whether the row also holds prices under the floor.</summary>
    public bool AllowBelowFloor { get; set; }

    /// <summary>Role codes: <c>&gt;</c> one level after the other, <c>&amp;</c> all of a level 会签, <c>|</c> one of a level 或签.</summary>
    public string Chain { get; set; } = "";

    /// <summary>Whether a case lies within the row's limits.</summary>
    public bool Holds(ApprovalFacts facts) =>
        (MaxAmount is null || facts.Amount <= MaxAmount)
        && (MaxRatio is null || facts.ExpenseRatio is null || facts.ExpenseRatio <= MaxRatio)
        && (MaxStores is null || facts.Stores is null || facts.Stores <= MaxStores)
        && (MaxPayback is null || facts.Payback is null || facts.Payback <= MaxPayback)
        && (AllowOverBudget || !facts.OverBudget)
        && (AllowBelowFloor || !facts.BelowFloor);
}

internal sealed class ApprovalRuleTable : IEntityTypeConfiguration<ApprovalRule>
{
    public void Configure(EntityTypeBuilder<ApprovalRule> table)
    {
        table.Property(rule => rule.Process).HasMaxLength(100);
        table.Property(rule => rule.Chain).HasMaxLength(300);
        table.HasIndex(rule => new { rule.Process, rule.EffectiveFrom, rule.Order }).IsUnique();
    }
}
