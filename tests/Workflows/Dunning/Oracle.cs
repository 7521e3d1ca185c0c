using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>The payers and items of domain.md section 5, and an engine that does at once what the reminder process draws.</summary>
internal sealed class Oracle(Business business) : IAsyncDisposable
{
    public static readonly DateOnly Wednesday = new(2026, 11, 25);

    private static readonly (string Number, string Payer, decimal Amount, decimal Open, decimal Disputed, int Late, string? Before)[] Items =
    [
        ("AR-01", "C01", 86_400, 86_400, 0, -20, null), ("AR-02", "C01", 52_310, 52_310, 0, -7, null), ("AR-03", "C02", 31_280, 31_280, 0, -3, "R1"), ("AR-04", "C02", 27_900, 27_900, 0, 0, "R2"),
        ("AR-05", "C03", 64_000, 64_000, 0, 1, "R3"), ("AR-06", "C04", 12_450, 12_450, 0, 7, "O1"), ("AR-07", "C04", 9_870, 9_870, 0, 9, "O2"), ("AR-08", "C01", 41_000, 41_000, 0, 15, "O2"),
        ("AR-09", "C01", 38_600, 38_600, 0, 16, "O2"), ("AR-10", "C05", 18_200, 18_200, 0, 33, "O4"), ("AR-11", "C05", 15_750, 15_750, 0, 61, "O4"), ("AR-12", "C05", 22_300, 22_300, 0, 95, "O5"),
        ("AR-13", "C02", 48_000, 48_000, 6_500, 8, "O1"), ("AR-14", "C02", 7_300, 7_300, 7_300, 20, "O2"), ("AR-15", "C03", 40_000, 16_000, 0, 5, "O1"), ("AR-16", "C04", 45_200, 38.50m, 0, 30, "O3"),
        ("AR-17", "C01", 20_000, 0, 0, 4, null), ("AR-18", "C02", -3_200, -3_200, 0, 0, null), ("AR-19", "C05", 8_900, 8_900, 0, -2, "R2"), ("AR-20", "C01", 19_500, 19_500, 0, 1, null),
    ];

    public Business Business => business;

    public DunningRunner Runner => business.Get<DunningRunner>();

    public static async Task<Oracle> OpenAsync(string database = "SQLite", DateOnly? today = null, Action<IServiceCollection>? more = null)
    {
        var business = await Business.OpenAsync(database, services =>
        {
            services.AddSingleton<IProcessEngine, AtOnce>();
            more?.Invoke(services);
        });
        var oracle = new Oracle(business);
        oracle.Go(today ?? Wednesday);
        await oracle.FillAsync(today ?? Wednesday);
        return oracle;
    }

    /// <summary>The same as the demo company brings it, loaded on a day.</summary>
    public static async Task<Oracle> OpenDemoAsync(DateOnly loaded)
    {
        var oracle = new Oracle(await Business.OpenAsync("SQLite", services => services.AddSingleton<IProcessEngine, AtOnce>()));
        oracle.Go(loaded);
        // The host is up while its stories are told: its own run may come before there is anything to find.
        if (await oracle.Runner.RunIfDueAsync() is { } early) Assert.Equal(0, early.Picked);
        foreach (var story in oracle.Business.Get<IEnumerable<IDemoStory>>().Where(story => story.Order is 60 or 61).OrderBy(story => story.Order))
        {
            Assert.False(await story.IsToldAsync(default));
            for (var time = 0; time < 2; time++) await story.TellAsync(default);
            Assert.True(await story.IsToldAsync(default));
        }

        return oracle;
    }

    /// <summary>Nine in the morning of a day.</summary>
    public void Go(DateOnly day)
    {
        var at = new DateTimeOffset(day.ToDateTime(new(9, 0)), TimeSpan.FromHours(8));
        if (at < business.Clock.GetUtcNow()) business.Clock.AdjustTime(at);
        else business.Clock.SetUtcNow(at);
    }

    /// <summary>What was sent on a day: <c>AR-02 R1</c>.</summary>
    public Task<List<string>> SentAsync(DateOnly day) => business.ReadAsync(db => db.Reminders.Where(row => row.Day == day && row.RunId != null)
        .Join(db.Receivables, row => row.ReceivableId, item => item.Id, (row, item) => item.Number + " " + row.Level.ToString()).OrderBy(text => text).ToListAsync());

    /// <summary>Direct messages: payer, recipient and items.</summary>
    public async Task<List<string>> MessagesAsync()
    {
        var rows = await business.ReadAsync(db => (from notice in db.ReminderNotices
                                                   where !notice.Copy && notice.SentAt != null
                                                   join payer in db.Customers on notice.PayerId equals payer.Id
                                                   join person in db.Users on notice.RecipientId equals person.Id
                                                   join item in db.Receivables on notice.ReceivableId equals (Guid?)item.Id into items
                                                   from item in items.DefaultIfEmpty()
                                                   select new { payer.Code, person.Name, notice.Kind, Number = item == null ? "" : item.Number, notice.Day }).ToListAsync());
        return [.. rows.GroupBy(row => (row.Code, row.Name, row.Day)).Select(group =>
            $"{group.Key.Code} {group.Key.Name} ({string.Join(", ", group.OrderBy(row => row.Number).ThenBy(row => row.Kind).Select(row => row.Kind == NoticeKind.Level ? row.Number[3..] : row.Kind.ToString()))})").Order(StringComparer.Ordinal)];
    }

    public Task<Guid> ItemAsync(string number) => business.ReadAsync(db => db.Receivables.Where(row => row.Number == number).Select(row => row.Id).SingleAsync());

    public Task<Guid> PayerAsync(string code) => business.ReadAsync(db => db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync());

    public async Task PayAsync(string number, decimal? rest = null) => await business.WriteAsync(async db =>
    {
        var item = await db.Receivables.SingleAsync(row => row.Number == number);
        item.Open = rest ?? 0;
        if (item.Open == 0) item.Ended = ReceivableState.Paid;
        item.Version++;
    });

    public async ValueTask DisposeAsync() => await business.DisposeAsync();

    private async Task FillAsync(DateOnly today)
    {
        await business.WriteAsync(async db =>
        {
            var payers = await db.Customers.ToDictionaryAsync(row => row.Code, row => row.Id);
            foreach (var (number, payer, amount, open, disputed, late, before) in Items)
            {
                var due = today.AddDays(-late);
                var item = New(payers[payer], number, amount, due);
                (item.Open, item.Disputed) = (open, disputed);
                if (open == 0) (item.Ended, item.EndedOn) = (ReceivableState.Paid, today.AddDays(-1));
                if (number == "AR-18") item.Kind = ReceivableKind.CreditNote;
                db.Receivables.Add(item);
                if (before is null) continue;
                var rung = new Rung(Enum.Parse<ReminderLevel>(before));
                db.Reminders.Add(new()
                {
                    Id = Guid.NewGuid(), ReceivableId = item.Id, PayerId = item.CustomerId, Cycle = 1, Level = rung.Level, Rank = Reminder.RankOf(rung), Day = today.AddDays(-5), Amount = open,
                });
            }

            await db.SaveChangesAsync();
            await PromiseAsync(db, "AR-08", today.AddDays(3));
            await PromiseAsync(db, "AR-09", today.AddDays(-2));
        });
    }

    private async Task PromiseAsync(ProcessSalesDb db, string number, DateOnly on)
    {
        var item = await db.Receivables.SingleAsync(row => row.Number == number);
        var calendar = DunningRulesTests.Calendar();
        var promise = new Promise
        {
            Id = Guid.NewGuid(), PayerId = item.CustomerId, Amount = item.Open, On = on, Last = calendar.AddWorkingDays(on, 1), State = PromiseState.Open, By = "采购 王女士", TakenById = (await db.Users.FirstAsync()).Id,
            TakenAt = business.Clock.GetUtcNow().AddDays(-5),
        };
        db.Promises.Add(promise);
        db.PromiseItems.Add(new() { PromiseId = promise.Id, ReceivableId = item.Id, OpenThen = item.Open });
        item.PromisedOn = on;
    }

    public static Receivable New(Guid payer, string number, decimal amount, DateOnly due) => new()
    {
        Id = Guid.NewGuid(), CustomerId = payer, Number = number, Amount = amount, Open = amount, IssuedOn = due.AddDays(-60), DueOn = due, ExpectedOn = due, BaseOn = due, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Does at once what the process draws: as long as there is something to say, it says it.</summary>
    private sealed class AtOnce(ReminderPost post, IEnumerable<Meanwhile> meanwhile) : IProcessEngine
    {
        public Task<ContinuationResult> StartAsync(Continuation continuation, CancellationToken cancellationToken) => ResumeAsync(continuation, cancellationToken);

        public async Task<ContinuationResult> ResumeAsync(Continuation continuation, CancellationToken cancellationToken)
        {
            foreach (var one in meanwhile) await one.Do();
            while (await post.TurnAsync(continuation.InstanceId, null, cancellationToken) is ReminderTurn.Remind or ReminderTurn.Overdue or ReminderTurn.Escalate)
                await post.SendAsync(continuation.InstanceId, "payment-reminder", null, cancellationToken);
            return ContinuationResult.Done;
        }

        public Task<ContinuationResult> CancelAsync(Continuation continuation, CancellationToken cancellationToken) => Task.FromResult(ContinuationResult.Done);

        public Task<int?> PublishedAsync(string process, CancellationToken cancellationToken) => Task.FromResult<int?>(null);
    }
}

/// <summary>What happens while messages go out.</summary>
internal sealed record Meanwhile(Func<Task> Do);
