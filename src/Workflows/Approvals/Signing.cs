using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>How far signers have come.</summary>
public enum Signed
{
    /// <summary>Somebody must still sign.</summary>
    Open,

    /// <summary>Enough have approved.</summary>
    Approved,

    /// <summary>It can no longer be approved.</summary>
    Rejected,
}

/// <summary>A seat whose turn it is.</summary>
/// <param name="Group">Who belongs to it, unique on the path.</param>
/// <param name="Rule">How many of the group sign.</param>
public sealed record OpenSeat(Approver Seat, string Group, GroupRule Rule);

/// <summary>
/// The rules of signing together (domain.md 4.2): a level is a group of seats; to a seat others may be added before, beside and after. Only reads and
/// rewrites the snapshot, so the same snapshot always asks the same people.
/// </summary>
public static class Signing
{
    /// <summary>How far a level has come.</summary>
    public static Signed Of(ApprovalLevel level) => Of(level.Rule, level.Approvers, level.Share);

    /// <summary>Whose turn it is on a level.</summary>
    public static IReadOnlyList<OpenSeat> Open(ApprovalLevel level) => [.. Open($"level-{level.Number}", level.Rule, level.Approvers, level.Share)];

    /// <summary>The path with unique seats.</summary>
    public static ApprovalPath Seated(ApprovalPath path) => path with
    {
        Levels = [.. path.Levels.Select(level => level with { Approvers = [.. level.Approvers.Select((approver, place) => approver with { Seat = $"{level.Number}.{place + 1}" })] })],
    };

    /// <summary>The path with one seat changed; unchanged when there is no such seat.</summary>
    public static ApprovalPath Change(ApprovalPath path, string seat, Func<Approver, Approver?> change) => path with
    {
        Levels = [.. path.Levels.Select(level => level with { Approvers = Change(level.Approvers, seat, change) })],
    };

    /// <summary>The path as if nobody had signed on these levels, and nobody had been added there.</summary>
    public static ApprovalPath Cleared(ApprovalPath path, int fromLevel) => path with
    {
        Levels = [.. path.Levels.Select(level => level.Number < fromLevel ? level : level with
        {
            Approvers = [.. level.Approvers.Select(approver => approver with { Answer = null, Before = [], Beside = [], After = [], Note = approver.Note == Approver.Passed ? null : approver.Note })],
        })],
    };

    /// <summary>The seat as if it had not signed, nor anybody who was added to sign after it.</summary>
    public static Approver Unanswered(Approver seat) => seat with { Answer = null, After = [.. seat.After.Select(group => group with { Signers = [.. group.Signers.Select(Unanswered)] })] };

    private static IReadOnlyList<Approver> Change(IReadOnlyList<Approver> approvers, string seat, Func<Approver, Approver?> change)
    {
        var changed = new List<Approver>();
        foreach (var approver in approvers)
        {
            var one = approver.Seat == seat ? change(approver) : approver with { Before = Change(approver.Before, seat, change), Beside = Change(approver.Beside, seat, change), After = Change(approver.After, seat, change) };
            if (one is not null) changed.Add(one);
        }

        return changed;
    }

    private static IReadOnlyList<SignerGroup> Change(IReadOnlyList<SignerGroup> groups, string seat, Func<Approver, Approver?> change) =>
        [.. groups.Select(group => group with { Signers = Change(group.Signers, seat, change) }).Where(group => group.Signers.Count > 0)];

    private static Signed Of(GroupRule rule, IReadOnlyList<Approver> signers, decimal? share)
    {
        var approved = signers.Count(signer => Of(signer) == Signed.Approved);
        var rejected = signers.Count(signer => Of(signer) == Signed.Rejected);
        switch (rule)
        {
            case GroupRule.Any:
                return approved > 0 ? Signed.Approved : rejected > 0 ? Signed.Rejected : Signed.Open;
            case GroupRule.Share:
                var enough = Math.Max(1, (int)Math.Ceiling(signers.Count * (share ?? 1m)));
                return approved >= enough ? Signed.Approved : signers.Count - rejected < enough ? Signed.Rejected : Signed.Open;
            default:
                return rejected > 0 ? Signed.Rejected : approved == signers.Count ? Signed.Approved : Signed.Open;
        }
    }

    private static Signed Of(Approver seat)
    {
        var parts = seat.Before.Concat(seat.Beside).Concat(seat.After).Select(group => Of(group.Rule, group.Signers, null)).Append(seat.Answer?.Outcome switch
        {
            null => Signed.Open,
            TaskActions.Approve => Signed.Approved,
            _ => Signed.Rejected,
        }).ToList();
        return parts.Contains(Signed.Rejected) ? Signed.Rejected : parts.TrueForAll(part => part == Signed.Approved) ? Signed.Approved : Signed.Open;
    }

    private static IEnumerable<OpenSeat> Open(string group, GroupRule rule, IReadOnlyList<Approver> signers, decimal? share)
    {
        if (Of(rule, signers, share) != Signed.Open) return [];
        return rule == GroupRule.Sequential ? Open(signers.First(signer => Of(signer) == Signed.Open), group, rule) : signers.SelectMany(signer => Open(signer, group, rule));
    }

    private static IEnumerable<OpenSeat> Open(Approver seat, string group, GroupRule rule)
    {
        if (Of(seat) != Signed.Open) return [];
        if (First(seat.Before) is { } before) return Open(before.Id, before.Rule, before.Signers, null);
        var together = seat.Beside.SelectMany(beside => Open(beside.Id, beside.Rule, beside.Signers, null)).ToList();
        if (seat.Answer is null) together.Insert(0, new(seat, group, rule));
        if (together.Count > 0) return together;
        return First(seat.After) is { } after ? Open(after.Id, after.Rule, after.Signers, null) : [];
    }

    private static SignerGroup? First(IReadOnlyList<SignerGroup> groups) => groups.FirstOrDefault(group => Of(group.Rule, group.Signers, null) == Signed.Open);
}
