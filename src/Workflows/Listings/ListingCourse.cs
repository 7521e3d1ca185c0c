using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>What a step of the process may wait for.</summary>
public enum ListingMilestone
{
    /// <summary>Every open line was offered to the chain.</summary>
    Submitted,

    /// <summary>The chain has answered for every open line, and no higher fee is open.</summary>
    Negotiated,

    /// <summary>Agreement and fee are signed.</summary>
    Signed,

    /// <summary>The chain has created every open line's item.</summary>
    ItemsCreated,

    /// <summary>Every open line was ordered.</summary>
    Ordered,

    /// <summary>Every open line has come.</summary>
    Delivered,

    /// <summary>Every open line is on the shelf.</summary>
    OnShelf,

    /// <summary>The fee is settled, or there is none.</summary>
    Settled,

    /// <summary>No line is open.</summary>
    Ended,
}

/// <summary>How a listing stands towards a milestone.</summary>
/// <param name="Reached">Whether it is reached.</param>
/// <param name="NeedsSupplement">Whether a higher fee waits for its approval.</param>
/// <param name="CameToNothing">Whether none is open, and nothing is owed for one that came to a shelf.</param>
public sealed record ListingStand(bool Reached, bool NeedsSupplement, bool CameToNothing)
{
    /// <summary>Looks at a listing and its lines.</summary>
    public static ListingStand Of(ListingRequest request, IReadOnlyCollection<LineState> lines, ListingMilestone milestone)
    {
        bool Past(LineState state) => lines.Where(line => !line.IsFinal()).All(line => line >= state);
        var reached = milestone switch
        {
            ListingMilestone.Submitted => Past(LineState.Submitted),
            ListingMilestone.Negotiated => Past(LineState.Accepted) && !request.FeeIsOpen,
            ListingMilestone.Signed => request.SignedOn is not null,
            ListingMilestone.ItemsCreated => Past(LineState.ItemCreated),
            ListingMilestone.Ordered => Past(LineState.Ordered),
            ListingMilestone.Delivered => Past(LineState.Delivered),
            ListingMilestone.OnShelf => Past(LineState.OnShelf),
            ListingMilestone.Settled => request.SettledOn is not null || request.AgreedFee == 0m,
            _ => lines.All(line => line.IsFinal()),
        };
        // What came to a shelf under a signed agreement is paid for, also when the company gave the article up afterwards.
        var owes = request is { SignedOn: not null, AgreedFee: > 0m };
        // A fee is looked at once the offers are out: a step before that has no way to its approval.
        return new(reached, milestone > ListingMilestone.Submitted && request.Supplement == SupplementState.Needed, !owes && lines.All(line => line is LineState.Refused or LineState.Cancelled));
    }
}

/// <summary>The only place in which listings change their state, as <see cref="ListingLines"/> is for lines; inside the caller's transaction.</summary>
internal static class ListingCourse
{
    /// <summary>The name on which a process waits for its lines.</summary>
    public const string Stimulus = "ProcessSales.Listing";

    /// <summary>Lets the listing follow its lines once it is under way.</summary>
    public static async Task FollowAsync(ProcessSalesDb db, DateTimeOffset now, ListingRequest request, IReadOnlyCollection<ListingLine> lines, DateOnly on, Guid? person, string? note, CancellationToken cancellationToken)
    {
        if (!request.State.IsRunning()) return;
        request.AgreedFee = lines.Where(line => line.State is not (LineState.Refused or LineState.Cancelled) || line.ShelfOn is not null).Sum(line => line.AgreedFee ?? 0m);
        var exceeds = lines.Any(line => line is { AgreedFee: { } fee } && fee > line.ApprovedFee && !line.State.IsFinal());
        if (!exceeds && request.FeeIsOpen) request.Supplement = SupplementState.None;
        else if (exceeds && !request.FeeIsOpen) request.Supplement = SupplementState.Needed;
        await EnterAsync(db, now, request, ListingStates.Of([.. lines.Select(line => line.State)], request.SignedOn is not null), lines, on, person, note, cancellationToken);
    }

    /// <summary>Brings the listing into a state and notes whose time runs.</summary>
    public static async Task EnterAsync(
        ProcessSalesDb db, DateTimeOffset now, ListingRequest request, ListingState to, IReadOnlyCollection<ListingLine> lines, DateOnly on, Guid? person, string? note, CancellationToken cancellationToken)
    {
        var side = ListingStates.SideOf(to, lines.Select(line => line.State), request.Supplement == SupplementState.Needed);
        request.Version++;
        if (to == request.State && side == request.Side) return;
        if (to != request.State && !request.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "listing.documentTransition", request.State, to);
        // A step that is entered later than another must not seem to lie before it.
        var last = await db.ListingMoves.Where(move => move.RequestId == request.Id).MaxAsync(move => (DateOnly?)move.On, cancellationToken);
        db.ListingMoves.Add(new()
        {
            Id = Guid.CreateVersion7(now), RequestId = request.Id, From = request.State, To = to, Side = side, On = last > on ? last.Value : on, At = now, PersonId = person, Note = note,
        });
        request.State = to;
        request.Side = side;
        if (to.IsFinal()) request.ClosedAt = now;
    }

    /// <summary>Orders the process to look at its lines again.</summary>
    public static async Task TellProcessAsync(ProcessSalesDb db, DateTimeOffset now, ListingRequest request, Case file, CancellationToken cancellationToken)
    {
        file.Version++;
        request.ToldVersion = request.Version;
        db.Continuations.Add(new()
        {
            Id = await ContinuationOrder.NextAsync(db, file.Id, now, cancellationToken),
            Kind = ContinuationKind.ResumeByStimulus,
            Process = file.Process,
            InstanceId = file.InstanceId,
            CaseId = file.Id,
            Stimulus = Stimulus,
            InputJson = JsonSerializer.Serialize(new { Action = "Moved" }, JsonSerializerOptions.Default),
            CreatedAt = now,
            NextAttemptAt = now,
        });
    }
}
