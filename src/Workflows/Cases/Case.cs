using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Cases;

/// <summary>Where a case stands (domain.md 2.4, application).</summary>
public enum CaseState
{
    /// <summary>草稿</summary>
    Draft,

    /// <summary>审批中</summary>
    InReview,

    /// <summary>退回</summary>
    Returned,

    /// <summary>已批准</summary>
    Approved,

    /// <summary>驳回</summary>
    Rejected,

    /// <summary>撤回</summary>
    Withdrawn,

    /// <summary>取消</summary>
    Cancelled,

    /// <summary>执行中: approved, and now carried out under the same number.</summary>
    Running,

    /// <summary>已结案: carried out to its end.</summary>
    Closed,
}

/// <summary>The one table of allowed transitions.</summary>
public static class CaseStates
{
    /// <summary>Whether a case may go from one state to the other; staying is always allowed.</summary>
    public static bool Allows(this CaseState from, CaseState to) => from == to || from switch
    {
        CaseState.Draft => to is CaseState.InReview or CaseState.Returned or CaseState.Withdrawn or CaseState.Cancelled,
        CaseState.Returned => to is CaseState.InReview or CaseState.Withdrawn or CaseState.Cancelled,
        CaseState.InReview => to is CaseState.Approved or CaseState.Running or CaseState.Rejected or CaseState.Returned or CaseState.Withdrawn or CaseState.Cancelled,
        // What is carried out may need a second approval, such as for a higher fee, and goes on after it.
        CaseState.Running => to is CaseState.InReview or CaseState.Closed or CaseState.Cancelled or CaseState.Withdrawn,
        _ => false,
    };

    /// <summary>Whether nothing more happens to a case in this state.</summary>
    public static bool IsFinal(this CaseState state) => state is CaseState.Approved or CaseState.Rejected or CaseState.Withdrawn or CaseState.Cancelled or CaseState.Closed;
}

/// <summary>One run of a process, such as one promotion application: what people see of a workflow instance.</summary>
public sealed class Case
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>What people call it: <c>PA-yyyyMMdd-####</c>; unique, never reused.</summary>
    public string Number { get; set; } = "";

    /// <summary>Definition id of its workflow.</summary>
    public string Process { get; set; } = "";

    /// <summary>Version of the definition it runs on; null until the engine has started it.</summary>
    public int? DefinitionVersion { get; set; }

    /// <summary>Its workflow instance; unique.</summary>
    public string InstanceId { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public CaseState State { get; set; }

    /// <summary>What people should know of the state, such as why it came back.</summary>
    public string? StateNote { get; set; }

    /// <summary>What it is about.</summary>
    public string Title { get; set; } = "";

    /// <summary>The applicant.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The applicant's unit at the start; decides which managers see it.</summary>
    public Guid? AreaId { get; set; }

    /// <summary>Code of the customer it is about.</summary>
    public string? CustomerCode { get; set; }

    /// <summary>The approved case that this one changes or adds to; its approval chain is the least that this one needs. Null for a case of its own.</summary>
    public Guid? OriginId { get; set; }

    /// <summary>CNY; null until something was handed in.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The form as it was handed in last, a snapshot that later master data does not change.</summary>
    public string? DataJson { get; set; }

    /// <summary>The form.</summary>
    public string? FormKey { get; set; }

    /// <summary>The form's version; the case keeps it.</summary>
    public int? FormVersion { get; set; }

    /// <summary>Warnings that stood when it was handed in and why it was handed in all the same, an array of <see cref="Forms.ReasonedWarning"/>; null for none.</summary>
    public string? WarningsJson { get; set; }

    /// <summary>What the lists find it by beside its number and title: customer, stores, owner; lower case.</summary>
    public string? SearchText { get; set; }

    /// <summary>The approval path as computed for this case.</summary>
    public string? PathJson { get; set; }

    /// <summary>Levels of the path that are behind it.</summary>
    public int? PathPosition { get; set; }

    /// <summary>When the path was entered; what was decided before belongs to an earlier round. UTC.</summary>
    public DateTimeOffset? PathStartedAt { get; set; }

    /// <summary>When it was started, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was handed in last, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>When it reached its last state, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Changes with every decision, so that of two at once the second sees the first.</summary>
    public int Version { get; set; }
}

/// <summary>The last number given for a prefix on a day.</summary>
public sealed class CaseNumber
{
    /// <summary>Such as <c>PA</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The day in the company's zone.</summary>
    public DateOnly Date { get; set; }

    /// <summary>The last one given.</summary>
    public int Last { get; set; }
}

internal sealed class CaseTable : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> table)
    {
        table.Property(file => file.Number).HasMaxLength(40);
        table.Property(file => file.Process).HasMaxLength(100);
        table.Property(file => file.InstanceId).HasMaxLength(60);
        table.Property(file => file.Title).HasMaxLength(300);
        table.Property(file => file.StateNote).HasMaxLength(1000);
        table.Property(file => file.CustomerCode).HasMaxLength(40);
        table.Property(file => file.FormKey).HasMaxLength(100);
        table.Property(file => file.SearchText).HasMaxLength(2000);
        table.HasIndex(file => new { file.CustomerCode, file.CreatedAt });
        table.Property(file => file.Version).IsConcurrencyToken();
        table.HasIndex(file => file.OriginId);
        table.HasIndex(file => file.Number).IsUnique();
        table.HasIndex(file => file.InstanceId).IsUnique();
        table.HasIndex(file => new { file.OwnerId, file.CreatedAt });
        // Every page says how many cases of a person run.
        table.HasIndex(file => file.OwnerId).HasFilter("\"ClosedAt\" IS NULL");
        table.HasIndex(file => new { file.AreaId, file.State, file.CreatedAt });
        table.HasOne<Person>().WithMany().HasForeignKey(file => file.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CaseNumberTable : IEntityTypeConfiguration<CaseNumber>
{
    public void Configure(EntityTypeBuilder<CaseNumber> table)
    {
        table.HasKey(number => new { number.Prefix, number.Date });
        table.Property(number => number.Prefix).HasMaxLength(10);
        table.Property(number => number.Last).IsConcurrencyToken();
    }
}
