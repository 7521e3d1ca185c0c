using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Host.Api;

/// <summary>What a payer owes for an invoice, or a credit note.</summary>
/// <param name="Kind">Invoice, StatementLine or CreditNote.</param>
/// <param name="Amount">CNY incl. VAT; negative for a credit note.</param>
/// <param name="Open">CNY still open.</param>
/// <param name="Disputed">CNY of the open sum that is in dispute.</param>
/// <param name="DueOn">Contractual due date.</param>
/// <param name="ExpectedOn">Expected pay date.</param>
/// <param name="PromisedOn">Promised date; null for none.</param>
/// <param name="State">NotDue, DueSoon, Overdue, Paid, CreditNoted or WrittenOff.</param>
public sealed record ApiInvoice(
    Guid Id, string Number, string Kind, string CustomerCode, decimal Amount, decimal Open, decimal Disputed, DateOnly IssuedOn, DateOnly DueOn, DateOnly ExpectedOn, DateOnly? PromisedOn, int DaysOverdue, string State);

/// <summary>An invoice with what was set against it.</summary>
/// <param name="Entries">The oldest first; a reversal has the opposite sign.</param>
public sealed record ApiInvoiceDetail(ApiInvoice Invoice, IReadOnlyList<ApiEntry> Entries);

/// <summary>An entry that lowered what is open.</summary>
/// <param name="At">UTC.</param>
/// <param name="Kind">Receipt, Credit, Deduction, SmallRest, WriteOff, Statement or RedInvoice.</param>
/// <param name="Amount">CNY that is less open; negative for a reversal.</param>
/// <param name="BankReference">The money; null for what is no money.</param>
public sealed record ApiEntry(Guid Id, DateTimeOffset At, string Kind, string InvoiceNumber, decimal Amount, bool Reversed, bool IsReversal, string? BankReference);

/// <summary>Money that came in.</summary>
/// <param name="Method">Transfer, Draft or Cheque.</param>
/// <param name="State">Unclaimed, Claimed, Bounced or Voided.</param>
/// <param name="CustomerCode">Whose; null until it is claimed.</param>
/// <param name="Unallocated">CNY not set against anything yet.</param>
/// <param name="DraftDueOn">When a draft becomes cash; null for the others.</param>
public sealed record ApiReceipt(
    Guid Id, string BankReference, DateOnly BankDate, string PayerName, decimal Amount, decimal Unallocated, string Method, DateOnly? DraftDueOn, string Remittance, string State, string? CustomerCode);

/// <summary>A receipt with what it was set against.</summary>
public sealed record ApiReceiptDetail(ApiReceipt Receipt, IReadOnlyList<ApiEntry> Entries);

/// <summary>A bank entry.</summary>
/// <param name="BankReference">The bank's own: the same one again has no second effect.</param>
/// <param name="Amount">CNY, above 0.</param>
/// <param name="Method">Transfer when it is not said, Draft or Cheque.</param>
/// <param name="DraftDueOn">Needed for a draft.</param>
public sealed record ApiNewReceipt(string? BankReference, DateOnly? BankDate, string? PayerName, decimal Amount, string? Method, DateOnly? DraftDueOn, string? Remittance);

/// <summary>Invoices and receipts, within the scope of the key's person. Entering a bank entry needs a receivables accountant, as on the page; claiming and allocating stay with people.</summary>
internal static class InvoicesApi
{
    internal static void MapInvoices(this IEndpointRouteBuilder api)
    {
        var invoices = api.MapGroup("/invoices").WithTags("Invoices");
        invoices.MapGet("", async (string? customer, string? state, bool? disputed, string? q, [AsParameters] ApiPaging paging, HttpContext http, ReceivableList list, CancellationToken stop) =>
                ApiPage<ApiInvoice>.Of(await list.ListAsync(http.User.Id(), new(Short(q), Short(customer), StateOf(state), disputed == true), "due", paging.Number, paging.Most, stop), Read))
            .Needs(ApiScopes.ReadInvoices).WithName("listInvoices").WithSummary("Invoices and credit notes, the oldest due first: all that are open, or those in one state.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        invoices.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReceivableList list, ReceiptDesk receipts, CancellationToken stop) =>
                new ApiInvoiceDetail(Read(await list.FindAsync(http.User.Id(), id, stop)), Read(await receipts.OfItemAsync(http.User.Id(), id, stop))))
            .Needs(ApiScopes.ReadInvoices).WithName("getInvoice").WithSummary("One invoice with everything that was set against it.").ProducesProblem(StatusCodes.Status404NotFound);

        var receipt = api.MapGroup("/receipts").WithTags("Receipts");
        receipt.MapGet("", async (string? q, bool? open, [AsParameters] ApiPaging paging, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
                ApiPage<ApiReceipt>.Of(await desk.ListAsync(http.User.Id(), Short(q), open == true, paging.Number, paging.Most, stop), Read))
            .Needs(ApiScopes.ReadReceipts).WithName("listReceipts").WithSummary("Money that came in, unclaimed first; with open only what is not claimed or not fully allocated.");
        receipt.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            {
                var (row, entries) = await desk.FindAsync(http.User.Id(), id, stop);
                return new ApiReceiptDetail(Read(row), Read(entries));
            })
            .Needs(ApiScopes.ReadReceipts).WithName("getReceipt").WithSummary("One receipt with what it was set against.").ProducesProblem(StatusCodes.Status404NotFound);
        receipt.MapPost("", async Task<IResult> (ApiNewReceipt posted, HttpContext http, ReceiptDesk desk, CancellationToken stop) =>
            {
                if (!Enum.TryParse<ReceiptMethod>(posted.Method ?? nameof(ReceiptMethod.Transfer), true, out var method) || !Enum.IsDefined(method) || char.IsAsciiDigit((posted.Method ?? "T")[0]))
                    throw new RefusedException(RefusalKind.Invalid, [new("Method", "field.notOneOf", string.Join(", ", Enum.GetNames<ReceiptMethod>()))]);
                var (id, made) = await desk.EnterAsync(http.User.Id(), new(posted.BankReference ?? "", posted.BankDate, posted.PayerName ?? "", posted.Amount, method, posted.DraftDueOn, posted.Remittance ?? ""), stop);
                var row = Read((await desk.FindAsync(http.User.Id(), id, stop)).Receipt);
                return made ? Results.Created($"{ApiSetup.Root}/receipts/{id}", row) : Results.Ok(row);
            })
            .Needs(ApiScopes.WriteReceipts).WithName("enterReceipt").WithSummary("Enters a bank entry; the same bank reference again has no second effect.")
            .Produces<ApiReceipt>(StatusCodes.Status201Created).Produces<ApiReceipt>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static ApiInvoice Read(ReceivableRow row) => new(
        row.Id, row.Number, row.Kind.ToString(), row.CustomerCode, row.Amount, row.Open, row.Disputed, row.IssuedOn, row.DueOn, row.ExpectedOn, row.PromisedOn, row.DaysOverdue, row.State.ToString());

    private static ApiReceipt Read(ReceiptRow row) => new(
        row.Id, row.BankReference, row.BankDate, row.PayerName, row.Amount, row.Unallocated, row.Method.ToString(), row.DraftDueOn, row.Remittance, row.State.ToString(), row.CustomerCode);

    private static List<ApiEntry> Read(IReadOnlyList<AllocationRow> entries) =>
        [.. entries.Select(row => new ApiEntry(row.Id, row.At, row.Kind.ToString(), row.Number, row.Amount, row.Reversed, row.IsReversal, row.BankReference))];

    private static ReceivableState? StateOf(string? state) => state is null ? null
        : Enum.TryParse<ReceivableState>(state, true, out var read) && Enum.IsDefined(read) && !char.IsAsciiDigit(state[0]) ? read
        : throw new RefusedException(RefusalKind.Invalid, [new("State", "field.notOneOf", string.Join(", ", Enum.GetNames<ReceivableState>()))]);

    private static string? Short(string? text) => text is { Length: > 100 } ? text[..100] : text;
}
