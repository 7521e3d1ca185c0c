using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>An item in a letter.</summary>
/// <param name="Amount">CNY that the letter asks for.</param>
/// <param name="Open">CNY that is open now.</param>
public sealed record LetterLine(Guid ReceivableId, string Number, DateOnly IssuedOn, DateOnly DueOn, decimal Amount, decimal Interest, decimal Open);

/// <summary>A letter with all that is printed.</summary>
/// <param name="IsOpen">Whether any of its items is open: one that is paid settles not the others.</param>
public sealed record LetterView(DunningLetter Letter, string PayerCode, string Payer, string PayerEn, string SignedBy, string? SentBy, string? ProofName, IReadOnlyList<LetterLine> Lines, bool IsOpen)
{
    /// <summary>CNY that it asks for.</summary>
    public decimal Total => Lines.Sum(line => line.Amount);

    /// <summary>CNY of it that is open now.</summary>
    public decimal Left => Lines.Sum(line => Math.Max(0, Math.Min(line.Amount, line.Open)));
}

/// <summary>Letters to payers (F-S5): drafted by the run, sent by the KAM, kept with their proof. Safe for concurrent use.</summary>
public sealed class LetterDesk(IDbContextFactory<ProcessSalesDb> databases, AttachmentStore attachments, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>The field under which proofs lie in the case.</summary>
    public const string ProofField = "letterProof";

    // What letters give the payer until the last day, calendar days by tone.
    private static int DaysOf(LetterTone tone) => tone switch
    {
        LetterTone.Friendly => 10,
        LetterTone.Demand => 7,
        _ => 5,
    };

    /// <summary>Drafts a letter over what is open and undisputed of a payer; nobody is written to for a small rest (rule 9) or for what the lawyers have (rule 5).</summary>
    /// <param name="items">Null for all that is overdue.</param>
    /// <exception cref="RefusedException">The payer is not the person's, nothing is overdue, or one of this tone was drafted today.</exception>
    public async Task<Guid> DraftAsync(Guid person, Guid payer, LetterTone tone, IReadOnlyList<Guid>? items, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequirePayerAsync(person, payer, cancellationToken);
            var today = clock.Today;
            var terms = await book.CurrentAsync(db, cancellationToken);
            var open = await OpenItem.Of(db, db.Receivables.Where(row => row.CustomerId == payer && row.Ended == null && row.DueOn < today)).ToListAsync(cancellationToken);
            open.RemoveAll(item => item.Legal || item.Open - item.Disputed <= 0 || terms.IsSmallRest(item.Amount, item.Open) || (items is not null && !items.Contains(item.Id)));
            if (open.Count == 0) throw new RefusedException(RefusalKind.Conflict, "letter.nothingOverdue");
            if (await db.DunningLetters.AnyAsync(row => row.PayerId == payer && row.Tone == tone && row.DraftedOn == today, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "letter.today");
            var file = await db.ReminderFiles.Where(row => row.PayerId == payer).OrderByDescending(row => row.StartedAt).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Conflict, "letter.noFile");
            var people = await PayerPeople.ReadAsync(db, cancellationToken);
            var id = await DraftAsync(db, people.Payers[payer], file, tone, open, today, terms, clock.Now, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = file, Subject = "letter", Action = "Draft", To = tone.ToString() });
            return id!.Value;
        }, cancellationToken);
    }

    /// <summary>Notes that the letter went out.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, the day is in the future, or it is not a draft.</exception>
    public Task SendAsync(Guid person, Guid id, LetterRoute route, DateOnly on, CancellationToken cancellationToken = default) => MoveAsync(person, id, "Send", letter =>
    {
        if (on > clock.Today || on < letter.DraftedOn) throw new RefusedException(RefusalKind.Invalid, [new("On", "letter.day")]);
        letter.Go(LetterState.Sent);
        (letter.Route, letter.SentOn, letter.SentById) = (route, on, person);
    }, cancellationToken);

    /// <summary>Drops a draft.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, or it is not a draft.</exception>
    public Task DropAsync(Guid person, Guid id, CancellationToken cancellationToken = default) => MoveAsync(person, id, "Drop", letter => letter.Go(LetterState.Dropped), cancellationToken);

    /// <summary>Keeps the proof that the letter arrived.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, the file is refused, the day is wrong, or it was not sent.</exception>
    public async Task ProveAsync(Guid person, Guid id, DateOnly on, string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        Guid file;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var letter = await FindAsync(db, person, id, cancellationToken);
            if (!letter.State.Allows(LetterState.Proven)) throw new RefusedException(RefusalKind.Conflict, "letter.transition", letter.State, LetterState.Proven);
            if (on < letter.SentOn || on > clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("On", "letter.day")]);
            file = letter.CaseId;
        }

        // Whoever may see the payer may prove the letter; there is no task of it.
        var proof = await attachments.SaveAsync(person, file, ProofField, fileName, content, async (db, stop) =>
        {
            await FindAsync(db, person, id, stop);
            return await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(stop);
        }, cancellationToken);
        await MoveAsync(person, id, "Prove", letter =>
        {
            letter.Go(LetterState.Proven);
            (letter.ProvenOn, letter.ProofId) = (on, proof.Id);
        }, cancellationToken);
    }

    /// <summary>One letter.</summary>
    /// <exception cref="RefusedException">There is none, or the payer is not the person's.</exception>
    public async Task<LetterView> ViewAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var letter = await FindAsync(db, person, id, cancellationToken);
        return (await ViewsAsync(db, db.DunningLetters.Where(row => row.Id == letter.Id), cancellationToken))[0];
    }

    /// <summary>The letters of a payer, the newest first.</summary>
    internal static async Task<IReadOnlyList<LetterView>> ViewsAsync(ProcessSalesDb db, IQueryable<DunningLetter> letters, CancellationToken cancellationToken)
    {
        var rows = await (from letter in letters.AsNoTracking()
                          join payer in db.Customers on letter.PayerId equals payer.Id
                          orderby letter.DraftedOn descending, letter.Tone descending
                          select new
                          {
                              letter, payer.Code, payer.Name, payer.NameEn,
                              SignedBy = db.Users.Where(person => person.Id == letter.SignedById).Select(person => person.Name).FirstOrDefault(),
                              SentBy = db.Users.Where(person => person.Id == letter.SentById).Select(person => person.Name).FirstOrDefault(),
                              Proof = db.Attachments.Where(file => file.Id == letter.ProofId).Select(file => file.FileName).FirstOrDefault(),
                          }).Take(200).ToListAsync(cancellationToken);
        var ids = rows.Select(row => row.letter.Id).ToList();
        var lines = (await (from line in db.DunningLetterItems.AsNoTracking()
                            where ids.Contains(line.LetterId)
                            join item in db.Receivables on line.ReceivableId equals item.Id
                            orderby item.DueOn, item.Number
                            select new { line.LetterId, Line = new LetterLine(item.Id, item.Number, item.IssuedOn, item.DueOn, line.Amount, line.Interest, item.Ended == null ? item.Open : 0m) }).ToListAsync(cancellationToken))
            .ToLookup(row => row.LetterId, row => row.Line);
        return [.. rows.Select(row => new LetterView(
            row.letter, row.Code, row.Name, row.NameEn, row.SignedBy ?? "", row.SentBy, row.Proof, [.. lines[row.letter.Id]], row.letter.State != LetterState.Dropped && lines[row.letter.Id].Any(line => line.Open > 0)))];
    }

    /// <summary>The day of the last proven demand for each item.</summary>
    internal static Task<Dictionary<Guid, DateOnly>> ProofsAsync(ProcessSalesDb db, Guid? payer, CancellationToken cancellationToken) =>
        (from letter in db.DunningLetters
         where letter.ProvenOn != null && (payer == null || letter.PayerId == payer)
         join line in db.DunningLetterItems on letter.Id equals line.LetterId
         group letter.ProvenOn!.Value by line.ReceivableId into days
         select new { days.Key, Last = days.Max() }).ToDictionaryAsync(row => row.Key, row => row.Last, cancellationToken);

    /// <summary>Adds a draft inside the caller's transaction; a payer has one of a tone a day. Null when there is one.</summary>
    internal static async Task<Guid?> DraftAsync(
        ProcessSalesDb db, Payer payer, Guid caseId, LetterTone tone, IReadOnlyList<OpenItem> items, DateOnly today, CollectionTerms terms, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await db.DunningLetters.AnyAsync(row => row.PayerId == payer.Id && row.Tone == tone && row.DraftedOn == today, cancellationToken)) return null;
        var letter = new DunningLetter
        {
            Id = Guid.CreateVersion7(now), PayerId = payer.Id, Tone = tone, DraftedOn = today, LastOn = today.AddDays(DaysOf(tone)), SignedById = payer.OwnerId, CaseId = caseId,
        };
        if ((await Ladders.ReadAsync(db, today, cancellationToken)).Of(payer.Class).Steps.FirstOrDefault(step => step.Tone == tone) is { } step)
            (letter.Level, letter.LevelDays) = (step.Level, items.Any(item => item.BaseOn > item.DueOn.AddDays(terms.GraceDays)) ? null : step.Days);
        db.DunningLetters.Add(letter);
        // A large payer's letter has hundreds of lines: they go out untracked, after the letter to which they refer.
        await db.SaveChangesAsync(cancellationToken);
        var rate = await LateRate.OfAsync(db, payer.Id, today, terms, cancellationToken);
        var lines = items.Select((item, at) => new StoredRow<DunningLetterItem>(at, new()
        {
            LetterId = letter.Id, ReceivableId = item.Id, Amount = item.Open - item.Disputed, Interest = DunningRules.Interest(item.Open - item.Disputed, today.DayNumber - item.DueOn.DayNumber, rate),
        }));
        if (await new BulkTable<DunningLetterItem>(db).InsertAsync([.. lines], _ => { }, cancellationToken) is { } twin) throw new InvalidOperationException($"{items[twin].Number} stands twice in one letter.");
        return letter.Id;
    }

    private async Task MoveAsync(Guid person, Guid id, string action, Action<DunningLetter> move, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var letter = await FindAsync(db, person, id, cancellationToken);
            var from = letter.State;
            move(letter);
            db.Record(clock.Now, new() { PersonId = person, CaseId = letter.CaseId, Subject = "letter", Action = action, From = from.ToString(), To = letter.State.ToString() });
        }, cancellationToken);
    }

    private static async Task<DunningLetter> FindAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken)
    {
        var letter = await db.DunningLetters.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "letter.unknown");
        await db.RequirePayerAsync(person, letter.PayerId, cancellationToken);
        return letter;
    }
}
