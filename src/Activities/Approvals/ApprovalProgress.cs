using System.Text.Json.Serialization;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>Whether somebody who has signed need not sign again (domain.md 4.2 rule 8).</summary>
public enum Repetition
{
    /// <summary>Not on the level right after his own.</summary>
    Consecutive,

    /// <summary>On no later level.</summary>
    All,

    /// <summary>Everybody signs every time.</summary>
    Never,
}

/// <summary>A seat that is asked, and who had its task first.</summary>
internal sealed record WaitingSeat(string Seat, Guid Holder);

/// <summary>How far an approval has come: the path as it was when the approval began, with all that was answered and added on it.</summary>
/// <param name="Key">The key of this execution of the step; the keys of its effects begin with it.</param>
/// <param name="Path">The snapshot; later changes of the matrix do not touch it.</param>
/// <param name="Index">The level that is open, from 0; behind the last one when all have signed.</param>
/// <param name="Visit">How many levels have been entered, so that a level that is entered again is another group.</param>
/// <param name="Openings">How many tasks have been opened; numbers the messages.</param>
/// <param name="Changes">How many times signers were added; numbers their seats.</param>
/// <param name="Orders">The latest orders to change the path that were carried out, for one may come twice.</param>
/// <param name="Waiting">The seats that are asked, by bookmark.</param>
/// <param name="Asked">Everybody who was asked so far.</param>
internal sealed record ApprovalProgress(
    string Key, ApprovalPath Path, int Index, int Visit, int Openings, int Changes, IReadOnlyList<string> Orders, IReadOnlyDictionary<string, WaitingSeat> Waiting, IReadOnlyList<Guid> Asked)
{
    public static ApprovalProgress Begin(string key, ApprovalPath path, int index) => new(key, path, index, 1, 0, 0, [], new Dictionary<string, WaitingSeat>(), []);

    [JsonIgnore]
    public ApprovalLevel Level => Path.Levels[Index];

    [JsonIgnore]
    public bool Finished => Index >= Path.Levels.Count;

    /// <summary>Unique for each time that a level is entered.</summary>
    [JsonIgnore]
    public string LevelKey => $"{Key}/level-{Level.Number}/{Visit}";

    public ApprovalProgress Answer(string seat, SeatAnswer answer, string? note = null) => this with
    {
        Path = Signing.Change(Path, seat, approver => approver with { Answer = answer, Note = note ?? approver.Note }),
        Waiting = Waiting.Where(one => one.Value.Seat != seat).ToDictionary(),
    };

    public ApprovalProgress Enter(int index) => this with { Index = index, Visit = Visit + 1 };

    /// <summary>Null when the order was carried out before.</summary>
    public ApprovalProgress? Take(string order) => Orders.Contains(order) ? null : this with { Orders = [.. Orders.TakeLast(19), order] };

    /// <summary>Goes back to a level that was passed: it and all behind it sign again, and whoever was added there is not asked again by himself.</summary>
    public ApprovalProgress BackTo(int level) => (this with { Path = Signing.Cleared(Path, level) }).Enter(level - 1);

    /// <summary>Undoes an answer: the seat is asked again, all behind it as if it had never been.</summary>
    public ApprovalProgress Undo(string seat)
    {
        var level = Path.Levels.First(one => one.Seats.Any(approver => approver.Seat == seat));
        var path = Signing.Change(Signing.Cleared(Path, level.Number + 1), seat, Signing.Unanswered);
        return level.Number == Level.Number ? this with { Path = path } : (this with { Path = path }).Enter(level.Number - 1);
    }

    /// <summary>
    /// Who has signed shortly before need not sign again, except where finance signs and where several sign together; nor does an empty seat pass that
    /// he fills for want of another.
    /// </summary>
    public Approver? PassesByItself(Repetition repetition)
    {
        if (Finished || repetition == Repetition.Never || Level.Rule != GroupRule.Single || Level.Approvers is not [{ Answer: null } approver]) return null;
        if (approver.Note == Approver.Vacant || RoleCodes.IsFinance(approver.RoleCode) || approver.Before.Count + approver.Beside.Count + approver.After.Count > 0) return null;
        var before = repetition == Repetition.All ? Path.Levels.Take(Index) : Path.Levels.Skip(Index - 1).Take(Math.Min(Index, 1));
        return before.SelectMany(level => level.Seats).Any(seat => seat.Answer is { Outcome: TaskActions.Approve } answer && answer.PersonId == approver.PersonId) ? approver : null;
    }
}

/// <summary>What an approval remembers when it sends a case back, to judge what comes again.</summary>
/// <param name="Path">The path with what was signed.</param>
/// <param name="Index">The level that returned it.</param>
/// <param name="DataJson">What had been handed in.</param>
/// <param name="Amount">CNY.</param>
internal sealed record ReturnedCase(ApprovalPath Path, int Index, string? DataJson, decimal? Amount);
