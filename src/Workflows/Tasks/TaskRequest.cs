using System.Text.Json;

namespace ProcessSales.Workflows.Tasks;

/// <summary>A task as the engine's bookmark describes it.</summary>
public sealed record TaskRequest
{
    /// <summary>The bookmark; set when it is read from the store.</summary>
    public string BookmarkId { get; init; } = "";

    /// <summary>The step's id.</summary>
    public string ActivityId { get; init; } = "";

    /// <summary>The step's name as drawn.</summary>
    public string StepName { get; init; } = "";

    /// <summary>What the inbox shows; null for the case's title.</summary>
    public string? Title { get; init; }

    /// <summary>Whose it is; null when candidates share it.</summary>
    public Guid? AssigneeId { get; init; }

    /// <summary>Who may do it, when it is nobody's own.</summary>
    public IReadOnlyList<Guid> CandidateIds { get; init; } = [];

    /// <summary>The queue whose people may do it; null for none. Who they are is found when the row is made, and again whenever the queue changes.</summary>
    public string? QueueKey { get; init; }

    /// <summary>The form; null for none.</summary>
    public string? FormKey { get; init; }

    /// <summary><c>edit</c> or <c>read</c>.</summary>
    public string FormMode { get; init; } = "read";

    /// <summary>Fields of the form that are treated otherwise than the mode says: <c>read</c>, <c>edit</c> or <c>hidden</c> by name.</summary>
    public IReadOnlyDictionary<string, string> FieldRights { get; init; } = new Dictionary<string, string>();

    /// <summary>The possible answers.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The tasks that belong together; null for one of its own.</summary>
    public string? GroupId { get; init; }

    /// <summary>How many of the group must act.</summary>
    public GroupRule GroupRule { get; init; }

    /// <summary>Number of the approval level; null outside an approval.</summary>
    public int? Level { get; init; }

    /// <summary>For whom the assignee stands in; null when it is the assignee's own.</summary>
    public Guid? OnBehalfOfId { get; init; }

    /// <summary>Place on the approval path that the answer counts for; null outside an approval.</summary>
    public string? Seat { get; init; }

    /// <summary>Who asked for this signer beyond the path; null for one of the path.</summary>
    public Guid? AddedById { get; init; }

    /// <summary>Whether an approval needs a comment too.</summary>
    public bool CommentNeeded { get; init; }

    /// <summary>What to do first.</summary>
    public TaskPriority Priority { get; init; }

    /// <summary>What happens as its time runs out; null for nothing.</summary>
    public TaskLadder? Ladder { get; init; }

    /// <summary>When it should be done, UTC; null for no deadline.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it arose, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    internal string ActionsJson => JsonSerializer.Serialize(Actions);
}
