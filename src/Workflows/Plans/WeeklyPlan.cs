using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Plans;

/// <summary>Where a weekly plan stands.</summary>
public enum PlanState
{
    /// <summary>待提交: its person may change it.</summary>
    Draft,

    /// <summary>待确认: the manager has it.</summary>
    Submitted,

    /// <summary>已确认: its visits are planned.</summary>
    Confirmed,
}

/// <summary>The one table of allowed transitions.</summary>
public static class PlanStates
{
    private static readonly IReadOnlyDictionary<PlanState, PlanState[]> Next = new Dictionary<PlanState, PlanState[]>
    {
        [PlanState.Draft] = [PlanState.Submitted],
        [PlanState.Submitted] = [PlanState.Draft, PlanState.Confirmed],
        [PlanState.Confirmed] = [],
    };

    /// <summary>Whether a plan may go from one state to the other.</summary>
    public static bool Allows(this PlanState from, PlanState to) => Next[from].Contains(to);
}

/// <summary>One person's visits of one week (form F-V1, domain.md 2.2). One a person and week.</summary>
public sealed class WeeklyPlan
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The week's Monday.</summary>
    public DateOnly Week { get; set; }

    /// <summary>The person's unit when it was made; decides which managers see it.</summary>
    public Guid? AreaId { get; set; }

    /// <summary>The case in which it is confirmed.</summary>
    public Guid CaseId { get; set; }

    /// <summary>Where it stands.</summary>
    public PlanState State { get; set; }

    /// <summary>When it was made from the routes, UTC.</summary>
    public DateTimeOffset GeneratedAt { get; set; }

    /// <summary>When it was handed in last, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>When it was confirmed, UTC.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }
}

/// <summary>Why a visit is in a plan.</summary>
public enum PlanOrigin
{
    /// <summary>The route and frequency say so.</summary>
    Route,

    /// <summary>计划外: somebody added it, with a reason.</summary>
    AdHoc,

    /// <summary>任务驱动: a complaint, listing, payment or issue asks for it.</summary>
    Task,
}

/// <summary>A visit in a plan.</summary>
public sealed class PlanVisit
{
    /// <summary>Identity; the visit made of it carries it.</summary>
    public Guid Id { get; set; }

    /// <summary>The plan.</summary>
    public Guid PlanId { get; set; }

    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>The day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Place in the day's order, from 1.</summary>
    public int Order { get; set; }

    /// <summary>Why it is there.</summary>
    public PlanOrigin Origin { get; set; }

    /// <summary>In words; null for the route's own.</summary>
    public string? Reason { get; set; }

    /// <summary>What asks for it; null unless the origin is a task.</summary>
    public Guid? SubjectId { get; set; }
}

internal sealed class WeeklyPlanTable : IEntityTypeConfiguration<WeeklyPlan>
{
    public void Configure(EntityTypeBuilder<WeeklyPlan> table)
    {
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.PersonId, row.Week }).IsUnique();
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => new { row.Week, row.AreaId });
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PlanVisitTable : IEntityTypeConfiguration<PlanVisit>
{
    public void Configure(EntityTypeBuilder<PlanVisit> table)
    {
        table.Property(row => row.Reason).HasMaxLength(WeeklyPlans.LongestReason);
        table.HasIndex(row => new { row.PlanId, row.StoreId, row.Day }).IsUnique();
        table.HasIndex(row => new { row.StoreId, row.Day });
        table.HasOne<WeeklyPlan>().WithMany().HasForeignKey(row => row.PlanId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}
