using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Which complaints a list shows. Null and false narrow nothing.</summary>
public sealed record ComplaintFilter
{
    /// <summary>How grave.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Where it stands.</summary>
    public ComplaintState? State { get; init; }

    /// <summary>Those not ended.</summary>
    public bool Open { get; init; }

    /// <summary>Those whose own clocks ran out.</summary>
    public bool Overdue { get; init; }

    /// <summary>EAN-13.</summary>
    public string? Product { get; init; }

    /// <summary>Date on the pack.</summary>
    public DateOnly? ProducedOn { get; init; }

    /// <summary>Code of the store.</summary>
    public string? Store { get; init; }

    /// <summary>What the cause was.</summary>
    public ComplaintCause? Cause { get; init; }

    /// <summary>Part of number, title, store, customer, product or batch.</summary>
    public string? Text { get; init; }

    /// <summary>First day, company zone, by the day that <see cref="Figure"/> counts by.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Behind which figure they stand.</summary>
    public ComplaintFigure? Figure { get; init; }
}

/// <summary>A complaint in a list.</summary>
public sealed record ComplaintRow(
    Guid Id, Guid CaseId, string Number, string Brief, ComplaintState State, Severity Severity, ComplaintType Type, string? Store, string? Product, string? Batch, string Handler,
    DateTimeOffset RegisteredAt, DateTimeOffset? NextDueAt, bool Overdue, bool Untaken);

/// <summary>A line of the log, with a name.</summary>
public sealed record ComplaintLogRow(DateTimeOffset At, string? Person, ComplaintEntryKind Kind, string Text, string? Holder, string? Place);

/// <summary>A legal clock as it is shown.</summary>
public sealed record LegalClockRow(LegalClockKind Kind, DateTimeOffset From, DateTimeOffset DueAt, DateTimeOffset? DoneAt);

/// <summary>What the viewer may do.</summary>
public sealed record ComplaintRights(bool Take, bool Write, bool Reply, bool ProposeLower, bool ConfirmLower, bool Merge, bool Legal, bool LegalClock, bool Reopen, bool Attach, bool Case, bool Tag);

/// <summary>A complaint with all that its page shows.</summary>
/// <param name="Phone">Masked unless the viewer's role needs it.</param>
/// <param name="Like">Others of the same batch, or merged into this one.</param>
/// <param name="Alert">Whether the batch has raised the alert.</param>
public sealed record ComplaintView(
    Complaint Complaint, string Number, string? Store, string? StoreCode, string? Customer, string? Product, string RegisteredBy, string Handler, string? TakenBy, string? Phone, string? Parent, string? LowerProposedBy,
    IReadOnlyList<string> Holders, Guid? MyTask, IReadOnlyList<ComplaintLogRow> Log, IReadOnlyList<LegalClockRow> LegalClocks, IReadOnlyList<BatchHolder> Trace, IReadOnlyList<ComplaintRow> Like, bool Alert,
    ComplaintRights May, string? LegalReviewer);

/// <summary>Lists and shows complaints within a person's scope. Safe for concurrent use.</summary>
public sealed class ComplaintBook(IDbContextFactory<ProcessSalesDb> databases, ComplaintTermsBook book, CompanyClock clock)
{
    /// <summary>One page: the open ones by what is due next, then the newest.</summary>
    public async Task<Page<ComplaintRow>> ListAsync(Guid person, ComplaintFilter filter, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Narrow(db, (await ComplaintScope.OfAsync(db, person, cancellationToken)).AsNoTracking(), filter);
        var total = await rows.CountAsync(cancellationToken);
        var page = rows.OrderBy(row => row.ClosedAt != null).ThenBy(row => row.Severity).ThenBy(row => row.CloseDueAt).ThenByDescending(row => row.RegisteredAt).Skip((number - 1) * size).Take(size);
        return new(await ShownAsync(db, page, cancellationToken), total, number, size);
    }

    /// <summary>The articles and dates that complaints name, for a filter: the newest first.</summary>
    public async Task<IReadOnlyList<(string Code, string Name)>> ProductsAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await ComplaintScope.OfAsync(db, person, cancellationToken);
        var found = await db.Products.AsNoTracking().Where(product => rows.Any(row => row.ProductCode == product.Code)).OrderBy(product => product.Code).Take(200).Select(product => new { product.Code, product.Name }).ToListAsync(cancellationToken);
        return [.. found.Select(product => (product.Code, product.Name))];
    }

    /// <summary>What a registration can choose from: the person's stores and chains, or all open ones where he has none; and the articles.</summary>
    public async Task<(IReadOnlyList<(Guid Id, string Name)> Stores, IReadOnlyList<(Guid Id, string Name)> Chains, IReadOnlyList<(string Code, string Name)> Products)> ChoicesAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var stores = await scope.Stores(db).AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(500).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        if (stores.Count == 0) stores = await db.Stores.AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(500).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        var chains = await scope.Customers(db).AsNoTracking().OrderBy(row => row.Code).Take(500).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        if (chains.Count == 0) chains = await db.Customers.AsNoTracking().OrderBy(row => row.Code).Take(500).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken);
        var products = await db.Products.AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(500).Select(row => new { row.Code, row.Name }).ToListAsync(cancellationToken);
        return ([.. stores.Select(row => (row.Id, row.Name))], [.. chains.Select(row => (row.Id, row.Name))], [.. products.Select(row => (row.Code, row.Name))]);
    }

    /// <summary>The complaint of a case; null for another case, or when it is not visible.</summary>
    public async Task<Guid?> OfCaseAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await ComplaintScope.OfAsync(db, person, cancellationToken)).Where(row => row.CaseId == caseId).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The complaint; null when it does not exist or the person may not see it.</summary>
    public async Task<ComplaintView?> ReadAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = await ComplaintScope.OfAsync(db, person, cancellationToken);
        var complaint = await visible.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (complaint is null) return null;
        var who = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person, cancellationToken);
        var number = await db.Cases.Where(row => row.Id == complaint.CaseId).Select(row => row.Number).SingleAsync(cancellationToken);
        var store = await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Id == complaint.StoreId, cancellationToken);
        var people = new[] { complaint.RegisteredById, complaint.HandlerId, complaint.TakenById, complaint.LowerProposedById, complaint.LegalReviewedById }.OfType<Guid>().ToList();
        var names = await db.Users.Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        var seen = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        Guid? mine = null;
        foreach (var task in await db.Tasks.AsNoTracking().Where(task => task.CaseId == complaint.CaseId && task.State == Tasks.TaskState.Open).OrderBy(task => task.CreatedAt).ToListAsync(cancellationToken))
        {
            if (mine is null && await Tasks.TaskDecisions.IsForAsync(db, task, person, cancellationToken)) mine = task.Id;
        }

        var terms = await book.CurrentAsync(db, cancellationToken);
        // Promoters speak with the customer: tag and opinion are none of what they need.
        var inside = who.Role != Role.Pcc;
        if (!inside) (complaint.Professional, complaint.LegalOpinion, complaint.LegalReviewedAt) = (false, null, null);
        var holders = complaint.State.IsFinal() ? [] : await ComplaintNews.HoldersAsync(db, complaint, cancellationToken);
        var like = complaint.Type.IsQuality() ? await BatchTrace.Like(db, complaint, complaint.RegisteredAt.AddDays(-terms.BatchDays)).Where(row => row.Id != id && row.RegisteredAt <= complaint.RegisteredAt.AddDays(terms.BatchDays)).Select(row => row.Id).ToListAsync(cancellationToken) : [];
        var related = visible.AsNoTracking().Where(row => like.Contains(row.Id) || row.ParentId == id);
        return new(
            complaint, number, store?.Name, store?.Code, await db.Customers.Where(row => row.Id == complaint.CustomerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken),
            await db.Products.Where(row => row.Code == complaint.ProductCode).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken),
            names.GetValueOrDefault(complaint.RegisteredById, ""), names.GetValueOrDefault(complaint.HandlerId, ""), complaint.TakenById is { } taker ? names.GetValueOrDefault(taker) : null, PhoneFor(complaint, who),
            complaint.ParentId is null ? null : await db.Complaints.Where(row => row.Id == complaint.ParentId).Join(db.Cases, row => row.CaseId, row => row.Id, (_, row) => row.Number).SingleAsync(cancellationToken),
            complaint.LowerProposedById is { } proposer ? names.GetValueOrDefault(proposer) : null,
            await db.Users.Where(row => holders.Contains(row.Id)).OrderBy(row => row.UserName).Select(row => row.Name).ToListAsync(cancellationToken), mine,
            await db.ComplaintEntries.AsNoTracking().Where(row => row.ComplaintId == id && (inside || row.Kind != ComplaintEntryKind.LegalReview)).OrderByDescending(row => row.Id).Take(500)
                .Select(row => new ComplaintLogRow(row.At, db.Users.Where(by => by.Id == row.PersonId).Select(by => by.Name).FirstOrDefault(), row.Kind, row.Text, row.Holder, row.Place)).ToListAsync(cancellationToken),
            await db.LegalClocks.AsNoTracking().Where(row => row.ComplaintId == id).OrderBy(row => row.DueAt).Select(row => new LegalClockRow(row.Kind, row.From, row.DueAt, row.DoneAt)).ToListAsync(cancellationToken),
            complaint.Type.IsQuality() ? await BatchTrace.OfAsync(db, complaint.ProductCode, complaint.ProducedOn, cancellationToken) : [],
            await ShownAsync(db, related.OrderByDescending(row => row.RegisteredAt).Take(20), cancellationToken),
            like.Count + 1 >= terms.BatchAlertAt,
            RightsOf(complaint, who, terms, await seen.AnyAsync(row => row.Id == complaint.CaseId, cancellationToken)),
            complaint.LegalReviewedById is { } reviewer && inside ? names.GetValueOrDefault(reviewer) : null);
    }

    /// <summary>The complaints that a filter leaves.</summary>
    internal IQueryable<Complaint> Narrow(ProcessSalesDb db, IQueryable<Complaint> rows, ComplaintFilter filter)
    {
        var now = clock.Now;
        if (filter.Severity is { } severity) rows = rows.Where(row => row.Severity == severity);
        if (filter.State is { } state) rows = rows.Where(row => row.State == state);
        if (filter.Open) rows = rows.Where(row => row.State != ComplaintState.Closed && row.State != ComplaintState.Merged && row.State != ComplaintState.Invalid);
        if (filter.Overdue)
        {
            rows = rows.Where(row => row.State != ComplaintState.Closed && row.State != ComplaintState.Merged && row.State != ComplaintState.Invalid && row.State != ComplaintState.Legal
                && (row.CloseDueAt < now || (row.RepliedAt == null && row.ReplyDueAt < now) || (row.PlannedAt == null && row.PlanDueAt < now)));
        }

        if (!string.IsNullOrWhiteSpace(filter.Product)) rows = rows.Where(row => row.ProductCode == filter.Product);
        if (filter.ProducedOn is { } produced) rows = rows.Where(row => row.ProducedOn == produced);
        if (!string.IsNullOrWhiteSpace(filter.Store)) rows = rows.Where(row => db.Stores.Any(store => store.Id == row.StoreId && store.Code == filter.Store));
        if (filter.Cause is { } cause) rows = rows.Where(row => row.Cause == cause);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var text = filter.Text.Trim();
            var lower = text.ToLowerInvariant();
            rows = rows.Where(row => row.Description.Contains(text) || row.BatchNumber == text
                || db.Cases.Any(file => file.Id == row.CaseId && (file.Number.Contains(text) || (file.SearchText != null && file.SearchText.Contains(lower)))));
        }

        if (filter.Figure is { } figure) return ComplaintFigures.Behind(rows, figure, clock, filter.From, filter.Until);
        if (filter.From is { } from)
        {
            var first = clock.At(from, default);
            rows = rows.Where(row => row.RegisteredAt >= first);
        }

        if (filter.Until is { } until)
        {
            var end = clock.At(until.AddDays(1), default);
            rows = rows.Where(row => row.RegisteredAt < end);
        }

        return rows;
    }

    /// <summary>138****1234 for whoever need not call.</summary>
    internal static string? PhoneFor(Complaint complaint, Person who)
    {
        if (complaint.ReporterPhone is not { Length: > 0 } phone) return null;
        if (who.Role == Role.Qa || who.Id == complaint.HandlerId || who.Id == complaint.RegisteredById) return phone;
        return phone.Length <= 7 ? new string('*', phone.Length) : phone[..3] + new string('*', phone.Length - 7) + phone[^4..];
    }

    private async Task<IReadOnlyList<ComplaintRow>> ShownAsync(ProcessSalesDb db, IQueryable<Complaint> rows, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var found = await rows.Select(row => new
        {
            row, Number = db.Cases.Where(file => file.Id == row.CaseId).Select(file => file.Number).First(),
            Store = db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Name).FirstOrDefault(),
            Product = db.Products.Where(product => product.Code == row.ProductCode).Select(product => product.Name).FirstOrDefault(),
            Handler = db.Users.Where(person => person.Id == row.HandlerId).Select(person => person.Name).First(),
        }).ToListAsync(cancellationToken);
        return [.. found.Select(one =>
        {
            var row = one.row;
            var due = NextDue(row);
            return new ComplaintRow(row.Id, row.CaseId, one.Number, row.Description, row.State, row.Severity, row.Type, one.Store, one.Product, row.Batch, one.Handler, row.RegisteredAt, due, due < now,
                row is { Severity: Severity.A, TakenAt: null } && !row.State.IsFinal());
        })];
    }

    private static DateTimeOffset? NextDue(Complaint row) =>
        row.State.IsFinal() || row.State == ComplaintState.Legal ? null
        : new[] { row.RepliedAt is null ? row.ReplyDueAt : (DateTimeOffset?)null, row.PlannedAt is null ? row.PlanDueAt : null, row.CloseDueAt }.Min();

    private ComplaintRights RightsOf(Complaint complaint, Person who, ComplaintTerms terms, bool seesCase)
    {
        var open = !complaint.State.IsFinal();
        var quality = who.Role is Role.Qa or Role.Dir;
        var works = who.Role is not (Role.Adm or Role.FinAr or Role.FinEx or Role.FinM);
        return new(
            open && complaint is { TakenAt: null, Severity: Severity.A } && (who.Role is Role.Qa or Role.Arm or Role.Rgm or Role.Dir or Role.Kam),
            works, open && works && who.Role != Role.Pcc && complaint.RepliedAt is null,
            open && who.Role == Role.Qa && complaint.Severity == Severity.A && complaint.LowerProposedById is null,
            open && who.Role == Role.Arm && complaint.LowerProposedById is not null,
            quality && complaint.State.Allows(ComplaintState.Merged), (who.Role is Role.Qa or Role.Dir or Role.Arm or Role.Rgm) && complaint.State.Allows(ComplaintState.Legal), quality && open,
            works && complaint.State.Allows(ComplaintState.Reopened) && complaint.ClosedAt is { } closed && closed.AddDays(terms.ReopenDays) >= clock.Now,
            open && (complaint.RegisteredById == who.Id || complaint.HandlerId == who.Id || who.Role == Role.Qa), seesCase,
            who.Role is Role.Qa or Role.Dir or Role.Arm && !complaint.Professional && complaint.State.TakesTag());
    }
}
