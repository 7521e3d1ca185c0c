using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>What the process does to a listing.</summary>
public enum ListingStep
{
    /// <summary>Nothing: only its figures are wanted.</summary>
    Look,

    /// <summary>Open it, or write its lines anew from what was handed in.</summary>
    Open,

    /// <summary>It is handed in.</summary>
    Review,

    /// <summary>It came back to its applicant.</summary>
    Return,

    /// <summary>It is approved: its lines may be offered.</summary>
    Approve,

    /// <summary>It is rejected.</summary>
    Reject,

    /// <summary>It is withdrawn, or given up.</summary>
    Withdraw,

    /// <summary>The higher fee is approved.</summary>
    Cover,

    /// <summary>The higher fee is not approved.</summary>
    RefuseFee,

    /// <summary>What is on the shelf begins its trial.</summary>
    BeginTrial,

    /// <summary>The settled fee becomes cost of the budget.</summary>
    Book,
}

/// <summary>A listing's figures as its process needs them.</summary>
/// <param name="AgreedFee">CNY that the chain asks for.</param>
/// <param name="ExtraFee">CNY of it above what was approved first; 0 for none.</param>
/// <param name="SettledFee">CNY that was settled.</param>
public sealed record ListingFigure(decimal ApprovedFee, decimal AgreedFee, decimal ExtraFee, decimal SettledFee);

/// <summary>Carries out what the process of a listing says. Every step may be repeated: what is done is not done again. Safe for concurrent use.</summary>
public sealed class ListingRegister(IDbContextFactory<ProcessSalesDb> databases, BudgetLedger ledger, CompanyClock clock)
{
    /// <summary>Definition id of the process.</summary>
    public const string Process = "product-listing";

    /// <summary>The name on which a process waits for its lines.</summary>
    public const string Stimulus = ListingCourse.Stimulus;

    /// <summary>Carries a step out for the case of an instance.</summary>
    /// <exception cref="RefusedException">The listing is in a state that does not allow it.</exception>
    public async Task<ListingFigure> StepAsync(string instanceId, ListingStep step, string? note, CancellationToken cancellationToken = default)
    {
        if (step == ListingStep.Book) await BookAsync(instanceId, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.LockCaseOfAsync(instanceId, cancellationToken);
            var file = await db.Cases.SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            var request = await db.Listings.SingleOrDefaultAsync(row => row.CaseId == file.Id, cancellationToken);
            if (request is null)
            {
                request = new() { Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, CreatedAt = file.CreatedAt };
                db.Listings.Add(request);
            }

            var lines = await ListingLines.ReadAsync(db, request.Id, cancellationToken);
            if (step is ListingStep.Open or ListingStep.Review && request.State == ListingState.Draft) await FillAsync(db, file, request, lines, cancellationToken);
            await CarryOutAsync(db, request, lines, step, note, cancellationToken);
            await lines.SaveAsync(cancellationToken);
            var reserved = lines.Sum(line => line.ApprovedFee);
            return new ListingFigure(reserved, request.AgreedFee, Math.Max(0m, request.AgreedFee - request.ApprovedFee), request.SettledFee);
        }, cancellationToken);
    }

    /// <summary>How the listing of an instance stands towards a milestone.</summary>
    public async Task<ListingStand> StandAsync(string instanceId, ListingMilestone milestone, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var request = await db.Listings.AsNoTracking().SingleAsync(row => db.Cases.Any(file => file.Id == row.CaseId && file.InstanceId == instanceId), cancellationToken);
        return ListingStand.Of(request, await db.ListingLines.Where(line => line.RequestId == request.Id).Select(line => line.State).ToListAsync(cancellationToken), milestone);
    }

    // The ledger has its own transaction; its key lets the fee become cost once.
    private async Task BookAsync(string instanceId, CancellationToken cancellationToken)
    {
        ListingRequest request;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            request = await db.Listings.AsNoTracking().SingleAsync(row => db.Cases.Any(file => file.Id == row.CaseId && file.InstanceId == instanceId), cancellationToken);
        }

        if (request is { BudgetLineId: { } line, SettledFee: > 0m }) await ledger.ConsumeAsync($"listing/{request.Id:N}/settled", line, request.CaseId, request.SettledFee, null, cancellationToken);
    }

    private async Task CarryOutAsync(ProcessSalesDb db, ListingRequest request, ListingLines lines, ListingStep step, string? note, CancellationToken cancellationToken)
    {
        var (now, today) = (clock.Now, clock.Today);
        void MoveAll(LineState from, LineState to)
        {
            foreach (var line in lines.Where(line => line.State == from)) lines.Move(now, line, to, today, null, note);
        }

        Task EnterAsync(ListingState to) => ListingCourse.EnterAsync(db, now, request, to, lines, today, null, note, cancellationToken);
        switch (step)
        {
            case ListingStep.Review when request.State == ListingState.Draft:
                request.HandedInOn ??= today;
                await EnterAsync(ListingState.InReview);
                break;
            case ListingStep.Return when request.State == ListingState.InReview:
                await EnterAsync(ListingState.Draft);
                break;
            case ListingStep.Approve when request.State == ListingState.InReview:
                MoveAll(LineState.Proposed, LineState.Approved);
                await EnterAsync(ListingState.Approved);
                // The company may have given articles up meanwhile, perhaps all of them.
                await ListingCourse.FollowAsync(db, now, request, lines, today, null, note, cancellationToken);
                break;
            case ListingStep.Reject or ListingStep.Withdraw when request.State is ListingState.Draft or ListingState.InReview:
                MoveAll(LineState.Proposed, LineState.Cancelled);
                await EnterAsync(step == ListingStep.Reject ? ListingState.Rejected : ListingState.Withdrawn);
                break;
            case ListingStep.Cover when request.Supplement == SupplementState.Needed:
                foreach (var line in lines.Where(line => line.AgreedFee > line.ApprovedFee)) line.ApprovedFee = line.AgreedFee!.Value;
                request.ApprovedFee = Math.Max(request.ApprovedFee, request.AgreedFee);
                request.Supplement = SupplementState.Approved;
                await ListingCourse.FollowAsync(db, now, request, lines, today, null, note, cancellationToken);
                break;
            case ListingStep.RefuseFee when request.Supplement == SupplementState.Needed:
                request.Supplement = SupplementState.Refused;
                await ListingCourse.FollowAsync(db, now, request, lines, today, null, note, cancellationToken);
                break;
            case ListingStep.BeginTrial:
                MoveAll(LineState.OnShelf, LineState.Trial);
                await ListingCourse.FollowAsync(db, now, request, lines, today, null, note, cancellationToken);
                break;
        }
    }

    // What was handed in is the snapshot that counts; before the approval its lines are only proposed and are written anew.
    private async Task FillAsync(ProcessSalesDb db, Case file, ListingRequest request, ListingLines lines, CancellationToken cancellationToken)
    {
        if (file.DataJson is null || JsonNode.Parse(file.DataJson) is not JsonObject data) return;
        var plan = ListingPlan.Read(data);
        // Lines point to their listing, which may be new.
        await db.SaveChangesAsync(cancellationToken);
        await db.ListingPapers.Where(paper => paper.RequestId == request.Id).ExecuteDeleteAsync(cancellationToken);
        request.CustomerId = await db.Customers.Where(row => row.Code == plan.CustomerCode).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        request.BudgetLineId = plan.BudgetLine;
        request.TargetShelfOn = plan.TargetShelfOn;
        var stores = await db.Stores.AsNoTracking().Where(row => plan.Stores.Contains(row.Code)).ToDictionaryAsync(row => row.Code, row => row.Id, cancellationToken);
        await lines.WriteAnewAsync([.. plan.Lines().Where(line => stores.ContainsKey(line.StoreCode)).Select(line => new ListingLine
        {
            Id = Guid.CreateVersion7(clock.Now), RequestId = request.Id, ProductCode = line.Article.ProductCode, StoreId = stores[line.StoreCode], State = LineState.Proposed, StateOn = clock.Today,
            ReplacedCode = line.Article.Replaces, SupplyPrice = line.Article.SupplyPrice, RetailPrice = line.Article.RetailPrice, MonthlyVolume = line.Article.MonthlyVolume,
            UnitContribution = line.Article.UnitContribution, ApprovedFee = line.Fee,
        })], cancellationToken);
        db.ListingPapers.AddRange(plan.Papers.Select(paper => new ListingPaper
        {
            Id = Guid.CreateVersion7(clock.Now), RequestId = request.Id, ProductCode = paper.ProductCode, Kind = paper.Kind, Number = paper.Number, ExpiresOn = paper.ExpiresOn,
        }));
        request.ApprovedFee = lines.Sum(line => line.ApprovedFee);
        var pieces = lines.Sum(line => line.MonthlyVolume * line.UnitContribution);
        request.PaybackMonths = ListingFigures.Payback(request.ApprovedFee, pieces, 1m);
    }
}
