using System.Text.Json;
using System.Text.Json.Serialization;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Tasks;

/// <summary>为什么: why a task came to somebody, noted when it was made and not worked out again afterwards.</summary>
public sealed record TaskReason
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Version of the process that asked; null when it was not known.</summary>
    public int? DefinitionVersion { get; init; }

    /// <summary>How many shared it as candidates; 0 when it was somebody's own.</summary>
    public int Candidates { get; init; }

    /// <summary>The queue it lay in; null for none.</summary>
    public string? Queue { get; init; }

    /// <summary>Whether it went to the applicant.</summary>
    public bool Applicant { get; init; }

    /// <summary>Level of the approval path; null outside one.</summary>
    public int? Level { get; init; }

    /// <summary>Levels of that path.</summary>
    public int? Levels { get; init; }

    /// <summary>The role that the chain asked for.</summary>
    public string? RoleCode { get; init; }

    /// <summary>Why another than the role's holder signs: an <see cref="Approver.Note"/>.</summary>
    public string? Note { get; init; }

    /// <summary>Since when the rule counts that made the path.</summary>
    public DateOnly? RuleFrom { get; init; }

    /// <summary>That rule, and what it looked at.</summary>
    public AppliedRule? Rule { get; init; }

    /// <summary>How many of the group must act.</summary>
    public GroupRule Group { get; init; }

    /// <summary>What the row keeps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null for a row without one.</summary>
    public static TaskReason? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<TaskReason>(json, Json);

    internal static TaskReason Of(Case file, TaskRequest request)
    {
        var reason = new TaskReason
        {
            DefinitionVersion = file.DefinitionVersion, Candidates = request.CandidateIds.Count, Queue = request.QueueKey, Applicant = request.AssigneeId == file.OwnerId, Group = request.GroupRule,
        };
        if (request.Level is not { } number || file.PathJson is null || JsonSerializer.Deserialize<ApprovalPath>(file.PathJson, JsonSerializerOptions.Web) is not { } path) return reason;
        var approver = path.Levels.FirstOrDefault(level => level.Number == number)?.Seats.FirstOrDefault(one => request.Seat is { } seat ? one.Seat == seat : one.PersonId == request.AssigneeId);
        return reason with
        {
            Level = number, Levels = path.Levels.Count, RoleCode = approver?.RoleCode, Note = approver?.Note, RuleFrom = path.EffectiveFrom == default ? null : path.EffectiveFrom, Rule = path.Rule,
        };
    }
}
