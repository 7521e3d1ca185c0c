using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Tasks;

/// <summary>How many of a group must act.</summary>
public enum GroupRule
{
    /// <summary>There is only one.</summary>
    Single,

    /// <summary>All of them 会签; one rejection or return ends it for all.</summary>
    All,

    /// <summary>One of them 或签.</summary>
    Any,

    /// <summary>All of them, one after the other 依次.</summary>
    Sequential,

    /// <summary>So many of them as a share says 按比例会签.</summary>
    Share,
}

/// <summary>What to do first.</summary>
public enum TaskPriority
{
    /// <summary>In its turn.</summary>
    Normal,

    /// <summary>Before others.</summary>
    High,

    /// <summary>At once.</summary>
    Urgent,
}

/// <summary>The life of a task.</summary>
public enum TaskState
{
    /// <summary>Waits for somebody.</summary>
    Open,

    /// <summary>Done by the person it was for.</summary>
    Completed,

    /// <summary>Closed because somebody beside was enough, or ended it for all.</summary>
    Superseded,

    /// <summary>Closed because the process went another way.</summary>
    Cancelled,
}

/// <summary>Something a person is asked to do: the projection of a committed bookmark of the engine.</summary>
public sealed class HumanTask
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The bookmark it stands for; unique.</summary>
    public string BookmarkId { get; set; } = "";

    /// <summary>The workflow instance.</summary>
    public string InstanceId { get; set; } = "";

    /// <summary>The case.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The step's id in the definition.</summary>
    public string ActivityId { get; set; } = "";

    /// <summary>The step's name as drawn.</summary>
    public string StepName { get; set; } = "";

    /// <summary>What the inbox shows.</summary>
    public string Title { get; set; } = "";

    /// <summary>Whose it is; null when candidates share it.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>The queue it belongs to until somebody claims it; null for none.</summary>
    public Guid? QueueId { get; set; }

    /// <summary>The form; null for a task without one.</summary>
    public string? FormKey { get; set; }

    /// <summary><c>edit</c> or <c>read</c>.</summary>
    public string FormMode { get; set; } = "read";

    /// <summary>What may be answered, a JSON array of outcome names.</summary>
    public string ActionsJson { get; set; } = "[]";

    /// <summary>The tasks that belong together; null for one of its own.</summary>
    public string? GroupId { get; set; }

    /// <summary>How many of the group must act.</summary>
    public GroupRule GroupRule { get; set; }

    /// <summary>Number of the approval level; null outside an approval.</summary>
    public int? Level { get; set; }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; set; }

    /// <summary>The answer; null while open.</summary>
    public string? Outcome { get; set; }

    /// <summary>What was written with it.</summary>
    public string? Comment { get; set; }

    /// <summary>Who answered, or whose answer closed it.</summary>
    public Guid? CompletedById { get; set; }

    /// <summary>For whom, when acting as a delegate.</summary>
    public Guid? OnBehalfOfId { get; set; }

    /// <summary>Place on the approval path that the answer counts for; null outside an approval.</summary>
    public string? Seat { get; set; }

    /// <summary>Who asked for this signer beyond the path; null for one of the path.</summary>
    public Guid? AddedById { get; set; }

    /// <summary>Whether an approval needs a comment too.</summary>
    public bool CommentNeeded { get; set; }

    /// <summary>Who asked the assignee for an opinion and gets the task back after it; null when it is the assignee's own.</summary>
    public Guid? ConsultedById { get; set; }

    /// <summary>What to do first.</summary>
    public TaskPriority Priority { get; set; }

    /// <summary>Since when its time counts, moved on by every wait for others, UTC.</summary>
    public DateTimeOffset? ClockFrom { get; set; }

    /// <summary>Since when its clock stands, UTC; null while it runs.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>For whom its clock stands, such as the retailer.</summary>
    public string? PauseReason { get; set; }

    /// <summary>Working minutes it has waited for others, reported beside its own.</summary>
    public int PausedMinutes { get; set; }

    /// <summary>What happens as its time runs out, a <see cref="TaskLadder"/>; null without a deadline.</summary>
    public string? LadderJson { get; set; }

    /// <summary>Rungs of the ladder that are behind it.</summary>
    public int LadderStep { get; set; }

    /// <summary>When the next rung is due, UTC; null when none is left.</summary>
    public DateTimeOffset? LadderAt { get; set; }

    /// <summary>When it should be done, UTC; null for no deadline.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it arrived, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was closed, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The sender's own id of the answer, so that a repeated one has no second effect.</summary>
    public Guid? OperationId { get; set; }

    /// <summary>What was filled in but not sent.</summary>
    public string? DraftJson { get; set; }

    /// <summary>When the draft was saved, UTC.</summary>
    public DateTimeOffset? DraftAt { get; set; }

    /// <summary>Counts the drafts, so that two windows notice one another.</summary>
    public int DraftVersion { get; set; }

    /// <summary>Why it came to this person, a <see cref="TaskReason"/> noted when it was made; null for a task older than that.</summary>
    public string? ReasonJson { get; set; }

    /// <summary>What may be done with single fields of the form, a JSON object of names and rights; null for all alike.</summary>
    public string? FieldRightsJson { get; set; }

    /// <summary>Changes with every change of the row.</summary>
    public int Version { get; set; }
}

/// <summary>Somebody who may do a shared task.</summary>
public sealed class TaskCandidate
{
    /// <summary>The task.</summary>
    public Guid TaskId { get; set; }

    /// <summary>The person.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Whether the person may act although the task is somebody's own, as the superior of one who is late.</summary>
    public bool BesideAssignee { get; set; }
}

internal sealed class HumanTaskTable : IEntityTypeConfiguration<HumanTask>
{
    public void Configure(EntityTypeBuilder<HumanTask> table)
    {
        table.ToTable("Tasks");
        table.Property(task => task.BookmarkId).HasMaxLength(60);
        table.Property(task => task.InstanceId).HasMaxLength(60);
        table.Property(task => task.ActivityId).HasMaxLength(100);
        table.Property(task => task.StepName).HasMaxLength(200);
        table.Property(task => task.Title).HasMaxLength(300);
        table.Property(task => task.FormKey).HasMaxLength(100);
        table.Property(task => task.FormMode).HasMaxLength(10);
        table.Property(task => task.ActionsJson).HasMaxLength(1000);
        table.Property(task => task.GroupId).HasMaxLength(300);
        table.Property(task => task.Outcome).HasMaxLength(60);
        table.Property(task => task.Comment).HasMaxLength(2000);
        table.Property(task => task.Seat).HasMaxLength(60);
        table.Property(task => task.PauseReason).HasMaxLength(300);
        table.Property(task => task.LadderJson).HasMaxLength(1000);
        table.Property(task => task.Version).IsConcurrencyToken();
        table.HasIndex(task => task.BookmarkId).IsUnique();
        table.HasIndex(task => task.InstanceId);
        table.HasIndex(task => new { task.CaseId, task.State });
        // The order of the inbox, whole, so that a long list is sorted without reading its rows.
        table.HasIndex(task => new { task.AssigneeId, task.State, task.DueAt, task.CreatedAt, task.Id });
        table.HasIndex(task => new { task.CompletedById, task.CompletedAt });
        table.HasIndex(task => new { task.State, task.LadderAt });
        table.HasIndex(task => new { task.OnBehalfOfId, task.State });
        table.HasIndex(task => new { task.ConsultedById, task.State });
        table.HasIndex(task => new { task.QueueId, task.State, task.CreatedAt });
        table.HasOne<Queues.WorkQueue>().WithMany().HasForeignKey(task => task.QueueId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(task => task.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TaskCandidateTable : IEntityTypeConfiguration<TaskCandidate>
{
    public void Configure(EntityTypeBuilder<TaskCandidate> table)
    {
        table.HasKey(candidate => new { candidate.TaskId, candidate.PersonId });
        table.HasIndex(candidate => candidate.PersonId);
        table.HasOne<HumanTask>().WithMany().HasForeignKey(candidate => candidate.TaskId).OnDelete(DeleteBehavior.Cascade);
    }
}
