using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Open complaints of the customer beside a case of another process.</summary>
internal sealed class ComplaintFacts(IDbContextFactory<ProcessSalesDb> databases) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        if (file.CustomerCode is not { } code) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = (await ComplaintScope.OfAsync(db, person, cancellationToken)).Where(row => row.CaseId != file.Id && row.State != ComplaintState.Closed && row.State != ComplaintState.Merged && row.State != ComplaintState.Invalid
            && db.Customers.Any(customer => customer.Id == row.CustomerId && customer.Code == code));
        var found = await open.GroupBy(row => row.Severity).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        if (found.Count == 0) return [];
        var gravest = await open.OrderBy(row => row.Severity).ThenBy(row => row.CloseDueAt).Select(row => row.CaseId).FirstAsync(cancellationToken);
        return [new("OpenComplaints") { Count = found.Sum(row => row.Count), Text = string.Join(' ', found.OrderBy(row => row.Key).Select(row => $"{row.Key}×{row.Count}")), Grave = found.Exists(row => row.Key == Severity.A), Flag = found.Exists(row => row.Key == Severity.A) ? RedFlag.SeverityA : null, CaseId = gravest }];
    }
}

/// <summary>What a store's next visitor should know: complaints that are open there, and the company's decisions on those that ended lately.</summary>
internal sealed class ComplaintMatters(IDbContextFactory<ProcessSalesDb> databases, ComplaintTermsBook book, CompanyClock clock) : IStoreMatterSource
{
    public async Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var since = clock.At(day.AddDays(-(await book.OnAsync(db, day, cancellationToken)).DecisionShownDays), default);
        var rows = await db.Complaints.AsNoTracking()
            .Where(row => row.StoreId != null && storeIds.Contains(row.StoreId.Value) && row.State != ComplaintState.Merged && (row.ClosedAt == null || (row.ClosedAt >= since && row.Decision != null)))
            .OrderBy(row => row.ClosedAt != null).ThenBy(row => row.Severity).ThenBy(row => row.CloseDueAt).Take(2000)
            .Select(row => new { row, Number = db.Cases.Where(file => file.Id == row.CaseId).Select(file => file.Number).First() }).ToListAsync(cancellationToken);
        return rows.ToLookup(one => one.row.StoreId!.Value, one => new StoreMatter(
            StoreMatterKind.Complaint, one.row.Id, one.Number, $"{one.row.Severity} · {(one.row.Description.Length > 60 ? one.row.Description[..60] + "…" : one.row.Description)}",
            one.row.Agreed || one.row.ClosedAt is not null ? one.row.Decision : null, one.row.ClosedAt is null ? clock.DateOf(one.row.CloseDueAt) : null, one.row.Amount > 0 ? one.row.Amount : null, $"/complaints/{one.row.Id}"));
    }
}

/// <summary>Expired goods on a shelf, and whatever else a visit raises, become complaints with what the visit knows, each exactly once.</summary>
internal sealed class ComplaintFindings(ComplaintDesk desk, ContinuationPump pump, IDbContextFactory<ProcessSalesDb> databases) : IFindingTaker
{
    public RaisedKind Kind => RaisedKind.Complaint;

    public async Task<string?> TakeAsync(VisitFinding finding, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var product = await db.Products.AsNoTracking().SingleOrDefaultAsync(row => row.Code == finding.ProductCode, cancellationToken);
        var goods = product is null ? "" : $"{product.Name}{(finding.ProducedOn is { } day ? " " + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")}{(finding.Quantity is { } count ? $" ×{count}" : "")}";
        var text = finding.Expired ? $"拜访发现过期商品在架 {goods} {finding.Note}".Trim() : $"拜访中发现问题 {goods} {finding.Note}".Trim();
        var caseId = await desk.RegisterAsync(finding.PersonId, new(finding.Id, finding.Expired ? ComplaintType.Expired : ComplaintType.Quality, ComplaintSource.OwnFinding, text.Length < 10 ? text + "(门店拜访上报)" : text[..Math.Min(text.Length, 2000)])
        {
            StoreId = finding.StoreId, ProductCode = product?.Code, ProducedOn = finding.ProducedOn, Quantity = finding.Quantity, ExpiredFound = finding.Expired, OccurredAt = finding.At, FindingId = finding.Id,
            VisitId = finding.VisitId, VisitPhotos = finding.PhotoIds, NoEvidenceReason = finding.PhotoIds.Count == 0 ? "见拜访记录" : null, Anonymous = true,
        }, null, cancellationToken);
        await pump.RunAsync(caseId, cancellationToken);
        return await db.Cases.Where(row => row.Id == caseId).Select(row => row.Number).SingleAsync(cancellationToken);
    }
}

/// <summary>Agreed compensation that the chain may deduct from what it pays.</summary>
internal sealed class ComplaintDeductions(CompanyClock clock) : IDeductionSource
{
    public string Kind => "complaint";

    public async Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken) =>
        await db.Complaints.Where(row => row.CustomerId == customerId && row.Agreed && row.Payment == CompensationPayment.Deduction && row.Amount > row.Deducted)
            .OrderBy(row => row.PlannedAt).Take(500)
            .Select(row => new Deductible("complaint", row.Id, db.Cases.Where(file => file.Id == row.CaseId).Select(file => file.Number).First(), row.Decision ?? row.Description, customerId, row.Amount, row.Deducted))
            .ToListAsync(cancellationToken);

    public async Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.ComplaintDeductions.AnyAsync(row => row.Key == key, cancellationToken) || db.ComplaintDeductions.Local.Any(row => row.Key == key)) return;
        var complaint = await db.Complaints.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "complaint.unknown");
        if (!complaint.Agreed || complaint.Payment != CompensationPayment.Deduction || complaint.Deducted + amount > complaint.Amount || complaint.Deducted + amount < 0)
        {
            throw new RefusedException(RefusalKind.Invalid, "complaint.deduction", complaint.Amount - complaint.Deducted);
        }

        complaint.Deducted += amount;
        complaint.Version++;
        db.ComplaintDeductions.Add(new() { Key = key, ComplaintId = id, Amount = amount, At = clock.Now, PersonId = person });
    }
}

/// <summary>Whoever registered a complaint adds its pictures, also later; so do its handler and quality.</summary>
internal sealed class ComplaintFiles : IFileRight
{
    public Task<bool> MayAddAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken) =>
        db.Complaints.AnyAsync(row => row.CaseId == caseId && row.ClosedAt == null
            && (row.RegisteredById == person || row.HandlerId == person || db.Users.Any(who => who.Id == person && who.Active && who.Role == Role.Qa)), cancellationToken);
}

/// <summary>What the forms of a complaint cannot ask of themselves (domain.md 2.5).</summary>
internal sealed class ComplaintAnswers : IAnswerCheck
{
    public string Process => ComplaintStanding.Process;

    public async Task RefuseAsync(ProcessSalesDb db, HumanTask task, Case file, CompleteTask answer, CancellationToken cancellationToken)
    {
        var data = answer.Data ?? ((task.DraftJson ?? file.DataJson) is { } kept ? JsonNode.Parse(kept) as JsonObject : null) ?? [];
        var complaint = await db.Complaints.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == file.Id, cancellationToken);
        if (complaint is null) return;
        if (answer.Action == "Accept" && complaint.CustomerId is null)
        {
            // Who else than a consumer or an office speaks without a store? (F-C1)
            var source = ComplaintForms.Choice(data, "source", complaint.Source);
            var (store, chain) = (ComplaintForms.Reference(data, "store"), ComplaintForms.Reference(data, "chain"));
            if (source is ComplaintSource.Store or ComplaintSource.OwnFinding && store is null) throw new RefusedException(RefusalKind.Invalid, [new("store", "complaint.store")]);
            if (source is ComplaintSource.HeadOffice && store is null && chain is null) throw new RefusedException(RefusalKind.Invalid, [new("chain", "complaint.chain")]);
        }

        switch (answer.Action)
        {
            case "Accept" when ComplaintForms.Choice(data, "type", complaint.Type).IsQuality():
                if (ComplaintForms.Text(data, "noEvidenceReason") is null && complaint.VisitPhotos is null && !await db.Attachments.AnyAsync(row => row.CaseId == file.Id, cancellationToken))
                {
                    throw new RefusedException(RefusalKind.Invalid, [new("noEvidenceReason", "complaint.evidence")]);
                }

                break;
            case "Confirmed" when answer.Person == complaint.HandlerId || answer.Person == complaint.ExecutedById:
                throw new RefusedException(RefusalKind.Forbidden, "complaint.ownConfirmation");
            case ComplaintCourse.Reviewed when answer.Person == complaint.HandlerId:
                throw new RefusedException(RefusalKind.Forbidden, "complaint.ownReview");
            // Also for an approval that was asked for before the claim was tagged.
            case TaskActions.Approve when complaint.NeedsLegalReview:
                throw new RefusedException(RefusalKind.Conflict, "complaint.legalReview");
            case "CloseLegal" when !await db.Users.AnyAsync(row => row.Id == answer.Person && (row.Role == Role.Qa || row.Role == Role.Dir), cancellationToken) || answer.Person == complaint.HandlerId:
                throw new RefusedException(RefusalKind.Forbidden, "complaint.legalClose");
            case "Agreed" when complaint.Payment == CompensationPayment.Transfer && !(ComplaintForms.Flag(data, "idSeen") && ComplaintForms.Flag(data, "receiptSigned") && ComplaintForms.Flag(data, "letterSigned")):
                throw new RefusedException(RefusalKind.Invalid, [new("letterSigned", "complaint.cash")]);
            case "Agreed" when complaint.Payment == CompensationPayment.Transfer && !await db.Attachments.AnyAsync(row => row.CaseId == file.Id && row.Field == "papers", cancellationToken):
                throw new RefusedException(RefusalKind.Invalid, [new("papers", "complaint.cashPapers")]);
        }
    }
}
