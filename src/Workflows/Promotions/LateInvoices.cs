using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>An invoice that came after its line was confirmed.</summary>
/// <param name="Line">Number of the line.</param>
/// <param name="Kind">One of <see cref="Proofs.InvoiceKinds"/>.</param>
/// <param name="On">Its date.</param>
public sealed record LateInvoice(int Line, string Number, string Kind, DateOnly? On, string Seller);

/// <summary>Enters invoices that come after their cost was confirmed, so that it is no longer accrued (domain.md 2.4, exceptions). Safe for concurrent use.</summary>
public sealed class LateInvoices(IDbContextFactory<ProcessSalesDb> databases, AttachmentStore files, CompanyClock clock)
{
    /// <summary>Enters an invoice with its picture. Both the claimant and finance may.</summary>
    /// <exception cref="RefusedException">Something is missing, the line is not confirmed or has its invoice, the invoice was used, or the settlement is not the person's.</exception>
    public async Task EnterAsync(Guid person, Guid settlementId, LateInvoice invoice, string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        invoice = invoice with { Number = invoice.Number.Trim(), Seller = invoice.Seller.Trim() };
        var refusals = new List<Refusal>();
        if (invoice.Number.Length is 0 or > 40) refusals.Add(invoice.Number.Length == 0 ? new("Invoice", "required") : new("Invoice", "tooLong", 40));
        if (invoice.Seller.Length is 0 or > 100) refusals.Add(invoice.Seller.Length == 0 ? new("Seller", "required") : new("Seller", "tooLong", 100));
        if (!Proofs.InvoiceKinds.Contains(invoice.Kind)) refusals.Add(new("InvoiceKind", "required"));
        if (invoice.On is null) refusals.Add(new("InvoicedOn", "required"));
        else if (invoice.On > clock.Today) refusals.Add(new("InvoicedOn", "listing.future"));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
        Guid caseId;
        await using (var early = await databases.CreateDbContextAsync(cancellationToken)) caseId = (await FindAsync(early, person, settlementId, invoice, cancellationToken)).Settlement.CaseId;
        var saved = await files.SaveAsync(person, caseId, null, fileName, content, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var (settlement, line) = await FindAsync(db, person, settlementId, invoice, cancellationToken);
            if (!await db.UsedInvoices.AnyAsync(row => row.Number == invoice.Number && row.Seller == invoice.Seller, cancellationToken)) db.UsedInvoices.Add(new() { Number = invoice.Number, Seller = invoice.Seller, SettlementId = settlementId });
            (line.InvoiceNumber, line.InvoiceKind, line.InvoicedOn, line.Seller) = (invoice.Number, invoice.Kind, invoice.On, invoice.Seller);
            var file = await db.Attachments.AsNoTracking().SingleAsync(row => row.Id == saved.Id, cancellationToken);
            db.SettlementProofs.Add(new() { AttachmentId = file.Id, SettlementId = settlementId, Line = line.Number, Kind = Proofs.Invoice, FileName = file.FileName, Sha256 = file.Sha256, ReusedFrom = file.ReusedFrom });
            settlement.Version++;
            db.Record(clock.Now, new() { PersonId = person, CaseId = settlement.CaseId, Subject = "settlement", Action = "LateInvoice", To = $"{line.Number}", Comment = $"{invoice.Number} · {invoice.Seller}" });
        }, cancellationToken);
    }

    private static async Task<(Settlement Settlement, SettlementLine Line)> FindAsync(ProcessSalesDb db, Guid person, Guid id, LateInvoice invoice, CancellationToken cancellationToken)
    {
        var settlement = await SettlementCourse.FindAsync(db, person, id, cancellationToken);
        if (!await MayAsync(db, person, settlement.OwnerId, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "settlement.notYours");
        if (!settlement.State.Costs()) throw new RefusedException(RefusalKind.Conflict, "settlement.notConfirmed");
        var line = await db.SettlementLines.SingleOrDefaultAsync(row => row.SettlementId == id && row.Number == invoice.Line, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("Line", "settlement.unknownLine", invoice.Line)]);
        if (line.InvoiceNumber.Length > 0) throw new RefusedException(RefusalKind.Conflict, "settlement.invoiceThere", line.Number);
        if (await db.UsedInvoices.AnyAsync(row => row.Number == invoice.Number && row.Seller == invoice.Seller && row.SettlementId != id, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "settlement.invoiceUsed", invoice.Number, invoice.Seller);
        return (settlement, line);
    }

    internal static async Task<bool> MayAsync(ProcessSalesDb db, Guid person, Guid owner, CancellationToken cancellationToken) =>
        person == owner || await db.Users.AnyAsync(row => row.Id == person && row.Active && (row.Role == Role.FinEx || row.Role == Role.FinM), cancellationToken);
}

/// <summary>Claimant and finance add the picture of an invoice that came late, although nobody has a task in the settlement any more. Safe for concurrent use.</summary>
internal sealed class LateInvoiceFiles : IFileRight
{
    public async Task<bool> MayAddAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken) =>
        await db.PromotionSettlements.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken) is { } settlement && settlement.State.Costs()
        && await LateInvoices.MayAsync(db, person, settlement.OwnerId, cancellationToken)
        && await db.SettlementLines.AnyAsync(line => line.SettlementId == settlement.Id && line.Confirmed > 0m && line.InvoiceNumber == "", cancellationToken);
}
