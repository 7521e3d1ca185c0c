using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Issues;

/// <summary>Where an issue was found.</summary>
public enum IssueSource
{
    /// <summary>门店拜访</summary>
    Visit,

    /// <summary>客诉</summary>
    Complaint,

    /// <summary>促销</summary>
    Promotion,

    /// <summary>新品进场</summary>
    Listing,

    /// <summary>结款</summary>
    Payment,

    /// <summary>自检</summary>
    SelfCheck,

    /// <summary>当面提出: raised by a person outside a visit, such as a promoter's difficulty or a superior's task.</summary>
    Desk,
}

/// <summary>What is wrong; decides how long there is time (domain.md 2.2).</summary>
public enum IssueKind
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>断货/缺货</summary>
    OutOfStock,

    /// <summary>价格</summary>
    Price,

    /// <summary>助销物料</summary>
    Posm,

    /// <summary>陈列、位置</summary>
    Display,

    /// <summary>货龄</summary>
    Freshness,

    /// <summary>促销执行</summary>
    Promotion,

    /// <summary>促销员</summary>
    Promoter,
}

/// <summary>Where an issue stands.</summary>
public enum IssueState
{
    /// <summary>待处理</summary>
    Open,

    /// <summary>已处理: somebody says that it is done; it is looked at again at the next visit.</summary>
    Resolved,

    /// <summary>已关闭</summary>
    Closed,
}

/// <summary>The one table of allowed transitions.</summary>
public static class IssueStates
{
    private static readonly IReadOnlyDictionary<IssueState, IssueState[]> Next = new Dictionary<IssueState, IssueState[]>
    {
        [IssueState.Open] = [IssueState.Resolved, IssueState.Closed],
        [IssueState.Resolved] = [IssueState.Open, IssueState.Closed],
        [IssueState.Closed] = [],
    };

    /// <summary>Whether an issue may go from one state to the other.</summary>
    public static bool Allows(this IssueState from, IssueState to) => Next[from].Contains(to);
}

/// <summary>遗留问题: something at a store or with a chain that somebody has to settle, wherever it was found (domain.md 0, finding 2). It comes back at the store's next visit until it is closed.</summary>
public sealed class OpenIssue
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique: raised again under the same key it is the same issue.</summary>
    public string Key { get; set; } = "";

    /// <summary>Where it was found.</summary>
    public IssueSource Source { get; set; }

    /// <summary>The visit, complaint, promotion, listing or receivable; null for none.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>The store; null for one of the chain as a whole.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>The chain; null for an issue of no customer, such as one of a self-check.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>What is wrong.</summary>
    public IssueKind Kind { get; set; }

    /// <summary>The article, EAN-13; null for none in particular.</summary>
    public string? ProductCode { get; set; }

    /// <summary>One line.</summary>
    public string Title { get; set; } = "";

    /// <summary>Who settles it.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The superior who joined when it was late; null for none.</summary>
    public Guid? AlsoOwnerId { get; set; }

    /// <summary>Who found it; null for the system.</summary>
    public Guid? RaisedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset RaisedAt { get; set; }

    /// <summary>Last day, company zone.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>Where it stands.</summary>
    public IssueState State { get; set; }

    /// <summary>Who said that it is done; null before.</summary>
    public Guid? ResolvedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>What was done.</summary>
    public string? Resolution { get; set; }

    /// <summary>Who closed it; null before, or for the system.</summary>
    public Guid? ClosedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Why it could be closed.</summary>
    public string? ClosedHow { get; set; }

    /// <summary>公司处理意见: the company's latest decision; null while there is none.</summary>
    public string? Decision { get; set; }

    /// <summary>Who decided.</summary>
    public Guid? DecidedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Rungs of the ladder that were climbed.</summary>
    public int LadderStep { get; set; }

    /// <summary>When the next rung is due, UTC; null when there is none, or it is not open.</summary>
    public DateTimeOffset? LadderAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }
}

/// <summary>What happened to an issue.</summary>
public enum IssueStep
{
    /// <summary>Found.</summary>
    Raised,

    /// <summary>Looked at and still there.</summary>
    StillOpen,

    /// <summary>Said to be done.</summary>
    Resolved,

    /// <summary>Not done after all.</summary>
    Reopened,

    /// <summary>Closed.</summary>
    Closed,

    /// <summary>The company decided something on it.</summary>
    Decided,

    /// <summary>Somebody else settles it.</summary>
    HandedOver,

    /// <summary>Somebody was reminded, or a superior told.</summary>
    Late,
}

/// <summary>An entry of an issue's history. Never changed afterwards.</summary>
public sealed class IssueEntry
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The issue.</summary>
    public Guid IssueId { get; set; }

    /// <summary>Unique: the same key again adds nothing.</summary>
    public string Key { get; set; } = "";

    /// <summary>Its place in the issue's history, from 1.</summary>
    public int Number { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>What happened.</summary>
    public IssueStep Step { get; set; }

    /// <summary>In which words.</summary>
    public string? Text { get; set; }

    /// <summary>The visit in which it happened; null for none.</summary>
    public Guid? VisitId { get; set; }
}

internal sealed class OpenIssueTable : IEntityTypeConfiguration<OpenIssue>
{
    public void Configure(EntityTypeBuilder<OpenIssue> table)
    {
        table.Property(row => row.Key).HasMaxLength(200);
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Title).HasMaxLength(OpenIssues.LongestTitle);
        table.Property(row => row.Resolution).HasMaxLength(OpenIssues.LongestText);
        table.Property(row => row.ClosedHow).HasMaxLength(OpenIssues.LongestText);
        table.Property(row => row.Decision).HasMaxLength(OpenIssues.LongestText);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.StoreId, row.State });
        table.HasIndex(row => new { row.CustomerId, row.State });
        table.HasIndex(row => new { row.OwnerId, row.State, row.DueOn });
        table.HasIndex(row => new { row.Source, row.SourceId });
        table.HasIndex(row => new { row.State, row.DueOn });
        table.HasIndex(row => row.LadderAt);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class IssueEntryTable : IEntityTypeConfiguration<IssueEntry>
{
    public void Configure(EntityTypeBuilder<IssueEntry> table)
    {
        table.Property(row => row.Key).HasMaxLength(240);
        table.Property(row => row.Text).HasMaxLength(OpenIssues.LongestText);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.IssueId, row.Number }).IsUnique();
        table.HasOne<OpenIssue>().WithMany().HasForeignKey(row => row.IssueId).OnDelete(DeleteBehavior.Cascade);
    }
}
