using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>How far an approval has come: the path as it was when the approval began, and what was decided on it.</summary>
/// <param name="Key">The key of this execution of the step; the keys of its effects begin with it.</param>
/// <param name="Path">The snapshot; later changes of the matrix do not touch it.</param>
/// <param name="Index">The level that is open, from 0.</param>
/// <param name="Waiting">Bookmark ids of the open level, and who is asked by each.</param>
/// <param name="Verdicts">What was decided, oldest first.</param>
/// <param name="DueAt">When the open level is due, UTC.</param>
internal sealed record ApprovalProgress(
    string Key,
    ApprovalPath Path,
    int Index,
    IReadOnlyDictionary<string, Guid> Waiting,
    IReadOnlyList<ApprovalVerdict> Verdicts,
    DateTimeOffset? DueAt)
{
    public ApprovalLevel Level => Path.Levels[Index];

    /// <summary>Everyone who has been asked so far.</summary>
    public IEnumerable<Guid> Asked => Path.Levels.Take(Index + 1).SelectMany(x => x.Approvers).Select(x => x.PersonId).Distinct();

    public ApprovalProgress Decide(string bookmarkId, Guid person, string action) => this with
    {
        Waiting = Waiting.Where(x => x.Key != bookmarkId).ToDictionary(),
        Verdicts = [.. Verdicts, new ApprovalVerdict(Index, person, action)],
    };

    public ApprovalProgress Enter(int index) => this with { Index = index, Waiting = new Dictionary<string, Guid>(), DueAt = null };

    /// <summary>
    /// The same person twice in a row need not sign twice (domain.md 4.2 rule 8), except where finance signs and where several sign together; nor does an
    /// empty seat pass that he fills for want of another.
    /// </summary>
    public bool PassesByItself(ApprovalLevel level) =>
        level.Rule == GroupRule.Single
        && level.Approvers is [var approver]
        && approver.Note != Approver.Vacant
        && !RoleCodes.IsFinance(approver.RoleCode)
        && Verdicts.Any(x => x.Level == level.Number - Path.Levels[0].Number - 1 && x.PersonId == approver.PersonId && x.Action == ApprovalVerdict.Approve);
}

/// <summary>One decision.</summary>
internal sealed record ApprovalVerdict(int Level, Guid PersonId, string Action)
{
    public const string Approve = "Approve";
    public const string Reject = "Reject";
    public const string Return = "Return";
}
