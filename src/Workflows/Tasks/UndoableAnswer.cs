using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;

namespace ProcessSales.Workflows.Tasks;

/// <summary>What stood before an answer whose order to the engine has not been handed over: enough to undo it. Goes with the order.</summary>
public sealed class UndoableAnswer
{
    /// <summary>The order that the answer waits in.</summary>
    public Guid ContinuationId { get; set; }

    /// <summary>The task.</summary>
    public Guid TaskId { get; set; }

    /// <summary>Who answered, the only one who may undo it.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Until when it may be undone, UTC.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>Whose the task was.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>For whom it was done, before.</summary>
    public Guid? OnBehalfOfId { get; set; }

    /// <summary>The draft that the answer consumed.</summary>
    public string? DraftJson { get; set; }

    /// <summary>When the draft was saved, UTC.</summary>
    public DateTimeOffset? DraftAt { get; set; }

    /// <summary>Data of the case.</summary>
    public string? DataJson { get; set; }

    /// <summary>The case's reasons for warnings.</summary>
    public string? WarningsJson { get; set; }

    /// <summary>The case's form.</summary>
    public string? FormKey { get; set; }

    /// <summary>The version of that form.</summary>
    public int? FormVersion { get; set; }

    /// <summary>When the case was handed in last, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>Whether the answer handed in the form, so that the case's data has to go back.</summary>
    public bool HandedIn { get; set; }

    /// <summary>What stands before the answer is entered.</summary>
    internal static UndoableAnswer Before(HumanTask task, Case file, Guid person) => new()
    {
        TaskId = task.Id, PersonId = person, AssigneeId = task.AssigneeId, OnBehalfOfId = task.OnBehalfOfId, DraftJson = task.DraftJson, DraftAt = task.DraftAt,
        DataJson = file.DataJson, WarningsJson = file.WarningsJson, FormKey = file.FormKey, FormVersion = file.FormVersion, SubmittedAt = file.SubmittedAt,
    };

    /// <summary>Holds the order back for the window.</summary>
    internal void Hold(Continuation order, TimeSpan window, bool handedIn)
    {
        order.NextAttemptAt += window;
        (ContinuationId, Until, HandedIn) = (order.Id, order.NextAttemptAt, handedIn);
    }
}

internal sealed class UndoableAnswerTable : IEntityTypeConfiguration<UndoableAnswer>
{
    public void Configure(EntityTypeBuilder<UndoableAnswer> table)
    {
        table.HasKey(answer => answer.ContinuationId);
        table.Property(answer => answer.FormKey).HasMaxLength(100);
        table.HasIndex(answer => answer.TaskId).IsUnique();
        table.HasIndex(answer => new { answer.PersonId, answer.Until });
        table.HasOne<Continuation>().WithMany().HasForeignKey(answer => answer.ContinuationId).OnDelete(DeleteBehavior.Cascade);
    }
}
