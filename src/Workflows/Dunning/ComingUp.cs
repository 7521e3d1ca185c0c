using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What comes up.</summary>
public enum ComingKind
{
    /// <summary>A level of an item.</summary>
    Reminder,

    /// <summary>The payer takes invoices 收票日.</summary>
    InvoiceWindow,

    /// <summary>A promised day.</summary>
    Promise,

    /// <summary>The next action that somebody wrote down.</summary>
    NextAction,

    /// <summary>The last day of a letter.</summary>
    Letter,

    /// <summary>A credit hold should be decided.</summary>
    Hold,

    /// <summary>A pause ends.</summary>
    PauseEnds,

    /// <summary>A task is due.</summary>
    Task,

    /// <summary>KAM and FIN-AR are reminded of an invoice window that a statement has to reach.</summary>
    WindowNotice,

    /// <summary>A complaint's own or legal clock runs out.</summary>
    Complaint,

    /// <summary>A promotion begins, ends, or has to be settled.</summary>
    Promotion,

    /// <summary>A reminder that was put off comes again.</summary>
    Again,

    /// <summary>A superior is told that nobody has answered.</summary>
    Unanswered,

    /// <summary>A clock of a product listing runs out.</summary>
    Listing,

    /// <summary>A timer drawn in a process fires.</summary>
    Timer,

    /// <summary>A difference of a statement should be settled.</summary>
    Difference,

    /// <summary>A deduction should be matched or disputed.</summary>
    Deduction,

    /// <summary>A dispute should be settled.</summary>
    Dispute,

    /// <summary>An open issue, such as a visit to ask for money, should be done.</summary>
    Issue,
}

/// <summary>Something that will happen unless somebody pays or acts before.</summary>
/// <param name="Number">The item; null when it is about the payer.</param>
/// <param name="Rung">The level; null for other kinds.</param>
/// <param name="Amount">CNY; 0 for none.</param>
/// <param name="Who">Whom it reaches, names.</param>
/// <param name="Text">What else there is to say.</param>
/// <param name="Link">A path of this site where it is seen; null for the payer's page.</param>
public sealed record ComingEvent(DateOnly Day, ComingKind Kind, Guid? PayerId, string PayerCode, string Payer, string? Number, Rung? Rung, decimal Amount, string Who, string? Text = null, string? Link = null);

/// <summary>What a change of a ladder does.</summary>
/// <param name="Before">Reminders as they would come now.</param>
/// <param name="After">Reminders with the change.</param>
public sealed record LadderPreview(IReadOnlyList<ComingEvent> Before, IReadOnlyList<ComingEvent> After)
{
    /// <summary>Those that come only without the change.</summary>
    public IReadOnlyList<ComingEvent> Gone => [.. Before.Except(After)];

    /// <summary>Those that come only with it.</summary>
    public IReadOnlyList<ComingEvent> New => [.. After.Except(Before)];
}

/// <summary>A change of a ladder that is tried before it is kept.</summary>
/// <param name="Class">Class of the customers; empty for all without a ladder of their own.</param>
/// <param name="From">The first day on which it would count.</param>
/// <param name="Steps">The steps.</param>
public sealed record LadderTrial(string Class, DateOnly From, IReadOnlyList<LadderStep> Steps);

/// <summary>A level of an item that was told or passed over.</summary>
public sealed record SentLevel(Rung Rung, ReminderState State, DateOnly Day);

/// <summary>A rung of an item's ladder.</summary>
/// <param name="Day">When it was told or passed over, or else when it is told unless somebody pays before; null for what comes no more.</param>
/// <param name="State">What became of it; null for what is to come.</param>
/// <param name="Who">Whom it reaches, names.</param>
public sealed record ItemRung(Rung Rung, DateOnly? Day, ReminderState? State, string Who);

/// <summary>A pause that holds an item back.</summary>
/// <param name="OfPayer">Whether all of the payer is paused, not this item alone.</param>
public sealed record ItemPause(DateOnly Until, string Reason, string Person, bool OfPayer);

/// <summary>Where an item stands with its reminders.</summary>
/// <param name="File">The case of the payer's workflow, which carries them; null before the first.</param>
/// <param name="Sent">What was told in this cycle, the lowest level first.</param>
/// <param name="Next">What comes next when nobody pays; null when nothing does.</param>
/// <param name="Why">What holds it back today; null when nothing does.</param>
/// <param name="Ladder">Every rung of the payer's ladder, the lowest first, with what became of it or when it comes.</param>
public sealed record ItemStanding(string PayerCode, Case? File, IReadOnlyList<SentLevel> Sent, ComingEvent? Next, LeftOut? Why, ItemPause? Pause, IReadOnlyList<ItemRung> Ladder)
{
    /// <summary>The rung on which the item stands; null below the first.</summary>
    public Rung? Stands => Sent.Where(level => level.State == ReminderState.Sent).Select(level => (Rung?)level.Rung).LastOrDefault();
}

/// <summary>The calendar of everything that will fire (issue "Coming up"), from the rules and rows that the runs themselves use. Safe for concurrent use.</summary>
public sealed class ComingUp
{
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly WorkingCalendars calendars;
    private readonly ComplaintClock complaints;
    private readonly IEnumerable<IComingSource> sources;
    private readonly CollectionTermsBook book;
    private readonly CompanyClock clock;

    internal ComingUp(
        IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, ComplaintClock complaints, IEnumerable<IComingSource> sources, CollectionTermsBook book, CompanyClock clock) =>
        (this.databases, this.calendars, this.complaints, this.sources, this.book, this.clock) = (databases, calendars, complaints, sources, book, clock);

    /// <summary>Days ahead that can be asked for.</summary>
    public const int MostDays = 400;

    /// <summary>All that comes up within the person's scope, by day.</summary>
    /// <param name="payerCode">One payer; null for all.</param>
    /// <param name="days">So many calendar days ahead.</param>
    public async Task<IReadOnlyList<ComingEvent>> ListAsync(Guid person, string? payerCode, int days, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scene = await SceneAsync(db, person, payerCode, days, cancellationToken);
        var found = new List<ComingEvent>(Reminders(scene, await TimelineAsync(db, scene, null, cancellationToken)));
        await AddAsync(db, scene, found, cancellationToken);
        found.AddRange(await new ComingSources(db, scene, complaints, clock).OfAsync(cancellationToken));
        foreach (var source in sources) found.AddRange(await source.OfAsync(db, scene, cancellationToken));
        return [.. found.OrderBy(one => one.Day).ThenBy(one => one.PayerCode, StringComparer.Ordinal).ThenBy(one => one.Number, StringComparer.Ordinal)];
    }

    /// <summary>The reminders of the next days before and after a change of a ladder; nothing is kept.</summary>
    /// <exception cref="RefusedException">The ladder is faulty.</exception>
    public async Task<LadderPreview> PreviewAsync(Guid person, LadderTrial trial, string? payerCode, int days, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scene = await SceneAsync(db, person, payerCode, days, cancellationToken);
        return new([.. Reminders(scene, await TimelineAsync(db, scene, null, cancellationToken))], [.. Reminders(scene, await TimelineAsync(db, scene, trial, cancellationToken))]);
    }

    /// <summary>Where one item stands with its reminders; null when it is settled.</summary>
    /// <exception cref="RefusedException">There is no such item, or it is not for the person.</exception>
    public async Task<ItemStanding?> ItemAsync(Guid person, Guid receivable, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var item = await db.Receivables.AsNoTracking().Where(row => row.Id == receivable).Join(payers, row => row.CustomerId, payer => payer.Id, (row, payer) => new { row.Ended, row.Cycle, PayerId = payer.Id, payer.Code }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
        if (item.Ended is not null) return null;
        var scene = await SceneAsync(db, person, item.Code, MostDays, cancellationToken);
        var open = scene.Book.Items.First(row => row.Id == receivable);
        var coming = Reminders(scene with { Book = scene.Book.Only(receivable) }, await TimelineAsync(db, scene, null, cancellationToken)).ToList();
        var why = DunningRules.Withheld(scene.Book.Seen(open), scene.Book.Of(item.PayerId) with { RemindedToday = false }, clock.Today, scene.Terms.On(clock.Today));
        var told = await db.Reminders.AsNoTracking().Where(row => row.ReceivableId == receivable && row.Cycle == item.Cycle).ToListAsync(cancellationToken);
        List<SentLevel> sent = [.. told.SelectMany(row => row.Passed.Select(rung => new SentLevel(rung, ReminderState.Skipped, row.Day)).Append(new(Reminder.RungOf(row.Rank), ReminderState.Sent, row.Day))).OrderBy(level => level.Rung)];
        var file = await db.Cases.AsNoTracking().Where(row => db.ReminderFiles.Any(running => running.RunningFor == item.PayerId && running.CaseId == row.Id)).SingleOrDefaultAsync(cancellationToken);
        return new(item.Code, file, sent, coming.Count > 0 ? coming[0] : null, why, await PauseAsync(db, item.PayerId, receivable, cancellationToken), Rungs(scene, item.PayerId, sent, coming));
    }

    // What holds longest is what counts.
    private async Task<ItemPause?> PauseAsync(ProcessSalesDb db, Guid payer, Guid receivable, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        return await db.DunningPauses.Where(row => row.PayerId == payer && (row.ReceivableId == null || row.ReceivableId == receivable) && row.From <= today && row.Until >= today).OrderByDescending(row => row.Until)
            .Select(row => new ItemPause(row.Until, row.Reason, db.Users.Where(person => person.Id == row.ApprovedById).Select(person => person.Name).First(), row.ReceivableId == null)).FirstOrDefaultAsync(cancellationToken);
    }

    // The payer's ladder as it is today; a level that repeats stands there as often as it was told, and once more when it comes again.
    private static IReadOnlyList<ItemRung> Rungs(ComingScene scene, Guid payerId, IReadOnlyList<SentLevel> sent, IReadOnlyList<ComingEvent> coming)
    {
        var payer = scene.Payers[payerId];
        var ladder = scene.Book.LadderOf(payerId);
        var rungs = ladder.Steps.Select(step => new Rung(step.Level)).Concat(sent.Select(level => level.Rung)).Concat(coming.Take(1).Select(one => one.Rung!.Value)).Distinct().Order();
        return [.. rungs.Select(rung =>
        {
            var told = sent.FirstOrDefault(level => level.Rung == rung);
            var comes = told is null ? coming.FirstOrDefault(one => one.Rung == rung) : null;
            var who = ladder.Find(rung.Level) is { } step ? string.Join('、', scene.Book.People.Of(payer, step.To).Select(scene.Book.People.NameOf)) : "";
            return new ItemRung(rung, told?.Day ?? comes?.Day, told?.State, comes?.Who ?? who);
        })];
    }

    private static IEnumerable<ComingEvent> Reminders(ComingScene scene, LadderTimeline ladders)
    {
        var days = new RunDays(scene.Calendar, scene.From, scene.Until, scene.Terms);
        var names = new Dictionary<(Guid, ReminderLevel, Ladder), string>();
        foreach (var item in scene.Book.Items)
        {
            if (!scene.Payers.TryGetValue(item.PayerId, out var payer)) continue;
            foreach (var (day, rung) in ReminderForecast.Of(scene.Book.Seen(item), scene.Book.Of(payer.Id), ladders, payer.Class, days, scene.From, scene.Until, scene.Terms))
            {
                var ladder = ladders.On(day, payer.Class);
                if (!names.TryGetValue((payer.Id, rung.Level, ladder), out var who))
                    names[(payer.Id, rung.Level, ladder)] = who = string.Join('、', scene.Book.People.Of(payer, ladder.Find(rung.Level)!.To).Select(scene.Book.People.NameOf));
                yield return new(day, ComingKind.Reminder, payer.Id, payer.Code, payer.Name, item.Number, rung, item.Open - item.Disputed, who);
            }
        }
    }

    private async Task<ComingScene> SceneAsync(ProcessSalesDb db, Guid person, string? payerCode, int days, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var scope = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        if (payerCode is { Length: > 0 }) scope = scope.Where(row => row.Code == payerCode);
        var seen = (await scope.Select(row => row.Id).ToListAsync(cancellationToken)).ToHashSet();
        var terms = await book.HistoryAsync(db, cancellationToken);
        var due = await DueBook.ReadAsync(db, today, payerCode is { Length: > 0 } && seen.Count == 1 ? seen.First() : null, new HashSet<Guid>(), terms.On(today), cancellationToken);
        var ran = await db.DunningRuns.AnyAsync(row => row.Day == today && row.State == DunningRunState.Done, cancellationToken);
        var until = today.AddDays(Math.Clamp(days, 1, MostDays));
        return new(due, due.People.Payers.Where(pair => seen.Contains(pair.Key)).ToDictionary(), await calendars.CurrentAsync(cancellationToken), ran ? today.AddDays(1) : today, until, person, payerCode is not { Length: > 0 }, terms);
    }

    private async Task<LadderTimeline> TimelineAsync(ProcessSalesDb db, ComingScene scene, LadderTrial? trial, CancellationToken cancellationToken)
    {
        var starts = await db.LadderRows.Where(row => row.From > scene.From && row.From <= scene.Until).Select(row => row.From).Distinct().ToListAsync(cancellationToken);
        if (trial is not null && trial.From > scene.From) starts.Add(trial.From);
        var sets = new List<(DateOnly, LadderSet)>();
        var tried = trial is null ? null : new Ladder(trial.Steps);
        foreach (var start in starts.Distinct().Order().Prepend(scene.From))
        {
            var set = start == scene.From ? await Ladders.ReadAsync(db, scene.From, cancellationToken) : await Ladders.ReadAsync(db, start, cancellationToken);
            // A later ladder of the same class takes over from the one that is tried.
            var later = trial is not null && await db.LadderRows.AnyAsync(row => row.Class == trial.Class && row.From > trial.From && row.From <= start, cancellationToken);
            sets.Add((start, trial is not null && start >= trial.From && !later ? set.With(trial.Class, tried!) : set));
        }

        return new(sets);
    }

    private async Task AddAsync(ProcessSalesDb db, ComingScene scene, List<ComingEvent> found, CancellationToken cancellationToken)
    {
        var (today, until) = (clock.Today, scene.Until);
        foreach (var payer in scene.Payers.Values)
        {
            var windows = MonthDays.Read(payer.InvoiceWindows);
            if (windows.IsAny) continue;
            for (var (window, guard) = (windows.WindowOnOrAfter(today), 0); window.From <= until && guard < 400; window = windows.WindowOnOrAfter(window.Until.AddDays(1)), guard++)
            {
                // The stretch may have begun: its next day counts.
                var day = window.From < today ? today : window.From;
                found.Add(Of(payer, day, ComingKind.InvoiceWindow, 0, scene.Names(payer, Role.Kam, Role.FinAr), window.From == window.Until ? null : $"{window.From:MM-dd} – {window.Until:MM-dd}"));
            }
        }

        foreach (var promise in await db.Promises.AsNoTracking().Where(row => row.State == PromiseState.Open && row.On >= today && (row.On <= until || row.CheckOn <= until)).ToListAsync(cancellationToken))
        {
            if (promise.On <= until) Add(promise.PayerId, promise.On, ComingKind.Promise, promise.Amount, promise.By, Role.Kam);
            if (promise.CheckOn is { } check && scene.Calendar.RollForward(check) is var look && look >= today && look < promise.On && look <= until) Add(promise.PayerId, look, ComingKind.NextAction, promise.Amount, promise.By, Role.Kam);
        }

        // Only the last word of a payer counts.
        var next = await db.PayerContacts.AsNoTracking().Where(row => row.NextOn >= today && row.NextOn <= until && !db.PayerContacts.Any(other => other.PayerId == row.PayerId && other.At > row.At)).ToListAsync(cancellationToken);
        foreach (var contact in next) Add(contact.PayerId, contact.NextOn, ComingKind.NextAction, 0, contact.Result.Length > 80 ? contact.Result[..80] + "…" : contact.Result, Role.Kam);
        var letters = await db.DunningLetters.AsNoTracking().Where(row => (row.State == LetterState.Sent || row.State == LetterState.Proven) && row.LastOn >= today && row.LastOn <= until).ToListAsync(cancellationToken);
        foreach (var letter in letters) Add(letter.PayerId, letter.LastOn, ComingKind.Letter, 0, letter.Tone.ToString(), Role.Kam);
        var ends = clock.At(until.AddDays(1), TimeOnly.MinValue);
        foreach (var hold in await db.CreditHolds.AsNoTracking().Where(row => row.State == CreditHoldState.Proposed && row.DueAt < ends).ToListAsync(cancellationToken))
            Add(hold.PayerId, clock.DateOf(hold.DueAt), ComingKind.Hold, hold.Amount, hold.Reason.ToString(), Role.FinM);
        foreach (var pause in await db.DunningPauses.AsNoTracking().Where(row => row.Until >= today && row.Until < until).ToListAsync(cancellationToken))
            Add(pause.PayerId, pause.Until.AddDays(1), ComingKind.PauseEnds, 0, pause.ReceivableId is { } alone && scene.Book.Items.FirstOrDefault(item => item.Id == alone) is { } held ? $"{held.Number} · {pause.Reason}" : pause.Reason, Role.Kam);
        await TasksAsync(db, scene, found, ends, cancellationToken);

        void Add(Guid payerId, DateOnly day, ComingKind kind, decimal amount, string? text, Role role)
        {
            if (scene.Payers.TryGetValue(payerId, out var payer)) found.Add(Of(payer, day, kind, amount, scene.Names(payer, role), text));
        }
    }

    // Deadlines of open tasks in cases about these payers.
    private async Task TasksAsync(ProcessSalesDb db, ComingScene scene, List<ComingEvent> found, DateTimeOffset ends, CancellationToken cancellationToken)
    {
        var start = clock.At(clock.Today, TimeOnly.MinValue);
        var byCode = scene.Payers.Values.ToDictionary(payer => payer.Code);
        var cases = (await DataScope.OfAsync(db, scene.Person, cancellationToken)).Cases(db);
        var tasks = await (from task in db.Tasks.AsNoTracking()
                           where task.State == TaskState.Open && task.DueAt >= start && task.DueAt < ends
                           join file in cases on task.CaseId equals file.Id
                           where file.CustomerCode != null
                           orderby task.DueAt
                           select new { task.Id, task.DueAt, task.StepName, file.CustomerCode, file.Number, file.Title, Who = db.Users.Where(person => person.Id == task.AssigneeId).Select(person => person.Name).FirstOrDefault() })
            .Take(2_000).ToListAsync(cancellationToken);
        foreach (var task in tasks)
        {
            if (byCode.TryGetValue(task.CustomerCode!, out var payer))
                found.Add(new(clock.DateOf(task.DueAt!.Value), ComingKind.Task, payer.Id, payer.Code, payer.Name, task.Number, null, 0, task.Who ?? "", $"{task.StepName} · {task.Title}", $"/tasks/{task.Id}"));
        }
    }

    private static ComingEvent Of(Payer payer, DateOnly day, ComingKind kind, decimal amount, string who, string? text) => new(day, kind, payer.Id, payer.Code, payer.Name, null, null, amount, who, text);
}

/// <summary>What is looked at for one question.</summary>
/// <param name="From">The first day whose run is still to come.</param>
/// <param name="All">Whether every payer is asked for, and so what concerns none of them.</param>
internal sealed record ComingScene(DueBook Book, IReadOnlyDictionary<Guid, Payer> Payers, WorkingCalendar Calendar, DateOnly From, DateOnly Until, Guid Person, bool All, TermsHistory<CollectionTerms> Terms)
{
    /// <summary>Names of those of the roles who have to do with the payer.</summary>
    public string Names(Payer payer, params Role[] roles) => string.Join('、', Book.People.Of(payer, roles).Select(Book.People.NameOf));
}
